// The data of a run: originals with their edits, split as the project says.
#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/project.h"
#include "core/data/project_parts.h"
#include "core/data/snapshot.h"

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// Rows that can't be used stop a start, as `train` itself would; those that were edited since are whole again.
void refuseBadRows(const Dataset& dataset, const std::string& name, const EditJournal& journal)
{
    std::vector<const Issue*> fatal;
    for (const Issue& issue : dataset.issues) {
        const bool isEdited = issue.sample != kNoSample && journal.isEdited(dataset.samples[issue.sample].id);
        if (issue.severity == Severity::Fatal && !isEdited)
            fatal.push_back(&issue);
    }
    if (fatal.empty())
        return;
    std::vector<std::string> first;
    for (size_t i = 0; i < std::min<size_t>(fatal.size(), 3); ++i)
        first.push_back(fatal[i]->message.english());
    throw Error(Text(LK_TEXT("%1 examples of dataset \"%2\" can't be used. %3"), fatal.size(), name, join(first, " ")),
        LK_TEXT("Correct them in the data file, or set skip_bad_samples to leave them out."));
}

/// Gives the samples the ids that edits know them by: of an id that two datasets have, readOriginals() changes the later one.
void takeProjectIds(std::vector<Sample>& samples, const std::string& name, const Project& project)
{
    const auto isOwn = [&](const Sample& sample) {
        return sample.id.starts_with(name + "#") || sample.id.starts_with(name + "/") || sample.id.find("/" + name + "#") != std::string::npos;
    };
    if (std::all_of(samples.begin(), samples.end(), isOwn))
        return;
    std::vector<Sample> originals = project.readOriginals(0).samples;
    std::erase_if(originals, [&](const Sample& original) { return original.dataset != name; });
    const auto isSameRow = [](const Sample& a, const Sample& b) { return a.file == b.file && a.row == b.row; };
    if (std::equal(samples.begin(), samples.end(), originals.begin(), originals.end(), isSameRow))
        for (size_t i = 0; i < samples.size(); ++i)
            samples[i].id = std::move(originals[i].id);
}

/// Pairs are kept for a later method; supervised training needs something else beside them.
void requireTrainable(const std::vector<Sample>& samples, const std::string& name)
{
    const auto isPair = [](const Sample& sample) { return sample.rejectedAnswer.has_value(); };
    if (!samples.empty() && std::all_of(samples.begin(), samples.end(), isPair))
        throw Error(Text(LK_TEXT("Dataset \"%1\" holds preference pairs only, which this training can't use."), name), LK_TEXT("Use a dataset with one answer an example."));
}

/// Moves what is held out into a dataset of its own behind each, and what trains of evaluation data into the first dataset; samples that don't take
/// part are dropped.
void divide(std::vector<NamedSamples>& snapshots, const TrainingPolicy& policy, DataOptions& options)
{
    const std::vector<std::string> evalDatasets = policy.evalDatasets.value_or(std::vector<std::string>());
    std::vector<const Sample*> all;
    for (const NamedSamples& snapshot : snapshots)
        for (const Sample& sample : snapshot.samples)
            all.push_back(&sample);
    const std::vector<TrainingSide> sides = assignSides(all, policy);
    std::vector<NamedSamples> divided;
    size_t at = 0;
    std::vector<Sample> moved;
    for (NamedSamples& snapshot : snapshots) {
        const bool isForChecking = std::find(evalDatasets.begin(), evalDatasets.end(), snapshot.name) != evalDatasets.end();
        NamedSamples train{snapshot.name, {}};
        NamedSamples heldOut{snapshot.name + (isForChecking ? "" : "_validation"), {}};
        for (Sample& sample : snapshot.samples) {
            const TrainingSide side = sides[at++];
            if (side != TrainingSide::Neither)
                (side == TrainingSide::HeldOut ? heldOut.samples : isForChecking ? moved : train.samples).push_back(std::move(sample));
        }
        if (isForChecking) {
            divided.push_back(std::move(heldOut));
            continue;
        }
        divided.push_back(std::move(train));
        if (!heldOut.samples.empty()) {
            options.evalDataset.push_back(heldOut.name);
            divided.push_back(std::move(heldOut));
        }
    }
    if (!divided.empty())
        std::move(moved.begin(), moved.end(), std::back_inserter(divided.front().samples));
    snapshots = std::move(divided);
    if (!options.evalDataset.empty())
        options.valSize = 0;
}

} // namespace

