#pragma once
/// @file A text box that grows with its text and leaves undo to the journal.

#include <QPlainTextEdit>

#include <string>

namespace lorikeet {

class TurnEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit TurnEdit(QWidget* parent = nullptr);
    /// Shows a stored text; where somebody writes, the cursor stays in its place.
    void setText(const std::string& text);
    /// What was stored, byte by byte, where nobody changed it; else what stands in the box, with "\n" between its lines.
    std::string text() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void focusLeft();

protected:
    bool event(QEvent* event) override;
    /// Not files: what is dropped here as a file is the window's to take.
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    QString shownText() const;
    std::string stored_;
    QString shown_; ///< What the box makes of it.
};

} // namespace lorikeet
