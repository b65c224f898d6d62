#include "ui/look/look_worker.h"

#include "ui/project_session.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/task.h"

namespace lorikeet {
namespace {

std::shared_ptr<LookResult> lookAt(const std::shared_ptr<const Processor>& known, const std::string& folder, const std::string& templateName, const Sample& sample)
{
    auto result = std::make_shared<LookResult>();
    result->processor = known ? known : Processor::load(folder, templateName, EncodeOptions());
    result->encoded = result->processor->encode(sample, WithPixels::No);
    if (result->processor->images() == nullptr)
        return result;
    for (const std::string& file : sample.images) {
        std::vector<Issue> issues;
        const auto seen = result->processor->seenImage(file, issues);
        result->seen.push_back(seen ? toQImage(*seen) : QImage());
        result->encoded.issues.insert(result->encoded.issues.end(), issues.begin(), issues.end());
    }
    return result;
}

SampleCosts measureAll(const Processor& processor, const std::vector<Sample>& samples, const std::function<bool(size_t)>& progress)
{
    SampleCosts costs;
    for (size_t i = 0; i < samples.size() && progress(i); ++i) {
        const Encoded encoded = processor.encode(samples[i], WithPixels::No);
        int pictures = 0;
        for (const SeenImage& image : encoded.images)
            pictures += image.plan.tokens;
        costs.tokens.push_back(static_cast<int>(encoded.ids.size()));
        costs.pictureTokens.push_back(pictures);
    }
    return costs;
}

} // namespace

LookWorker::LookWorker(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    connect(&session_, &ProjectSession::opened, this, &LookWorker::forgetCosts);
    connect(&session_, &ProjectSession::samplesChanged, this, &LookWorker::forgetCosts);
    tick_.setInterval(100);
    connect(&tick_, &QTimer::timeout, this, [this] {
        if (progress_)
            Q_EMIT measuring(progress_->done, session_.samples().size());
    });
}

LookWorker::~LookWorker()
{
    forgetCosts();
}

void LookWorker::forgetCosts()
{
    if (progress_)
        progress_->isCancelled = true;
    progress_.reset();
    costs_.reset();
    tick_.stop();
}

void LookWorker::setModel(const QString& folder, const QString& templateName)
{
    if (folder == folder_ && templateName == templateName_)
        return;
    folder_ = folder;
    templateName_ = templateName;
    processor_.reset();
    ++modelGeneration_;
    forgetCosts();
}

void LookWorker::look(size_t sample)
{
    if (isLooking_)
        wanted_ = sample;
    else
        startLook(sample);
}

void LookWorker::startLook(size_t sample)
{
    if (folder_.isEmpty() || sample >= session_.samples().size())
        return;
    isLooking_ = true;
    const int generation = modelGeneration_;
    runTask<std::shared_ptr<LookResult>>(
        this,
        [known = processor_, folder = folder_.toStdString(), templateName = templateName_.toStdString(), it = session_.samples()[sample]] {
            return lookAt(known, folder, templateName, it);
        },
        [this, sample, generation](const TaskResult<std::shared_ptr<LookResult>>& result) {
            isLooking_ = false;
            const bool isCurrent = generation == modelGeneration_;
            if (isCurrent && result.value) {
                processor_ = (*result.value)->processor;
                (*result.value)->sample = sample;
                Q_EMIT looked(**result.value);
            } else if (isCurrent) {
                Q_EMIT problem(result.message, result.hint);
            }
            if (!isLooking_ && wanted_)
                startLook(*std::exchange(wanted_, std::nullopt));
        });
}

void LookWorker::measure(std::function<void(const SampleCosts&)> done)
{
    if (costs_) {
        done(*costs_);
        return;
    }
    if (progress_ || !processor_)
        return;
    auto progress = std::make_shared<Progress>();
    progress_ = progress;
    tick_.start();
    runTask<SampleCosts>(
        this,
        [progress, processor = processor_, samples = session_.samples()] {
            return measureAll(*processor, samples, [&progress](size_t count) {
                progress->done = count;
                return !progress->isCancelled;
            });
        },
        [this, progress, done = std::move(done)](const TaskResult<SampleCosts>& result) {
            if (progress != progress_)
                return;
            forgetCosts();
            Q_EMIT measured();
            if (!result.value) {
                Q_EMIT problem(result.message, result.hint);
                return;
            }
            costs_ = std::make_shared<SampleCosts>(*result.value);
            done(*costs_);
        });
}

} // namespace lorikeet
