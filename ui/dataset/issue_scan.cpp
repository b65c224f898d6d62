#include "ui/dataset/issue_scan.h"

#include "ui/project_session.h"
#include "ui/widgets/task.h"

namespace lorikeet {

IssueScan::IssueScan(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    tick_.setInterval(100);
    connect(&tick_, &QTimer::timeout, this, [this] {
        if (progress_)
            Q_EMIT progressed(progress_->done, progress_->total);
    });
}

IssueScan::~IssueScan()
{
    cancel();
}

void IssueScan::cancel()
{
    if (progress_)
        progress_->isCancelled = true;
    progress_.reset();
    tick_.stop();
}

void IssueScan::start()
{
    cancel();
    if (!session_.isOpen())
        return;
    auto samples = std::make_shared<std::vector<Sample>>();
    auto places = std::make_shared<std::vector<size_t>>();
    for (size_t i = 0; i < session_.samples().size(); ++i) {
        if (session_.isExcluded(i))
            continue;
        samples->push_back(session_.samples()[i]);
        places->push_back(i);
    }
    auto progress = std::make_shared<Progress>();
    progress_ = progress;
    tick_.start();
    runTask<std::vector<Issue>>(
        this,
        [samples, progress] {
            return checkSamples(*samples, true, CheckDepth::Headers, [&progress](size_t done, size_t total) {
                progress->done = done;
                progress->total = total;
                return !progress->isCancelled;
            });
        },
        [this, progress, places](const TaskResult<std::vector<Issue>>& result) {
            if (progress != progress_)
                return;
            cancel();
            if (!result.value) {
                Q_EMIT problem(result.message, result.hint);
                return;
            }
            issues_ = session_.issues();
            for (Issue issue : *result.value) {
                if (issue.sample < places->size())
                    issue.sample = (*places)[issue.sample];
                issues_.push_back(std::move(issue));
            }
            Q_EMIT finished();
        });
}

} // namespace lorikeet
