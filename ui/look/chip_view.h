#pragma once
/// @file Thousands of token chips, painted, not made of widgets.

#include "ui/look/token_chips.h"

#include <QAbstractScrollArea>

#include <vector>

namespace lorikeet {

class Theme;

class ChipView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit ChipView(Theme& theme, QWidget* parent = nullptr);
    void setChips(std::vector<TokenChip> chips);
    const std::vector<TokenChip>& chips() const { return chips_; }
    /// The chip at a place of the viewport, -1 where there is none.
    int chipAt(const QPoint& place) const;
    /// Where a chip is drawn in the viewport.
    QRect chipRect(int chip) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void arrange();
    void paintChip(QPainter& painter, const TokenChip& chip, const QRect& place) const;
    Theme& theme_;
    std::vector<TokenChip> chips_;
    std::vector<QRect> places_; ///< In contents coordinates, rows from the top.
};

} // namespace lorikeet
