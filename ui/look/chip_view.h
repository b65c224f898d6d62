#pragma once
/// @file Tens of thousands of token chips, painted, not made of widgets; laid out in slices, so that no count of them stops the window.

#include "ui/look/token_chips.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QTimer>

#include <functional>
#include <vector>

namespace lorikeet {

class Theme;

class ChipView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit ChipView(Theme& theme, QWidget* parent = nullptr);
    /// @param words what hovering a chip shows
    void setChips(std::vector<TokenChip> chips, std::function<QString(const TokenChip&)> words = {});
    const std::vector<TokenChip>& chips() const { return chips_; }
    /// Whether every chip has its place; until then the rest follows in slices.
    bool isArranged() const { return places_.size() == chips_.size(); }
    /// The chip at a place of the viewport, -1 where there is none.
    int chipAt(const QPoint& place) const;
    /// Where a chip is drawn in the viewport.
    QRect chipRect(int chip) const;
    /// Scrolls there, as soon as it has its place.
    void scrollToChip(int chip);
    /// Of all chips that have their place.
    int contentsHeight() const;

Q_SIGNALS:
    void arranged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void arrangeAnew();
    void arrangeSlice(size_t most);
    int widthOf(const TokenChip& chip);
    void paintChip(QPainter& painter, const TokenChip& chip, const QRect& place) const;
    Theme& theme_;
    std::vector<TokenChip> chips_;
    std::function<QString(const TokenChip&)> words_;
    std::vector<QRect> places_; ///< In contents coordinates, rows from the top.
    QPoint next_;               ///< Where the next chip goes.
    QHash<QString, int> widths_[2]; ///< Of texts: read, learned.
    QTimer slices_;
    int wanted_ = -1; ///< Chip to scroll to.
};

} // namespace lorikeet
