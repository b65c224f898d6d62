#include "ui/check/doctor_session.h"

#include "core/data/doctor/picture_store.h"
#include "core/models/doctor_model.h"
#include "ui/project_session.h"
#include "ui/widgets/task.h"
#include "ui/widgets/while_alive.h"

#include <atomic>
#include <unordered_map>

#include <map>

namespace lorikeet {
namespace {

constexpr size_t kCopiedAtOnce = 4'000;
constexpr int kRecheckDelayMs = 250;
constexpr int kProgressMs = 100;

} // namespace

/// Lives on: used by one job at a time, by the GUI thread only between jobs.
struct DoctorSession::Kept {
    std::vector<Sample> samples;
    std::unique_ptr<Doctor> doctor; ///< Made by the first job, with the model.
};

struct DoctorSession::Job {
    std::shared_ptr<Kept> kept;
    DoctorSettings settings;
    TrainingPolicy policy;
    std::string modelFolder, templateName;
    int cutoffLen = 0;
    int64_t imageMaxPixels = -1;
    std::vector<size_t> changed;
    std::atomic<size_t> done{0};
    std::atomic<size_t> total{0};
    std::atomic<bool> isCancelled{false};

    std::shared_ptr<DoctorReport> work();
};

std::shared_ptr<DoctorReport> DoctorSession::Job::work()
{
    const auto tell = [this](size_t now, size_t all) {
        done = now;
        total = all;
        return !isCancelled;
    };
    settings.isValidation = listHeldOut(kept->samples, policy);
    std::optional<DoctorReport> report;
    if (kept->doctor == nullptr) {
        if (!modelFolder.empty()) {
            EncodeOptions options;
            options.cutoffLen = cutoffLen;
            if (imageMaxPixels >= 0)
                options.imageMaxPixels = imageMaxPixels;
            settings.model = doctorModel(Processor::load(modelFolder, templateName, options));
        }
        kept->doctor = std::make_unique<Doctor>(std::move(settings));
        report = kept->doctor->run(kept->samples, tell);
    } else {
        kept->doctor->setValidation(std::move(settings.isValidation));
        kept->doctor->setIgnored(std::move(settings.ignored));
        report = kept->doctor->recheck(kept->samples, changed, tell);
    }
    return report ? std::make_shared<DoctorReport>(std::move(*report)) : nullptr;
}

DoctorSession::DoctorSession(ProjectSession& session, QObject* parent) : QObject(parent), session_(session), report_(std::make_shared<DoctorReport>())
{
    connect(&session_, &ProjectSession::opening, this, [this] {
        isWished_ = isWished_ || wantsCheck_;
        cancel();
    });
    connect(&session_, &ProjectSession::opened, this, &DoctorSession::onOpened);
    connect(&session_, &ProjectSession::completed, this, &DoctorSession::onCompleted);
    connect(&session_, &ProjectSession::samplesChanged, this, &DoctorSession::onEdited);
    connect(&session_, &ProjectSession::policyChanged, this, &DoctorSession::onPolicyChanged);
    connect(&session_, &ProjectSession::ignoredChanged, this, &DoctorSession::takeIgnored);
    copyTick_.setInterval(0);
    connect(&copyTick_, &QTimer::timeout, this, &DoctorSession::copySome);
    recheckTick_.setSingleShot(true);
    recheckTick_.setInterval(kRecheckDelayMs);
    connect(&recheckTick_, &QTimer::timeout, this, [this] {
        if (!isRunning() && hasReport_)
            run();
    });
    progressTick_.setInterval(kProgressMs);
    connect(&progressTick_, &QTimer::timeout, this, [this] {
        if (!job_)
            return;
        const double seconds = std::max(0.001, static_cast<double>(clock_.elapsed()) / 1000);
        const auto done = static_cast<qint64>(job_->done);
        Q_EMIT progress(done, static_cast<qint64>(job_->total), static_cast<double>(done) / seconds);
    });
}

DoctorSession::~DoctorSession()
{
    if (job_)
        job_->isCancelled = true;
}

void DoctorSession::setModel(const QString& folder, const QString& templateName, int cutoffLen, qint64 imageMaxPixels)
{
    if (folder == folder_ && templateName == templateName_ && cutoffLen == cutoffLen_ && imageMaxPixels == imageMaxPixels_)
        return;
    imageMaxPixels_ = imageMaxPixels;
    folder_ = folder;
    templateName_ = templateName;
    cutoffLen_ = cutoffLen;
    if (wantsCheck_)
        start();
}

void DoctorSession::onPolicyChanged()
{
    if (!wantsCheck_)
        return;
    isQueued_ = true;
    recheckTick_.start();
}

void DoctorSession::onOpened()
{
    cancel();
    report_ = std::make_shared<DoctorReport>();
    hasReport_ = false;
    pending_.clear();
    takeIgnored();
    wantsCheck_ = false;
    kept_.reset();
}

void DoctorSession::onCompleted()
{
    if (std::exchange(isWished_, false))
        start();
}

void DoctorSession::onEdited(const std::vector<size_t>& samples)
{
    if (!wantsCheck_)
        return;
    pending_.insert(samples.begin(), samples.end());
    recheckTick_.start();
}

void DoctorSession::start()
{
    if (!session_.isOpen() || !session_.isComplete()) {
        isWished_ = true;
        return;
    }
    cancel();
    wantsCheck_ = true;
    pending_.clear();
    kept_ = std::make_shared<Kept>();
    kept_->samples.reserve(session_.samples().size());
    isCopying_ = true;
    clock_.start();
    Q_EMIT started();
    copyTick_.start();
}

void DoctorSession::cancel()
{
    copyTick_.stop();
    recheckTick_.stop();
    progressTick_.stop();
    const bool wasRunning = isRunning();
    if (job_)
        job_->isCancelled = true;
    job_.reset();
    if (wasRunning)
        kept_.reset(); // the thread that is stopping may still hold it
    isCopying_ = false;
    if (wasRunning)
        Q_EMIT cancelled();
}

/// A part at a time: a hundred thousand samples at once would stop the window.
void DoctorSession::copySome()
{
    const std::vector<Sample>& all = session_.samples();
    std::vector<Sample>& copy = kept_->samples;
    const size_t end = std::min(all.size(), copy.size() + kCopiedAtOnce);
    copy.insert(copy.end(), all.begin() + static_cast<std::ptrdiff_t>(copy.size()), all.begin() + static_cast<std::ptrdiff_t>(end));
    if (end < all.size())
        return;
    copyTick_.stop();
    isCopying_ = false;
    run();
}

void DoctorSession::run()
{
    if (!kept_) {
        start();
        return;
    }
    isQueued_ = false;
    auto job = std::make_shared<Job>();
    job->kept = kept_;
    job->policy = session_.project().trainingPolicy();
    job->settings.ignored = ignored_;
    job->settings.readingIssues = session_.issues();
    job->settings.storePath = PictureStore::defaultPath();
    job->modelFolder = folder_.toStdString();
    job->templateName = templateName_.toStdString();
    job->cutoffLen = cutoffLen_;
    job->imageMaxPixels = imageMaxPixels_;
    for (const size_t sample : pending_) {
        kept_->samples[sample] = session_.samples()[sample];
        job->changed.push_back(sample);
    }
    pending_.clear();
    job_ = job;
    clock_.start();
    progressTick_.start();
    runTask<std::shared_ptr<DoctorReport>>(
        this, [job] { return job->work(); },
        [this, job](const TaskResult<std::shared_ptr<DoctorReport>>& result) {
            if (job != job_)
                return; // given up
            job_.reset();
            progressTick_.stop();
            if (result.value) {
                finish(job, *result.value);
                return;
            }
            kept_.reset();
            Q_EMIT cancelled();
            Q_EMIT problem(result.message, result.hint);
        });
}

void DoctorSession::finish(const std::shared_ptr<Job>& job, std::shared_ptr<DoctorReport> report)
{
    model_ = job->kept->doctor->settings().model;
    report_ = std::move(report);
    hasReport_ = true;
    session_.setFacts(report_->facts);
    Q_EMIT reported();
    if (!pending_.empty() || isQueued_)
        recheckTick_.start();
}

void DoctorSession::fix(const QString& rule, FixKind kind, const std::vector<size_t>& samples, const QString& folder)
{
    if (kind == FixKind::Ignore || kind == FixKind::Accept) {
        ignore(rule, samples);
        return;
    }
    const FixRequest request{kind, rule.toStdString(), samples, folder.toStdString(), model_.marks()};
    session_.query<std::vector<Edit::Change>>(
        [request, report = report_](const DataView& view) { return makeFix(request, view.samples, *report); },
        whileAlive(this, [this, rule, kind](const TaskResult<std::vector<Edit::Change>>& result) {
            if (!result.value) {
                Q_EMIT problem(result.message, result.hint);
                return;
            }
            const auto tell = whileAlive(this, [this, rule](size_t count) { Q_EMIT fixed(rule, static_cast<qint64>(count)); });
            if (result.value->empty())
                Q_EMIT fixed(rule, 0);
            else
                session_.applyChanges(*result.value, fixEditLabel(kind), tell);
        }));
}

void DoctorSession::ignore(const QString& rule, const std::vector<size_t>& samples)
{
    setIgnored(rule, samples, true);
}

void DoctorSession::unignore(const QString& rule, const std::vector<size_t>& samples)
{
    setIgnored(rule, samples, false);
}

void DoctorSession::unignoreAll()
{
    std::map<std::string, std::vector<std::string>> byRule;
    for (const auto& [rule, sampleId] : session_.project().journal().ignored())
        byRule[rule].push_back(sampleId);
    for (const auto& [rule, ids] : byRule)
        session_.setIgnored(rule, ids, false);
}

void DoctorSession::setIgnored(const QString& rule, const std::vector<size_t>& samples, bool isIgnored)
{
    std::vector<std::string> ids;
    for (const size_t sample : samples)
        if (sample < session_.samples().size())
            ids.push_back(session_.samples()[sample].id);
    session_.setIgnored(rule.toStdString(), ids, isIgnored, whileAlive(this, [this, rule, isIgnored](size_t count) {
        if (isIgnored)
            Q_EMIT ignoringRecorded(rule, static_cast<qint64>(count));
    }));
}

void DoctorSession::takeIgnored()
{
    ignored_.clear();
    for (const auto& [rule, sampleId] : session_.project().journal().ignored())
        ignored_.insert(ignoredKey(rule, sampleId));
    isQueued_ = true;
    if (hasReport_)
        recheckTick_.start(0);
}

} // namespace lorikeet
