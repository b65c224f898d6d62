#include "ui/look/sample_measure.h"

#include "ui/project_session.h"
#include "ui/widgets/task.h"

namespace lorikeet {
namespace {
constexpr size_t kSlice = 256; ///< Samples that are copied for a task: well below a millisecond of the GUI thread.
}

struct SampleMeasure::Slice {
    std::vector<size_t> indexes;
    std::vector<Sample> samples;
    std::vector<int32_t> tokens, pictureTokens;

    void measure(const Processor& processor, const std::atomic<bool>& isCancelled)
    {
        for (const Sample& sample : samples) {
            if (isCancelled)
                return;
            const Encoded encoded = processor.encode(sample, WithPixels::No);
            int32_t pictures = 0;
            for (const SeenImage& image : encoded.images)
                pictures += image.plan.tokens;
            tokens.push_back(static_cast<int32_t>(encoded.ids.size()));
            pictureTokens.push_back(pictures);
        }
    }
};

SampleMeasure::SampleMeasure(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &SampleMeasure::forget);
    connect(&session_, &ProjectSession::samplesChanged, this, &SampleMeasure::forgetSamples);
}

SampleMeasure::~SampleMeasure()
{
    if (isCancelled_)
        *isCancelled_ = true;
}

void SampleMeasure::forget()
{
    cancel();
    costs_ = {};
}

void SampleMeasure::forgetSamples(const std::vector<size_t>& samples)
{
    for (const size_t sample : samples)
        if (sample < costs_.tokens.size())
            costs_.tokens[sample] = costs_.pictureTokens[sample] = -1;
    if (!isRunning_)
        return;
    // What is being measured may be among them.
    *isCancelled_ = true;
    isCancelled_ = std::make_shared<std::atomic<bool>>(false);
    next_ = 0;
    measureSlice();
}

void SampleMeasure::cancel()
{
    if (!isRunning_)
        return;
    *isCancelled_ = true;
    isRunning_ = false;
    Q_EMIT cancelled();
}

void SampleMeasure::start(std::shared_ptr<const Processor> processor)
{
    if (isRunning_ && processor == processor_)
        return;
    cancel();
    if (processor != processor_)
        costs_ = {};
    processor_ = std::move(processor);
    costs_.tokens.resize(session_.samples().size(), -1);
    costs_.pictureTokens.resize(session_.samples().size(), -1);
    isCancelled_ = std::make_shared<std::atomic<bool>>(false);
    isRunning_ = true;
    next_ = firstDone_ = 0;
    clock_.start();
    measureSlice();
}

void SampleMeasure::measureSlice()
{
    auto slice = std::make_shared<Slice>();
    const std::vector<Sample>& samples = session_.samples();
    for (; next_ < samples.size() && slice->indexes.size() < kSlice; ++next_) {
        if (costs_.tokens[next_] >= 0)
            continue;
        slice->indexes.push_back(next_);
        slice->samples.push_back(samples[next_]);
    }
    if (slice->indexes.empty()) {
        isRunning_ = false;
        Q_EMIT finished();
        return;
    }
    runTask<std::shared_ptr<Slice>>(
        this,
        [slice, processor = processor_, isCancelled = isCancelled_] {
            slice->measure(*processor, *isCancelled);
            return slice;
        },
        [this, slice, isCancelled = isCancelled_](const TaskResult<std::shared_ptr<Slice>>& result) {
            if (*isCancelled)
                return;
            if (!result.value) {
                cancel();
                Q_EMIT problem(result.message, result.hint);
                return;
            }
            for (size_t i = 0; i < slice->tokens.size(); ++i) {
                costs_.tokens[slice->indexes[i]] = slice->tokens[i];
                costs_.pictureTokens[slice->indexes[i]] = slice->pictureTokens[i];
            }
            firstDone_ += slice->tokens.size();
            const double rate = static_cast<double>(firstDone_) * 1000.0 / static_cast<double>(std::max<qint64>(1, clock_.elapsed()));
            Q_EMIT progress(next_, session_.samples().size(), static_cast<double>(session_.samples().size() - next_) / rate);
            measureSlice();
        });
}

} // namespace lorikeet
