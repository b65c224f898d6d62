#pragma once
/// @file A label that shortens its text in the middle and shows it whole on hover.

#include <QString>
#include <QWidget>

namespace lorikeet {

class ElidedLabel : public QWidget {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    /// @param toolTip what hovering shows; empty = the text.
    void setText(const QString& text, const QString& toolTip = {});
    QString text() const { return text_; }
    void setElideMode(Qt::TextElideMode mode);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString text_;
    Qt::TextElideMode mode_ = Qt::ElideMiddle;
};

} // namespace lorikeet
