#include "ui/window/close_wait.h"

#include "ui/project_session.h"

#include <utility>

namespace lorikeet {
namespace {
constexpr int kPatienceMs = 3000;
}

CloseWait::CloseWait(ProjectSession& session, QObject* parent) : QObject(parent), session_(session)
{
    patience_.setSingleShot(true);
    patience_.setInterval(kPatienceMs);
    connect(&patience_, &QTimer::timeout, this, &CloseWait::takesLong);
    connect(&session_, &ProjectSession::saveStateChanged, this, [this](bool hasUnsaved) {
        if (hasUnsaved || !isWaiting_)
            return;
        stop();
        Q_EMIT over();
    });
}

bool CloseWait::isDone()
{
    session_.recordAll();
    setWaiting(session_.hasUnsaved());
    return !isWaiting_;
}

void CloseWait::stop()
{
    setWaiting(false);
}

void CloseWait::setWaiting(bool isWaiting)
{
    if (isWaiting)
        patience_.start();
    else
        patience_.stop();
    if (std::exchange(isWaiting_, isWaiting) != isWaiting)
        Q_EMIT waitingChanged(isWaiting);
}

} // namespace lorikeet
