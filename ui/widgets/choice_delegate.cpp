#include "ui/widgets/choice_delegate.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

namespace lorikeet {
namespace {

constexpr int kBox = 16;
constexpr int kGap = 3;

bool isTickable(const QModelIndex& index)
{
    return index.data(Qt::CheckStateRole).isValid();
}

int widthFor(const QStyleOptionViewItem& option)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view != nullptr ? view->viewport()->width() : qMax(option.rect.width(), 200);
}

} // namespace

ChoiceDelegate::ChoiceDelegate(Theme& theme, QObject* parent) : QStyledItemDelegate(parent), theme_(theme) {}

int ChoiceDelegate::textLeft(const QModelIndex& index) const
{
    return space::kM + (isTickable(index) ? kBox + space::kS : 0);
}

QSize ChoiceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = widthFor(option);
    const int textWidth = width - textLeft(index) - space::kM;
    const auto summary = index.data(SummaryRole).toString();
    int height = QFontMetrics(option.font).height();
    if (!summary.isEmpty())
        height += QFontMetrics(theme_.captionFont()).boundingRect(0, 0, textWidth, 4000, Qt::TextWordWrap, summary).height() + 2;
    return {width, height + 2 * space::kS + kGap};
}

void ChoiceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& colours = theme_.colours();
    const QRect box = option.rect.adjusted(1, 1, -1, -kGap);
    const bool isChosen = isTickable(index) ? index.data(Qt::CheckStateRole).toInt() == Qt::Checked : option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(isChosen || isHovered || hasFocus ? colours.accent : colours.line, hasFocus ? 2 : 1));
    painter->setBrush(isChosen ? colours.accentSoft : colours.card);
    painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), space::kRadius, space::kRadius);

    const int left = box.left() + textLeft(index);
    const int width = box.right() - left - space::kM;
    if (isTickable(index)) {
        const int top = box.top() + space::kS + (QFontMetrics(option.font).height() - kBox) / 2;
        const QRectF mark(box.left() + space::kM + 0.5, top + 0.5, kBox - 1, kBox - 1);
        painter->setPen(QPen(isChosen ? colours.accentStrong : colours.textQuiet, 1));
        painter->setBrush(isChosen ? colours.accentStrong : colours.card);
        painter->drawRoundedRect(mark, 3, 3);
        if (isChosen)
            tintedIcon(QStringLiteral("tick"), colours.accentText).paint(painter, mark.toRect().adjusted(2, 2, -2, -2));
    }
    const bool hasProblem = index.data(ProblemRole).toBool();
    QFont titleFont = option.font;
    titleFont.setWeight(isChosen ? QFont::DemiBold : QFont::Normal);
    painter->setFont(titleFont);
    painter->setPen(hasProblem ? colours.textQuiet : colours.text);
    const QFontMetrics metrics(titleFont);
    const QRect titleRect(left, box.top() + space::kS, width, metrics.height());
    painter->drawText(titleRect, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideMiddle, width));
    const auto summary = index.data(SummaryRole).toString();
    if (!summary.isEmpty()) {
        painter->setFont(theme_.captionFont());
        painter->setPen(hasProblem ? colours.bad : isChosen ? colours.text : colours.textQuiet);
        painter->drawText(QRect(left, titleRect.bottom() + 3, width, box.bottom() - titleRect.bottom()), Qt::TextWordWrap, summary);
    }
    painter->restore();
}

} // namespace lorikeet
