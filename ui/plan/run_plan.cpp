#include "ui/plan/run_plan.h"

#include "core/models/family.h"
#include "ui/plan/run_leaks.h"
#include "ui/project_session.h"
#include "ui/runs/run_format.h"
#include "ui/widgets/guarded.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

/// Above this many samples a change of the split is counted by arithmetic instead of by splitting.
constexpr size_t kExactSplitLimit = 20'000;
/// Share of the run between two evaluations where the user asks for checking and no preset says how often.
constexpr double kCheckEvery = 0.1;

PlanModel describeModel(const ProjectModel& model)
{
    PlanModel described;
    described.name = QString::fromStdString(model.name);
    described.path = QString::fromStdString(model.path);
    guarded(
        [&] {
            const auto config = readModelConfig(model.path);
            const auto& family = familyFor(config, model.path);
            described.family = QString::fromStdString(family.name());
            described.seesPictures = family.seesPictures();
            for (const auto& parameter : family.parameters(config)) {
                int64_t count = 1;
                for (const auto size : parameter.shape)
                    count *= static_cast<int64_t>(size);
                described.parameters += count;
            }
        },
        [&](const QString& message, const QString& hint) { described.problem = {message, hint}; });
    return described;
}

QStringList toQStrings(const std::vector<std::string>& texts)
{
    QStringList result;
    for (const auto& text : texts)
        result.append(QString::fromStdString(text));
    return result;
}

} // namespace

RunPlan::RunPlan(ProjectSession& session, const DoctorSession* doctor, QObject* parent)
    : QObject(parent), session_(session), leaks_(new RunLeaks(session, doctor, this)), list_(listOptions(options_)), baselineList_(listOptions(baseline_))
{
    for (size_t i = 0; i < list_.size(); ++i)
        indexByKey_[list_[i].key] = i;
    connect(&session_, &ProjectSession::policyChanged, this, &RunPlan::onPolicyChanged);
    connect(&session_, &ProjectSession::opened, this, &RunPlan::onOpened);
    connect(leaks_, &RunLeaks::changed, this, [this] {
        countSamples(); // They may have been moved to training, or left out.
        countSplit();
        Q_EMIT changed();
    });
}

const Option& RunPlan::option(const std::string& key) const
{
    return list_.at(indexByKey_.at(key));
}

void RunPlan::set(const std::string& key, const std::string& yamlText)
{
    option(key).set(yamlText);
    invalid_.erase(key);
    countSplit();
    Q_EMIT changed();
}

bool RunPlan::isChanged(const std::string& key) const
{
    const auto index = indexByKey_.at(key);
    return list_[index].value() != baselineList_[index].value();
}

int RunPlan::changedCount() const
{
    return static_cast<int>(std::count_if(list_.begin(), list_.end(), [this](const Option& option) { return isChanged(option.key); }));
}

void RunPlan::reset(const std::string& key)
{
    set(key, baselineList_[indexByKey_.at(key)].value());
}

void RunPlan::setInvalid(const std::string& key, const PlanProblem& problem)
{
    if (problem.isEmpty())
        invalid_.erase(key);
    else
        invalid_[key] = problem;
    Q_EMIT changed();
}

const PlanModel* RunPlan::model() const
{
    const auto found = std::find_if(models_.begin(), models_.end(),
        [this](const PlanModel& model) { return model.path.toStdString() == options_.model.modelNameOrPath; });
    return found == models_.end() ? nullptr : &*found;
}

QStringList RunPlan::datasets() const
{
    return session_.isOpen() ? toQStrings(session_.project().datasetNames()) : QStringList();
}

int64_t RunPlan::sampleCount(const QString& dataset) const
{
    const auto found = counts_.find(dataset);
    return found == counts_.end() ? 0 : found->second.first;
}

int64_t RunPlan::pictureSampleCount(const QString& dataset) const
{
    const auto found = counts_.find(dataset);
    return found == counts_.end() ? 0 : found->second.second;
}

void RunPlan::countSamples()
{
    counts_.clear();
    const auto& samples = session_.samples();
    // As the run's snapshot takes them.
    const bool reviewedOnly = session_.project().trainingPolicy().reviewedOnly;
    std::map<std::string, std::pair<int64_t, int64_t>> counts;
    for (const auto& sample : samples) {
        if (!takesPart(sample, reviewedOnly))
            continue;
        auto& [all, withPictures] = counts[sample.dataset];
        ++all;
        withPictures += sample.images.empty() ? 0 : 1;
    }
    for (const auto& [name, count] : counts)
        counts_[QString::fromStdString(name)] = count;
    splitKey_.clear();
}

