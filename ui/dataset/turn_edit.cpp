#include "ui/dataset/turn_edit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>

#include <algorithm>

namespace lorikeet {

TurnEdit::TurnEdit(QWidget* parent) : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    setUndoRedoEnabled(false); // The journal is the one undo.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
    connect(this, &QPlainTextEdit::textChanged, this, &TurnEdit::fit);
}

void TurnEdit::setText(const std::string& text)
{
    if (text == this->text())
        return;
    const int place = hasFocus() ? textCursor().position() : 0;
    setPlainText(QString::fromStdString(text));
    stored_ = text;
    shown_ = shownText();
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(place, static_cast<int>(shown_.size())));
    setTextCursor(cursor);
}

std::string TurnEdit::text() const
{
    const QString shown = shownText();
    return shown == shown_ ? stored_ : shown.toStdString();
}

/// Unlike toPlainText() it leaves no-break spaces as they are.
QString TurnEdit::shownText() const
{
    QString text = document()->toRawText();
    for (QChar& c : text)
        if (c == QChar::ParagraphSeparator || c == QChar::LineSeparator)
            c = u'\n';
    return text;
}

bool TurnEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return !source->hasUrls() && QPlainTextEdit::canInsertFromMimeData(source);
}

QSize TurnEdit::sizeHint() const
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        lines += qMax(1, block.layout() != nullptr ? block.layout()->lineCount() : 1);
    const QMargins margins = contentsMargins();
    const int height = qMax(1, lines) * fontMetrics().lineSpacing() + 2 * 2 + margins.top() + margins.bottom() + 14;
    return {200, height};
}

QSize TurnEdit::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

bool TurnEdit::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool isHistory = key->modifiers().testFlag(Qt::ControlModifier) && (key->key() == Qt::Key_Z || key->key() == Qt::Key_Y);
        if (isHistory || key->matches(QKeySequence::Save)) {
            event->ignore(); // The page's shortcut takes it.
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void TurnEdit::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        Q_EMIT focusLeft();
}

void TurnEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void TurnEdit::fit()
{
    const int height = sizeHint().height();
    if (height != minimumHeight())
        setFixedHeight(height);
}

} // namespace lorikeet
