#include "ui/plan/run_leaks.h"

#include "ui/check/doctor_session.h"
#include "ui/project_session.h"
#include "ui/widgets/while_alive.h"

namespace lorikeet {
namespace {

constexpr int kRestMs = 150;

} // namespace

RunLeaks::RunLeaks(ProjectSession& session, const DoctorSession* doctor, QObject* parent) : QObject(parent), session_(session), doctor_(doctor)
{
    soon_.setSingleShot(true);
    soon_.setInterval(kRestMs);
    connect(&soon_, &QTimer::timeout, this, &RunLeaks::look);
    connect(&session_, &ProjectSession::opened, this, [this] {
        leaks_ = {}; // Other samples.
        lookSoon();
    });
    connect(&session_, &ProjectSession::samplesChanged, this, &RunLeaks::lookSoon);
    connect(&session_, &ProjectSession::policyChanged, this, &RunLeaks::lookSoon);
    connect(&session_, &ProjectSession::ignoredChanged, this, &RunLeaks::lookSoon);
    if (doctor_ != nullptr)
        connect(doctor_, &DoctorSession::reported, this, &RunLeaks::lookSoon);
}

void RunLeaks::setData(const std::vector<std::string>& datasets, const std::vector<std::string>& evalDatasets)
{
    if (datasets == datasets_ && evalDatasets == evalDatasets_)
        return;
    datasets_ = datasets;
    evalDatasets_ = evalDatasets;
    leaks_ = {};
    lookSoon();
}

void RunLeaks::settle()
{
    if (!isStale_)
        return;
    soon_.stop();
    ++generation_;
    take(holdsOut() ? findLeaks(session_.samples(), question()) : Leaks());
}

void RunLeaks::lookSoon()
{
    isStale_ = true;
    ++generation_;
    soon_.start();
}

void RunLeaks::look()
{
    if (!holdsOut()) {
        take({});
        return;
    }
    session_.query<Leaks>([question = question()](const DataView& view) { return findLeaks(view.samples, question); },
        whileAlive(this, [this, generation = generation_](const TaskResult<Leaks>& result) {
            if (result.value && generation == generation_)
                take(*result.value);
        }));
}

void RunLeaks::take(const Leaks& leaks)
{
    isStale_ = false;
    if (leaks == leaks_)
        return;
    leaks_ = leaks;
    Q_EMIT changed();
}

bool RunLeaks::holdsOut() const
{
    return session_.isOpen() && (!evalDatasets_.empty() || session_.project().splitPlan().kind != SplitPlan::Kind::None);
}

LeakQuestion RunLeaks::question() const
{
    LeakQuestion question;
    question.datasets = datasets_;
    question.policy = session_.project().trainingPolicy();
    question.policy.evalDatasets = evalDatasets_;
    for (const auto& [rule, sampleId] : session_.project().journal().ignored())
        if (rule == kLeakRule)
            question.waived.insert(sampleId);
    if (doctor_ != nullptr && doctor_->hasReport())
        question.report = doctor_->sharedReport();
    return question;
}

} // namespace lorikeet
