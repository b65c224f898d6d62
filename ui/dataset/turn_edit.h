#pragma once
/// @file A text box that grows with its text and leaves undo to the journal.

#include <QPlainTextEdit>

namespace lorikeet {

class TurnEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit TurnEdit(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void focusLeft();

protected:
    bool event(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
};

} // namespace lorikeet
