#include "ui/dataset/token_meter.h"

#include "ui/widgets/task.h"

namespace lorikeet {
namespace {

constexpr int kPauseMs = 300;

struct Measured {
    std::shared_ptr<const Processor> processor;
    TokenCount count;
};

Measured measureSample(std::shared_ptr<const Processor> processor, const EyeSettings& settings, const Sample& sample)
{
    if (!processor)
        processor = Processor::load(settings.model.toStdString(), settings.templateName.toStdString(), settings.encodeOptions());
    const Encoded encoded = processor->encode(sample, WithPixels::No);
    Measured result{processor, {}};
    result.count.all = static_cast<int>(encoded.ids.size());
    for (const SeenImage& image : encoded.images)
        result.count.pictures += image.plan.tokens;
    result.count.limit = processor->options().cutoffLen;
    result.count.isUsable = encoded.isUsable();
    for (const Issue& issue : encoded.issues)
        if (issue.severity == Severity::Fatal && result.count.problem.isEmpty())
            result.count.problem = translated(issue.message);
    return result;
}

} // namespace

TokenMeter::TokenMeter(QObject* parent) : QObject(parent)
{
    pause_.setSingleShot(true);
    pause_.setInterval(kPauseMs);
    connect(&pause_, &QTimer::timeout, this, &TokenMeter::start);
}

void TokenMeter::setModel(const EyeSettings& settings)
{
    if (settings == settings_)
        return;
    settings_ = settings;
    processor_.reset();
    ++generation_;
}

void TokenMeter::measure(std::optional<Sample> sample)
{
    wanted_ = std::move(sample);
    if (wanted_ && hasModel())
        pause_.start();
    else
        pause_.stop();
}

void TokenMeter::start()
{
    if (isMeasuring_ || !wanted_ || !hasModel())
        return;
    isMeasuring_ = true;
    const int generation = generation_;
    runTask<Measured>(
        this, [processor = processor_, settings = settings_, sample = *std::exchange(wanted_, std::nullopt)] { return measureSample(processor, settings, sample); },
        [this, generation](const TaskResult<Measured>& result) {
            isMeasuring_ = false;
            if (generation == generation_ && result.value) {
                processor_ = result.value->processor;
                if (!wanted_)
                    Q_EMIT measured(result.value->count);
            } else if (generation == generation_) {
                Q_EMIT measured({0, 0, 0, false, result.message});
            }
            if (wanted_)
                pause_.start();
        });
}

} // namespace lorikeet
