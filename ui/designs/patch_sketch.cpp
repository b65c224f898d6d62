#include "ui/designs/patch_sketch.h"

#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

/// Lines nearer than this run together.
constexpr double kLeastGap = 3;

} // namespace

PatchSketch::PatchSketch(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PatchSketch::setCost(const std::optional<PictureCost>& cost)
{
    cost_ = cost;
    update();
}

void PatchSketch::setPicture(const QImage& picture)
{
    picture_ = picture;
    update();
}

QSize PatchSketch::sizeHint() const
{
    return {132, 96};
}

void PatchSketch::paintEvent(QPaintEvent*)
{
    if (!cost_)
        return;
    const auto& colours = theme_.colours();
    const ImagePlan& plan = cost_->plan;
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const double scale = std::min((width() - 2.0) / std::max(1, plan.resized.width), (height() - 2.0) / std::max(1, plan.resized.height));
    const QSizeF size(plan.resized.width * scale, plan.resized.height * scale);
    const QRectF whole(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    const QRectF seen = QRectF(whole.left() + plan.cropLeft * scale, whole.top() + plan.cropTop * scale, plan.seen.width * scale, plan.seen.height * scale);
    painter.fillRect(whole, colours.accentSoft);
    if (!picture_.isNull())
        painter.drawImage(whole, picture_);
    // What the crop leaves out is veiled.
    QRegion lost = QRegion(whole.toAlignedRect()) - QRegion(seen.toAlignedRect());
    QColor veil = colours.card;
    veil.setAlphaF(0.72F);
    for (const QRect& piece : lost)
        painter.fillRect(piece, veil);
    const double tokens = std::max(1, plan.tokens);
    const double patches = std::max(1, cost_->patches());
    const double side = std::max(1.0, std::round(std::sqrt(patches / tokens))); // Patches a token's side.
    const int columns = static_cast<int>(plan.grid[2] / side), rows = static_cast<int>(plan.grid[1] / side);
    const auto lines = [&](const QColor& colour, double shift) {
        painter.setPen(QPen(colour, 0));
        const int stepX = std::max(1, static_cast<int>(std::ceil(kLeastGap * columns / std::max(1.0, seen.width()))));
        const int stepY = std::max(1, static_cast<int>(std::ceil(kLeastGap * rows / std::max(1.0, seen.height()))));
        for (int x = stepX; x < columns; x += stepX)
            painter.drawLine(QPointF(seen.left() + seen.width() * x / columns + shift, seen.top()), QPointF(seen.left() + seen.width() * x / columns + shift, seen.bottom()));
        for (int y = stepY; y < rows; y += stepY)
            painter.drawLine(QPointF(seen.left(), seen.top() + seen.height() * y / rows + shift), QPointF(seen.right(), seen.top() + seen.height() * y / rows + shift));
    };
    if (picture_.isNull()) {
        lines(colours.accent, 0);
    } else {
        lines(QColor(0, 0, 0, 70), 1);
        lines(QColor(255, 255, 255, 150), 0);
    }
    painter.setPen(QPen(colours.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(seen);
}

} // namespace lorikeet