void RunPlan::reloadProject()
{
    models_.clear();
    if (!session_.isOpen())
        return;
    for (const auto& model : session_.project().models())
        models_.push_back(describeModel(model));
    countSamples();
    if (model() == nullptr) {
        const auto usable = std::find_if(models_.rbegin(), models_.rend(), [](const PlanModel& m) { return m.problem.isEmpty(); });
        const auto path = usable == models_.rend() ? std::string() : usable->path.toStdString();
        options_.model.modelNameOrPath = baseline_.model.modelNameOrPath = path;
    }
    for (auto* options : {&options_, &baseline_})
        options->data.datasetDir = session_.project().dataFolder();
    const auto names = datasets();
    const auto isGone = [&](const std::string& name) { return !names.contains(QString::fromStdString(name)); };
    std::erase_if(options_.data.dataset, isGone);
    std::erase_if(options_.data.evalDataset, isGone);
    if (options_.data.dataset.empty() && !names.isEmpty())
        options_.data.dataset = baseline_.data.dataset = {names.first().toStdString()};
    countSplit();
    Q_EMIT changed();
}

void RunPlan::startFrom(const RunOptions& options, const QString& title, const QString& folderName)
{
    options_ = baseline_ = options;
    invalid_.clear();
    title_ = title;
    folderName_ = folderName;
    countSplit();
    Q_EMIT changed();
}

void RunPlan::fillData(RunOptions& options) const
{
    options.model.modelNameOrPath = options_.model.modelNameOrPath;
    options.data.dataset = options_.data.dataset;
    options.data.evalDataset = options_.data.evalDataset;
    options.data.datasetDir = options_.data.datasetDir;
    options.data.mediaDir = options_.data.mediaDir;
    options.data.mediaFolders = options_.data.mediaFolders;
    options.data.textEncoding = options_.data.textEncoding;
    options.data.valSize = options_.data.valSize;
    options.eval.doEval = options_.eval.doEval;
    options.eval.evalStrategy = options_.eval.evalStrategy;
    options.eval.evalSteps = options_.eval.evalSteps;
}

void RunPlan::usePreset(const Preset& preset)
{
    RunOptions options;
    fillData(options);
    applyPartialYaml(options, preset.yaml, preset.name);
    startFrom(options, translated(preset.title), QString::fromStdString(preset.name));
}

void RunPlan::useLesson(const QString& path, const QString& title)
{
    auto options = loadRun(path.toStdString()).options;
    options.output.outputDir.clear();
    options.output.overwriteOutputDir = false;
    startFrom(options, title, QFileInfo(path).completeBaseName());
}

void RunPlan::setModel(const QString& path)
{
    options_.model.modelNameOrPath = baseline_.model.modelNameOrPath = path.toStdString();
    Q_EMIT changed();
}

void RunPlan::setDatasets(const QStringList& names)
{
    std::vector<std::string> chosen;
    for (const auto& name : names)
        chosen.push_back(name.toStdString());
    std::erase_if(options_.data.evalDataset, [&](const std::string& name) { return names.contains(QString::fromStdString(name)); });
    options_.data.dataset = chosen;
    baseline_.data.dataset = chosen;
    baseline_.data.evalDataset = options_.data.evalDataset;
    countSplit();
    Q_EMIT changed();
}

void RunPlan::setCheck(bool isChecked, double share, const std::vector<std::string>& datasets)
{
    for (auto* options : {&options_, &baseline_}) {
        options->data.valSize = share;
        options->data.evalDataset = datasets;
        options->eval.doEval = isChecked;
        if (isChecked == (options->eval.evalStrategy != "no"))
            continue;
        options->eval.evalStrategy = isChecked ? "steps" : "no";
        options->eval.evalSteps = isChecked ? kCheckEvery : 0;
    }
    countSplit();
    Q_EMIT changed();
}

void RunPlan::holdOutNothing()
{
    setCheck(false, 0, {});
}

bool RunPlan::hasSplit() const
{
    return session_.isOpen() && session_.project().splitPlan().kind != SplitPlan::Kind::None;
}

void RunPlan::checkOnSplit()
{
    setCheck(true, 0, {});
}

void RunPlan::onOpened()
{
    if (std::exchange(folder_, session_.project().folder()) == session_.project().folder())
        return;
    split_ = session_.project().splitPlan();
    checkAsProjectSays();
}

void RunPlan::onPolicyChanged()
{
    countSamples();
    if (std::exchange(split_, session_.project().splitPlan()) != split_)
        checkAsProjectSays();
    countSplit();
    Q_EMIT changed();
}

