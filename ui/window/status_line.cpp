#include "ui/window/status_line.h"

#include "core/base/os.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"

#include <QLabel>

namespace lorikeet {

StatusLine::StatusLine(ProjectSession& session, Theme& theme, QWidget* parent)
    : QStatusBar(parent), session_(session), theme_(theme), savedIcon_(new QLabel(this)), saved_(makeLabel({}, "caption", this)),
      memory_(makeLabel({}, "caption", this))
{
    setSizeGripEnabled(false);
    setContentsMargins(space::kM, 0, space::kM, 0);
    saved_->setObjectName("saveState");
    memory_->setObjectName("memory");
    addWidget(savedIcon_);
    addWidget(saved_, 1);
    addPermanentWidget(memory_);
    connect(&session_, &ProjectSession::saveStateChanged, this, &StatusLine::showSaved);
    connect(&session_, &ProjectSession::undoStateChanged, this, &StatusLine::showSaved);
    connect(&session_, &ProjectSession::opened, this, &StatusLine::showSaved);
    connect(&theme_, &Theme::changed, this, &StatusLine::showSaved);
    connect(&session_, &ProjectSession::opening, this, [this](const QString& path) {
        savedIcon_->clear();
        saved_->setText(tr("Opening %1…").arg(path));
    });
    connect(&session_, &ProjectSession::problem, this, &StatusLine::showSaved);
    tick_.setInterval(2000);
    connect(&tick_, &QTimer::timeout, this, &StatusLine::showMemory);
    tick_.start();
    showMemory();
}

void StatusLine::setFinishing(bool isFinishing)
{
    isFinishing_ = isFinishing;
    showSaved();
}

void StatusLine::showSaved()
{
    if (!session_.isOpen()) {
        savedIcon_->clear();
        saved_->clear();
        return;
    }
    const bool isWaiting = isFinishing_ || session_.hasUnsaved();
    savedIcon_->setPixmap(tintedIcon(isWaiting ? "edit" : "tick", isWaiting ? theme_.colours().amber : theme_.colours().good).pixmap(QSize(14, 14)));
    saved_->setText(savedText());
}

QString StatusLine::savedText() const
{
    const auto waiting = static_cast<int64_t>(session_.waitingChanges());
    if (isFinishing_)
        return tr("Finishing…");
    if (waiting > 0)
        return tr("Changes that are saved when the work under way is done: %1").arg(formatCount(waiting));
    if (session_.isRecording())
        return tr("Saving…");
    return session_.hasUnsaved() ? tr("Saving when you pause…") : tr("All changes saved; the originals are untouched");
}

void StatusLine::showMemory()
{
    memory_->setText(tr("This window %1 · %2 of memory free").arg(formatMib(os::rssMib()), formatMib(os::freeMemoryMib())));
}

} // namespace lorikeet
