#include "ui/check/score_bar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr int kHeight = 14;
constexpr double kLeastShare = 0.012; ///< So that a single bad example is seen.
}

ScoreBar::ScoreBar(Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize ScoreBar::sizeHint() const
{
    return {200, kHeight};
}

void ScoreBar::setCounts(size_t fine, size_t shouldLook, size_t mustFix)
{
    counts_[0] = fine;
    counts_[1] = shouldLook;
    counts_[2] = mustFix;
    const auto words = [](size_t count) { return formatCount(static_cast<int64_t>(count)); };
    setAccessibleName(tr("%1 examples are fine, %2 want a look, %3 must be mended").arg(words(fine), words(shouldLook), words(mustFix)));
    setToolTip(accessibleName());
    update();
}

void ScoreBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours& c = theme_.colours();
    QPainterPath shape;
    shape.addRoundedRect(rect(), kHeight / 2.0, kHeight / 2.0);
    painter.setClipPath(shape);
    painter.fillRect(rect(), c.line);
    const auto total = static_cast<double>(counts_[0] + counts_[1] + counts_[2]);
    if (total <= 0)
        return;
    double shares[3], sum = 0;
    for (int i = 0; i < 3; ++i)
        sum += shares[i] = counts_[i] == 0 ? 0 : std::max(kLeastShare, static_cast<double>(counts_[i]) / total);
    // Never colour alone: hatching tells the parts apart as well.
    const QBrush brushes[3] = {QBrush(c.good), QBrush(c.amberSoft, Qt::Dense6Pattern), QBrush(c.badSoft, Qt::BDiagPattern)};
    const QColor grounds[3] = {c.good, c.amber, c.bad};
    double left = 0;
    for (int i = 0; i < 3; ++i) {
        const double part = width() * shares[i] / sum;
        const QRectF place(left, 0, part, height());
        painter.fillRect(place, grounds[i]);
        painter.fillRect(place, brushes[i]);
        left += part;
    }
}

} // namespace lorikeet
