#include "ui/train/verdict.h"

#include "ui/runs/run_format.h"

#include <QCoreApplication>

#include <algorithm>

namespace lorikeet {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Verdict", text);
}

int64_t stepOf(const RunStatus& status, const RunHistory& history)
{
    return std::max(status.step, history.steps.empty() ? int64_t{0} : history.steps.back().step);
}

int64_t totalOf(const RunStatus& status, const RunHistory& history)
{
    if (status.totalSteps > 0)
        return status.totalSteps;
    return history.started ? history.started->totalSteps : 0;
}

QString lossPart(const RunHistory& history)
{
    if (history.steps.empty())
        return {};
    const auto& last = history.steps.back().loss;
    return last ? tr(", loss %1").arg(formatLoss(*last)) : tr(", loss is not a number");
}

QString whatTrains(const RunHistory& history)
{
    if (!history.started)
        return {};
    const auto& started = *history.started;
    QString text = tr("%1 of %2 parameters learn from %3 examples, on %4.")
                       .arg(formatParameters(started.trainableParameters), formatParameters(started.allParameters),
                           formatCount(started.trainSamples), QString::fromStdString(started.device));
    if (started.resumedFrom > 0)
        text += QLatin1Char(' ') + tr("Resumed from step %1.").arg(formatCount(started.resumedFrom));
    return text;
}

/// First and last loss, and the best check: what happened, without a judgement.
QString lossStory(const RunHistory& history)
{
    const auto hasLoss = [](const auto& entry) { return entry.loss.has_value(); };
    const auto first = std::find_if(history.steps.begin(), history.steps.end(), hasLoss);
    const auto last = std::find_if(history.steps.rbegin(), history.steps.rend(), hasLoss);
    QStringList parts;
    if (first != history.steps.end() && first->step != last->step)
        parts.append(tr("Loss went from %1 to %2.").arg(formatLoss(*first->loss), formatLoss(*last->loss)));
    const Eval* best = nullptr;
    for (const auto& eval : history.evals)
        if (eval.loss && (best == nullptr || *eval.loss < *best->loss))
            best = &eval;
    if (best != nullptr)
        parts.append(tr("Lowest loss on held-out data: %1 at step %2.").arg(formatLoss(*best->loss), formatCount(best->step)));
    return parts.join(QLatin1Char(' '));
}

QString safeUpTo(const RunHistory& history)
{
    if (history.checkpoints.empty())
        return tr("No checkpoint had been saved yet.");
    return tr("Everything up to step %1 is safe.").arg(formatCount(history.checkpoints.back().step));
}

Verdict running(const RunStatus& status, const RunHistory& history, const QDateTime& now)
{
    const auto step = stepOf(status, history);
    const auto total = totalOf(status, history);
    if (history.steps.empty())
        return {tr("Running: waiting for the first logged step."), whatTrains(history)};
    QString text = total > 0 ? tr("Running: step %1 of %2").arg(formatCount(step), formatCount(total)) : tr("Running: step %1").arg(formatCount(step));
    text += lossPart(history);
    const double left = history.steps.back().remainingSeconds;
    if (left > 0)
        text += tr(", finishes about %1").arg(formatClock(now.addSecs(static_cast<qint64>(left))));
    return {text + tr("."), whatTrains(history)};
}

} // namespace

Verdict makeVerdict(const RunStatus& status, const RunHistory& history, const QDateTime& now)
{
    const auto step = formatCount(stepOf(status, history));
    const auto message = QString::fromStdString(status.message).trimmed();
    const auto hint = QString::fromStdString(status.hint).trimmed();
    switch (status.state) {
    case RunState::Starting:
        return {tr("Starting: the model and the data are being read."), whatTrains(history)};
    case RunState::Running:
        return running(status, history, now);
    case RunState::Pausing:
        return {tr("Pausing: this step is finished and a checkpoint saved."), whatTrains(history)};
    case RunState::Stopping:
        return {tr("Stopping: this step is finished and a checkpoint saved."), whatTrains(history)};
    case RunState::Paused:
        return {tr("Paused at step %1%2.").arg(step, lossPart(history)), tr("Resume goes on from here.")};
    case RunState::Completed:
        return {tr("Done: %1 steps%2.").arg(step, lossPart(history)), lossStory(history)};
    case RunState::Stopped:
        return {tr("Stopped and kept at step %1%2.").arg(step, lossPart(history)), lossStory(history)};
    case RunState::Failed:
        return {tr("Ended with an error at step %1: %2").arg(step, message), hint};
    case RunState::Crashed:
        return {tr("The run stopped unexpectedly at step %1.").arg(step), safeUpTo(history)};
    }
    return {};
}

int progressPermille(const RunStatus& status, const RunHistory& history)
{
    const auto total = totalOf(status, history);
    return total > 0 ? static_cast<int>(std::min<int64_t>(1000, stepOf(status, history) * 1000 / total)) : -1;
}

} // namespace lorikeet