/// On what Check holds out; without that on the data whose name says that it is for checking.
void RunPlan::checkAsProjectSays()
{
    const QStringList names = datasets();
    const auto named = std::find_if(names.begin() + std::min<qsizetype>(1, names.size()), names.end(), [](const QString& name) { return isForEvaluation(name.toStdString()); });
    if (hasSplit() || named == names.end())
        setCheck(hasSplit(), 0, {});
    else
        checkOn(*named);
}

void RunPlan::holdOutShare(double share)
{
    setCheck(share > 0, share, {});
}

void RunPlan::checkOn(const QString& dataset)
{
    setCheck(true, 0, {dataset.toStdString()});
}

QString RunPlan::folderName() const
{
    return folderName_.isEmpty() ? QStringLiteral("run") : folderName_;
}

const Leaks& RunPlan::leaks() const
{
    return leaks_->leaks();
}

void RunPlan::settleLeaks()
{
    leaks_->settle();
}

void RunPlan::countSplit()
{
    leaks_->setData(options_.data.dataset, options_.data.evalDataset);
    std::string key = std::to_string(options_.data.valSize) + "|" + std::to_string(options_.train.seed) + "|";
    for (const auto& name : options_.data.dataset)
        key += name + "|";
    key += "eval";
    for (const auto& name : options_.data.evalDataset)
        key += "|" + name;
    if (session_.isOpen()) {
        const auto& plan = session_.project().splitPlan();
        key += "|" + std::string(splitKindName(plan.kind)) + std::to_string(plan.amount) + plan.column + std::to_string(plan.isStratified) + std::to_string(plan.seed);
        for (const auto& value : plan.values)
            key += "|" + value;
    }
    if (key == splitKey_)
        return;
    splitKey_ = key;
    const auto names = toQStrings(options_.data.dataset);
    int64_t all = 0;
    for (const auto& name : names)
        all += sampleCount(name);
    trainCount_ = all;
    evalCount_ = 0;
    if (!options_.data.evalDataset.empty()) {
        const int64_t moved = countMoved();
        trainCount_ += moved;
        evalCount_ -= moved;
        for (const auto& name : toQStrings(options_.data.evalDataset))
            evalCount_ += sampleCount(name);
    } else {
        evalCount_ = countHeldOut(all);
        trainCount_ = all - evalCount_;
    }
}

/// Samples of the evaluation data that were moved to training.
int64_t RunPlan::countMoved() const
{
    const bool reviewedOnly = session_.isOpen() && session_.project().trainingPolicy().reviewedOnly;
    const auto& names = options_.data.evalDataset;
    return std::count_if(session_.samples().begin(), session_.samples().end(), [&](const Sample& sample) {
        return sample.alwaysTrains && takesPart(sample, reviewedOnly) && std::find(names.begin(), names.end(), sample.dataset) != names.end();
    });
}

int64_t RunPlan::countHeldOut(int64_t all) const
{
    auto policy = session_.isOpen() ? session_.project().trainingPolicy() : TrainingPolicy();
    policy.evalDatasets.emplace(); // What is ticked trains, whatever its name.
    const bool hasPlan = policy.split.kind != SplitPlan::Kind::None;
    const double share = hasPlan ? policy.split.amount : options_.data.valSize;
    if (!hasPlan && !(share > 0))
        return 0;
    if (static_cast<size_t>(all) > kExactSplitLimit && policy.split.kind != SplitPlan::Kind::Column)
        return std::min(all, static_cast<int64_t>(share <= 1 ? std::round(share * static_cast<double>(all)) : share));
    std::vector<const Sample*> chosen;
    for (const auto& sample : session_.samples())
        if (takesPart(sample, policy.reviewedOnly) && std::find(options_.data.dataset.begin(), options_.data.dataset.end(), sample.dataset) != options_.data.dataset.end())
            chosen.push_back(&sample);
    if (hasPlan) {
        int64_t heldOut = 0;
        // A split that leaves nothing to train on is told of when the run starts.
        guarded([&] { const auto sides = assignSides(chosen, policy); heldOut = std::count(sides.begin(), sides.end(), TrainingSide::HeldOut); },
            [&](const QString&, const QString&) { heldOut = all; });
        return heldOut;
    }
    Dataset dataset;
    for (const auto* sample : chosen)
        dataset.samples.push_back(*sample);
    return static_cast<int64_t>(splitDataset(dataset, share, options_.train.seed).eval.size());
}

int64_t RunPlan::trainCount() const
{
    const auto limit = options_.data.maxSamples;
    return limit > 0 ? std::min<int64_t>(limit, trainCount_) : trainCount_;
}

int64_t RunPlan::evalCount() const
{
    return evalCount_;
}

} // namespace lorikeet
