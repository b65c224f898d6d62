#include "ui/dataset/bulk_preview_list.h"

#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QPainter>
#include <QTextLayout>

namespace lorikeet {
namespace {

constexpr qsizetype kContext = 36; ///< Characters of unchanged text that are shown beside a change.
constexpr int kLines = 2;

/// Unchanged stretches keep what stands next to a change.
std::vector<DiffPart> shortened(std::vector<DiffPart> parts)
{
    for (size_t i = 0; i < parts.size(); ++i) {
        QString& text = parts[i].text;
        if (parts[i].kind != DiffPart::Kind::Same || text.size() <= 2 * kContext)
            continue;
        const QString head = i == 0 ? QString() : text.left(kContext);
        const QString tail = i + 1 == parts.size() ? QString() : text.right(kContext);
        text = head + QStringLiteral(" … ") + tail;
    }
    return parts;
}

} // namespace

BulkPreviewModel::BulkPreviewModel(ProjectSession& session, QObject* parent) : QAbstractListModel(parent), session_(session) {}

void BulkPreviewModel::setExamples(const std::vector<BulkPreview::Example>& examples)
{
    beginResetModel();
    rows_.clear();
    for (const BulkPreview::Example& example : examples)
        rows_.push_back({example.sample, shortened(diffWords(QString::fromStdString(example.before), QString::fromStdString(example.after))), true});
    endResetModel();
    Q_EMIT ticksChanged();
}

std::vector<size_t> BulkPreviewModel::unticked() const
{
    std::vector<size_t> samples;
    for (const Row& row : rows_)
        if (!row.isTicked)
            samples.push_back(row.sample);
    return samples;
}

QVariant BulkPreviewModel::data(const QModelIndex& index, int role) const
{
    const Row& it = row(index.row());
    if (role == Qt::CheckStateRole)
        return it.isTicked ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        QString text;
        for (const DiffPart& part : it.parts)
            if (part.kind != DiffPart::Kind::Missing)
                text += part.text;
        return text;
    }
    if (role == Qt::UserRole && it.sample < session_.samples().size()) {
        const Sample& sample = session_.samples()[it.sample];
        return sample.images.empty() ? QString::fromStdString(sample.id) : QFileInfo(QString::fromStdString(sample.images.front())).fileName();
    }
    return {};
}

bool BulkPreviewModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole)
        return false;
    rows_[static_cast<size_t>(index.row())].isTicked = value.toInt() == Qt::Checked;
    Q_EMIT dataChanged(index, index);
    Q_EMIT ticksChanged();
    return true;
}

Qt::ItemFlags BulkPreviewModel::flags(const QModelIndex& index) const
{
    return QAbstractListModel::flags(index) | Qt::ItemIsUserCheckable;
}

BulkPreviewDelegate::BulkPreviewDelegate(Theme& theme, const BulkPreviewModel& model, QObject* parent) : QStyledItemDelegate(parent), theme_(theme), model_(model) {}

QSize BulkPreviewDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, option.fontMetrics.lineSpacing() * (kLines + 1) + 2 * space::kXs};
}

void BulkPreviewDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColours& c = theme_.colours();
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus))
        painter->fillRect(option.rect, c.accentSoft);
    const BulkPreviewModel::Row& row = model_.row(index.row());
    QStyleOptionViewItem tick(option);
    const int side = option.fontMetrics.height();
    tick.rect = QRect(option.rect.left() + space::kXs, option.rect.top() + space::kXs, side, side);
    tick.state = QStyle::State_Enabled | (row.isTicked ? QStyle::State_On : QStyle::State_Off);
    QApplication::style()->drawPrimitive(QStyle::PE_IndicatorItemViewItemCheck, &tick, painter, option.widget);
    const QRect body = option.rect.adjusted(side + 3 * space::kXs, space::kXs, -space::kXs, -space::kXs);
    painter->setFont(theme_.captionFont());
    painter->setPen(c.textQuiet);
    painter->drawText(body, Qt::AlignTop | Qt::AlignLeft, QFontMetrics(theme_.captionFont()).elidedText(index.data(Qt::UserRole).toString(), Qt::ElideMiddle, body.width()));

    QString text;
    QList<QTextLayout::FormatRange> formats;
    for (const DiffPart& part : row.parts) {
        QTextLayout::FormatRange range{static_cast<int>(text.size()), static_cast<int>(part.text.size()), {}};
        if (part.kind == DiffPart::Kind::Extra) {
            range.format.setForeground(c.good);
            range.format.setFontUnderline(true);
        } else if (part.kind == DiffPart::Kind::Missing) {
            range.format.setForeground(c.bad);
            range.format.setFontStrikeOut(true);
        }
        text += part.text;
        formats << range;
    }
    QTextLayout layout(text.replace(u'\n', QChar::LineSeparator), option.font);
    layout.setFormats(formats);
    layout.beginLayout();
    qreal y = 0;
    for (int i = 0; i < kLines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(body.width());
        line.setPosition({0, y});
        y += line.height();
    }
    layout.endLayout();
    painter->setPen(row.isTicked ? c.text : c.textQuiet);
    painter->setOpacity(row.isTicked ? 1.0 : 0.5);
    layout.draw(painter, QPointF(body.left(), body.top() + option.fontMetrics.lineSpacing()));
    painter->restore();
}

} // namespace lorikeet
