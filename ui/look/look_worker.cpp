#include "ui/look/look_worker.h"

#include "core/vision/decode.h"
#include "ui/project_session.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/task.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr size_t kKept = 5;

QImage originalOf(const std::string& file)
{
    DecodeProblem problem; // The view's issues tell of it.
    const auto image = decodeThumbnail(file, LookWorker::kOriginalSide, problem);
    return image ? toQImage(*image) : QImage();
}

std::shared_ptr<LookResult> make(std::shared_ptr<const Processor> known, const EyeSettings& settings, const Sample& sample)
{
    auto result = std::make_shared<LookResult>();
    result->processor = known ? std::move(known) : Processor::load(settings.model.toStdString(), settings.templateName.toStdString(), settings.encodeOptions());
    const Processor& processor = *result->processor;
    result->view = viewSample(processor, sample);
    result->view.encoded.pixels = {};
    for (ViewedPicture& picture : result->view.pictures) {
        result->seen.push_back(toQImage(picture.seen));
        picture.seen = {};
    }
    for (const std::string& file : sample.images)
        result->originals.push_back(originalOf(file));
    const Encoded& encoded = result->view.encoded;
    const std::string imageToken = processor.images() != nullptr ? processor.images()->imageToken() : std::string();
    result->line = tokenLine(encoded);
    result->chips = makeTokenChips(encoded, result->line, processor.tokenizer(), imageToken);
    const auto token = imageToken.empty() ? std::optional<TokenId>() : processor.tokenizer().idOf(imageToken);
    for (size_t i = 0; token && i < encoded.ids.size(); ++i)
        if (encoded.ids[i] == *token)
            result->imagePlaces.push_back(static_cast<int>(i));
    return result;
}

} // namespace

LookWorker::LookWorker(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &LookWorker::forget);
    connect(&session_, &ProjectSession::completed, this, &LookWorker::forget);
    connect(&session_, &ProjectSession::samplesChanged, this, &LookWorker::forgetSamples);
}

void LookWorker::forget()
{
    ++generation_;
    results_.clear();
    shown_.reset();
}

void LookWorker::forgetSamples(const std::vector<size_t>& samples)
{
    ++generation_;
    std::erase_if(results_, [&samples](const Result& result) { return std::find(samples.begin(), samples.end(), result->sample) != samples.end(); });
}

void LookWorker::setSettings(const EyeSettings& settings)
{
    if (settings == settings_)
        return;
    // Limits alone need no new tokenizer.
    const bool isSameModel = settings.model == settings_.model && settings.templateName == settings_.templateName;
    settings_ = settings;
    processor_ = isSameModel && processor_ ? processor_->withOptions(settings.encodeOptions()) : nullptr;
    forget();
}

LookWorker::Result LookWorker::known(size_t sample) const
{
    const auto found = std::find_if(results_.begin(), results_.end(), [sample](const Result& result) { return result->sample == sample; });
    return found == results_.end() ? nullptr : *found;
}

void LookWorker::look(size_t sample)
{
    shown_ = sample;
    if (const Result result = known(sample)) {
        wanted_.reset();
        Q_EMIT looked(result);
        goOn();
        return;
    }
    wanted_ = sample;
    goOn();
}

void LookWorker::goOn()
{
    if (isBusy_)
        return;
    if (wanted_) {
        start(*std::exchange(wanted_, std::nullopt));
        return;
    }
    // Nothing is asked for: the neighbours of what is shown, the next one first.
    if (!shown_ || !processor_)
        return;
    for (const size_t neighbour : {*shown_ + 1, *shown_ - 1}) {
        if (neighbour < session_.samples().size() && !known(neighbour)) {
            start(neighbour);
            return;
        }
    }
}

void LookWorker::start(size_t sample)
{
    if (settings_.model.isEmpty() || sample >= session_.samples().size())
        return;
    isBusy_ = true;
    runTask<std::shared_ptr<LookResult>>(
        this, [known = processor_, settings = settings_, it = session_.samples()[sample]] { return make(known, settings, it); },
        [this, sample, generation = generation_](const TaskResult<std::shared_ptr<LookResult>>& result) {
            isBusy_ = false;
            if (generation != generation_) {
                if (shown_ == sample && !wanted_)
                    wanted_ = sample; // It was asked for, but made with what is no longer so.
            } else if (result.value) {
                (*result.value)->sample = sample;
                processor_ = (*result.value)->processor;
                results_.push_front(*result.value);
                if (results_.size() > kKept)
                    results_.pop_back();
                if (shown_ == sample)
                    Q_EMIT looked(*result.value);
            } else if (shown_ == sample) {
                shown_.reset();
                Q_EMIT problem(result.message, result.hint);
            }
            goOn();
        });
}

} // namespace lorikeet
