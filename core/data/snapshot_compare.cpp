#include "core/data/snapshot_compare.h"

#include "core/data/dataset_info.h"

#include <unordered_map>

namespace lorikeet {
namespace {

/// Dataset names of the project that a snapshot was made of: `NAME_validation` is a part of NAME where that is there too.
std::set<std::string> sourceNames(const DatasetInfo& info)
{
    constexpr std::string_view kSuffix = "_validation";
    std::set<std::string> names;
    for (const DatasetDescription& dataset : info.datasets()) {
        const std::string& name = dataset.name;
        const std::string base = name.ends_with(kSuffix) ? name.substr(0, name.size() - kSuffix.size()) : name;
        names.insert(info.find(base) != nullptr ? base : name);
    }
    return names;
}

/// Whether a run would learn the same of both. A system prompt that is "" is the template's own, as an unset one.
bool teachesTheSame(const SampleContent& a, const SampleContent& b)
{
    return a.messages == b.messages && a.system.value_or("") == b.system.value_or("") && a.images == b.images && a.rejectedAnswer == b.rejectedAnswer;
}

} // namespace

Snapshot readSnapshot(const std::string& dataFolder)
{
    const DatasetInfo info = DatasetInfo::read(dataFolder);
    DataOptions options;
    options.datasetDir = dataFolder;
    options.mediaFolders = {"/"}; // A snapshot names pictures by their whole paths, and none is opened here.
    std::vector<std::string> names;
    for (const DatasetDescription& dataset : info.datasets())
        names.push_back(dataset.name);
    return {Dataset::open(options, names, true).samples, sourceNames(info)};
}

SnapshotDifference compareSnapshot(const std::string& dataFolder, const std::vector<Sample>& samples, bool reviewedOnly)
{
    return compareSnapshot(readSnapshot(dataFolder), samples, reviewedOnly);
}

SnapshotDifference compareSnapshot(const Snapshot& snapshot, const std::vector<Sample>& samples, bool reviewedOnly)
{
    std::unordered_map<std::string_view, const Sample*> taken;
    for (const Sample& sample : snapshot.samples)
        taken.emplace(sample.id, &sample);

    SnapshotDifference result;
    std::set<std::string_view> isThere;
    for (const Sample& sample : samples) {
        if (!snapshot.sources.contains(sample.dataset) || !takesPart(sample, reviewedOnly))
            continue;
        isThere.insert(sample.id);
        const auto found = taken.find(sample.id);
        if (found == taken.end())
            result.added.push_back(sample.id);
        else if (teachesTheSame(found->second->content(), sample.content()))
            ++result.unchanged;
        else
            result.changed.push_back({sample.id, found->second->content(), sample.content()});
    }
    for (const Sample& sample : snapshot.samples)
        if (!isThere.contains(sample.id))
            result.removed.push_back(sample.id);
    return result;
}

} // namespace lorikeet