void Project::snapshotInto(const std::string& runFolder, RunOptions& options) const
{
    DataOptions whole = options.data;
    whole.maxSamples = 0;
    whole.mixStrategy = "concat";
    whole.interleaveProbs.clear();
    whole.datasetDir = absolutePath(toUtf8(toPath(folder_) / toPath(options.data.datasetDir)));
    if (!whole.mediaDir.empty())
        whole.mediaDir = absolutePath(toUtf8(toPath(folder_) / toPath(options.data.mediaDir)));
    whole.mediaFolders.insert(whole.mediaFolders.end(), mediaFolders_.begin(), mediaFolders_.end());
    std::vector<NamedSamples> snapshots;
    for (const auto* names : {&options.data.dataset, &options.data.evalDataset}) {
        for (const std::string& name : *names) {
            if (std::any_of(snapshots.begin(), snapshots.end(), [&](const NamedSamples& s) { return s.name == name; }))
                continue;
            const ProjectDataset* reference = findReference(datasets_, name);
            Dataset dataset = reference != nullptr ? openReference(*reference, mediaFolders_, kAllCaptions) : Dataset::open(whole, {name}, true);
            requireTrainable(dataset.samples, name);
            takeProjectIds(dataset.samples, name, *this);
            if (!options.data.skipBadSamples)
                refuseBadRows(dataset, name, *journal_);
            journal_->applyTo(dataset.samples, true); // An edit without its row is told when the project is opened.
            snapshots.push_back({name, std::move(dataset.samples)});
        }
    }
    TrainingPolicy policy = trainingPolicy();
    DataOptions changed = options.data;
    policy.evalDatasets = options.data.evalDataset;
    divide(snapshots, policy, changed);
    makeFolders(runFolder);
    const std::string target = below(absolutePath(runFolder), "data");
    writeSnapshot(target, snapshots);
    changed.mediaFolders = pictureFolders(snapshots, whole);
    options.data = changed;
    options.data.datasetDir = target;
    options.data.mediaDir.clear();
    options.data.textEncoding.clear();
}

/// Where the pictures of a snapshot lie: what its run must be allowed to read.
std::vector<std::string> Project::pictureFolders(const std::vector<NamedSamples>& snapshots, const DataOptions& data) const
{
    std::vector<std::string> folders = data.mediaFolders;
    folders.push_back(folder_);
    folders.push_back(data.datasetDir);
    if (!data.mediaDir.empty())
        folders.push_back(data.mediaDir);
    for (const ProjectDataset& dataset : datasets_) {
        std::error_code error;
        folders.push_back(fs::is_directory(toPath(dataset.path), error) ? dataset.path : toUtf8(toPath(dataset.path).parent_path()));
        folders.insert(folders.end(), dataset.options.folders.begin(), dataset.options.folders.end());
    }
    const auto isCovered = [&](const std::string& path) {
        return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) { return path == folder || path.starts_with(folder + "/"); });
    };
    for (const NamedSamples& snapshot : snapshots)
        for (const Sample& sample : snapshot.samples)
            for (const std::string& image : sample.images)
                if (!isCovered(image)) // Put there by an edit.
                    folders.push_back(toUtf8(toPath(image).parent_path()));
    std::vector<std::string> result; // Each once, and none below another.
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders)
        if (result.empty() || (folder != result.back() && !folder.starts_with(result.back() + "/")))
            result.push_back(folder);
    return result;
}

} // namespace lorikeet
