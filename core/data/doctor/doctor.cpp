#include "core/data/doctor/doctor.h"

#include "core/data/doctor/check.h"
#include "core/data/doctor/conclude.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <numeric>

namespace lorikeet {

/// Progress over all parts of a look, and whether it was cancelled.
class Doctor::Step {
public:
    Step(const DoctorProgress& progress, size_t total) : progress_(progress), total_(total) {}

    void setTotal(size_t total) { total_ = total; }
    void finish(size_t count) { before_ += count; }
    bool isCancelled() const { return isCancelled_; }
    bool tell(size_t done)
    {
        isCancelled_ = isCancelled_ || (progress_ && !progress_(before_ + done, total_));
        return !isCancelled_;
    }

private:
    const DoctorProgress& progress_;
    size_t total_;
    size_t before_ = 0;
    bool isCancelled_ = false;
};

std::string ignoredKey(std::string_view rule, std::string_view sampleId)
{
    return std::string(rule).append("\n").append(sampleId);
}

Doctor::Doctor(DoctorSettings settings) : settings_(std::move(settings))
{
    if (settings_.depth == CheckDepth::FullDecode)
        store_ = std::make_unique<PictureStore>(settings_.storePath);
}

Doctor::~Doctor() = default;
Doctor::Doctor(Doctor&&) noexcept = default;

void Doctor::setValidation(std::vector<bool> isValidation)
{
    settings_.isValidation = std::move(isValidation);
}

void Doctor::setIgnored(std::unordered_set<std::string> ignored)
{
    settings_.ignored = std::move(ignored);
}

PictureFacts Doctor::lookOrRemember(const std::string& path)
{
    if (auto known = store_->find(path))
        return std::move(*known);
    const auto stamp = PictureStore::stampOf(path);
    std::string tiny;
    PictureFacts facts = lookAtPicture(path, tiny);
    store_->add(path, stamp, facts, tiny);
    return facts;
}

bool Doctor::lookAtPictures(const std::vector<Sample>& samples, Step& step)
{
    const size_t known = pictures_.size();
    if (settings_.model.seesPictures)
        for (const Sample& sample : samples)
            if (sample.isTrainable())
                for (const std::string& image : sample.images)
                    pictures_.add(image);
    const size_t count = pictures_.size() - known;
    step.setTotal(count + samples.size());
    if (count == 0)
        return true;
    const bool isFull = settings_.depth == CheckDepth::FullDecode;
    parallelFor(
        count, isFull ? 4 : 64,
        [&](size_t begin, size_t end) {
            for (size_t i = known + begin; i < known + end; ++i)
                pictures_.facts[i] = isFull ? lookOrRemember(pictures_.paths[i]) : glanceAtPicture(pictures_.paths[i]);
        },
        [&](size_t done) { return step.tell(done); });
    if (store_)
        store_->flush();
    step.finish(count);
    return !step.isCancelled();
}

void Doctor::lookAtSample(const std::vector<Sample>& samples, size_t index)
{
    const Sample& sample = samples[index];
    found_[index].clear();
    measured_[index] = {};
    if (!sample.isTrainable())
        return;
    const DoctorModel& model = settings_.model;
    if (model.measure)
        measured_[index] = model.measure(sample);
    for (const Rule& rule : allRules())
        if (rule.checkSample != nullptr)
            rule.checkSample({rule, sample, index, model, pictures_, model.measure ? &measured_[index] : nullptr, found_[index]});
    measured_[index].issues = {};
}

bool Doctor::lookAtSamples(const std::vector<Sample>& samples, const std::vector<size_t>& indexes, Step& step)
{
    parallelFor(
        indexes.size(), 64,
        [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i)
                lookAtSample(samples, indexes[i]);
        },
        [&](size_t done) { return step.tell(done); });
    step.finish(indexes.size());
    return !step.isCancelled();
}

std::vector<std::string> Doctor::tinyPictures(const std::vector<uint32_t>& indexes)
{
    std::vector<std::string> result;
    result.reserve(indexes.size());
    for (const uint32_t index : indexes)
        result.push_back(store_->tinyOf(pictures_.paths[index]));
    return result;
}

bool Doctor::groupPictures(Step& step)
{
    if (settings_.depth == CheckDepth::FullDecode && groups_.firstAlike.size() != pictures_.size())
        groups_ = lorikeet::groupPictures(
            pictures_.facts, [this](const std::vector<uint32_t>& indexes) { return tinyPictures(indexes); }, [&] { return step.tell(0); });
    return !step.isCancelled();
}

DoctorReport Doctor::conclude(const std::vector<Sample>& samples)
{
    std::vector<size_t> looked;
    for (size_t i = 0; i < samples.size(); ++i)
        if (samples[i].isTrainable())
            looked.push_back(i);
    std::vector<std::vector<Issue>> byData(samples.size());
    for (const Rule& rule : allRules())
        if (rule.checkData != nullptr)
            rule.checkData({rule, samples, looked, settings_.isValidation, pictures_, groups_, measured_, settings_.model, byData});
    return concludeReport({samples, looked, settings_, pictures_, groups_, measured_, found_, byData});
}

std::optional<DoctorReport> Doctor::run(const std::vector<Sample>& samples, const DoctorProgress& progress)
{
    hasRun_ = false;
    pictures_ = {};
    groups_ = {};
    found_.assign(samples.size(), {});
    measured_.assign(samples.size(), {});
    Step step(progress, samples.size());
    std::vector<size_t> all(samples.size());
    std::iota(all.begin(), all.end(), size_t{0});
    if (!lookAtPictures(samples, step) || !lookAtSamples(samples, all, step) || !groupPictures(step))
        return std::nullopt;
    hasRun_ = true;
    return conclude(samples);
}

std::optional<DoctorReport> Doctor::recheck(const std::vector<Sample>& samples, const std::vector<size_t>& changed, const DoctorProgress& progress)
{
    if (!hasRun_ || found_.size() != samples.size())
        return run(samples, progress);
    hasRun_ = false; // until all is known again
    Step step(progress, changed.size());
    if (!lookAtPictures(samples, step) || !lookAtSamples(samples, changed, step) || !groupPictures(step))
        return std::nullopt;
    hasRun_ = true;
    return conclude(samples);
}

std::vector<Issue> checkSamples(
    const std::vector<Sample>& samples, bool modelSeesPictures, CheckDepth depth, const std::function<bool(size_t, size_t)>& progress)
{
    PictureTable pictures;
    if (modelSeesPictures)
        for (const Sample& sample : samples)
            for (const std::string& image : sample.images)
                pictures.add(image);
    const size_t total = pictures.size() + samples.size();
    bool isCancelled = false;
    const auto step = [&](size_t before) {
        return [&, before](size_t done) {
            isCancelled = isCancelled || (progress && !progress(before + done, total));
            return !isCancelled;
        };
    };
    parallelFor(
        pictures.size(), depth == CheckDepth::FullDecode ? 4 : 64,
        [&](size_t begin, size_t end) {
            std::string tiny;
            for (size_t i = begin; i < end; ++i)
                pictures.facts[i] = depth == CheckDepth::FullDecode ? lookAtPicture(pictures.paths[i], tiny) : glanceAtPicture(pictures.paths[i]);
        },
        step(0));
    DoctorModel model;
    model.seesPictures = modelSeesPictures;
    std::vector<std::vector<Issue>> found(samples.size());
    if (!isCancelled)
        parallelFor(
            samples.size(), 1024,
            [&](size_t begin, size_t end) {
                for (size_t i = begin; i < end; ++i)
                    for (const Rule& rule : allRules())
                        if (rule.stage == RuleStage::BeforeTraining)
                            rule.checkSample({rule, samples[i], i, model, pictures, nullptr, found[i]});
            },
            step(pictures.size()));
    if (isCancelled)
        return {};
    std::vector<Issue> issues;
    for (std::vector<Issue>& some : found)
        std::move(some.begin(), some.end(), std::back_inserter(issues));
    return issues;
}

} // namespace lorikeet
