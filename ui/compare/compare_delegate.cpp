#include "ui/compare/compare_delegate.h"

#include "ui/compare/compare_model.h"
#include "ui/compare/word_diff.h"
#include "ui/dataset/path_thumbnails.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextDocument>

namespace lorikeet {
namespace {

constexpr int kPictureSide = 84;
constexpr ushort kFirstIdeograph = 0x2e80; ///< Scripts from here on are written without spaces.

/// At least as much is the same as is missing.
bool sharesMuch(const std::vector<DiffPart>& parts)
{
    qsizetype same = 0;
    qsizetype missing = 0;
    for (const auto& part : parts) {
        same += part.kind == DiffPart::Kind::Same ? part.text.size() : 0;
        missing += part.kind == DiffPart::Kind::Missing ? part.text.size() : 0;
    }
    return same >= missing;
}

/// Where a part of one text meets a part of the other, the space of neither may be there.
bool needSpaceBetween(QChar left, QChar right)
{
    return !left.isSpace() && !right.isSpace() && left.unicode() < kFirstIdeograph && right.unicode() < kFirstIdeograph;
}

} // namespace

CompareDelegate::CompareDelegate(Theme& theme, PathThumbnails& pictures, QObject* parent)
    : QStyledItemDelegate(parent), theme_(theme), pictures_(pictures)
{
}

int CompareDelegate::rowHeight(const QFontMetrics& metrics) const
{
    return std::max(kPictureSide, metrics.lineSpacing() * 5) + 2 * space::kS;
}

QString CompareDelegate::markedAnswer(const QString& reference, const QString& answer) const
{
    if (reference.isEmpty())
        return answer.toHtmlEscaped();
    const auto& colours = theme_.colours();
    const auto parts = diffWords(reference, answer);
    const bool isAlike = sharesMuch(parts);
    QString html;
    QChar last = QLatin1Char(' ');
    for (const auto& part : parts) {
        // In an answer of its own kind the missing words would only bury it: the reference stands beside it anyway.
        if (part.kind == DiffPart::Kind::Missing && !isAlike)
            continue;
        if (needSpaceBetween(last, part.text.front()))
            html += QLatin1Char(' ');
        last = part.text.back();
        const auto text = part.text.toHtmlEscaped();
        if (part.kind == DiffPart::Kind::Extra)
            html += QStringLiteral("<span style='color:%1; background:%2; text-decoration:underline'>%3</span>")
                        .arg(colours.bad.name(), colours.badSoft.name(), text);
        else if (part.kind == DiffPart::Kind::Missing)
            html += QStringLiteral("<span style='color:%1; text-decoration:line-through'>%2</span>").arg(colours.textQuiet.name(), text);
        else
            html += text;
    }
    return html;
}

void CompareDelegate::paintRich(QPainter* painter, const QRect& box, const QString& html, const QFont& font) const
{
    QTextDocument document;
    document.setDocumentMargin(0);
    document.setDefaultFont(font);
    document.setTextWidth(box.width());
    document.setHtml(html);
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, theme_.colours().text);
    painter->save();
    painter->setClipRect(box);
    painter->translate(box.topLeft());
    document.documentLayout()->draw(painter, context);
    painter->restore();
}

void CompareDelegate::paintNote(QPainter* painter, const QRect& box, const QString& icon, const QString& text, const QColor& colour) const
{
    const QFontMetrics metrics(theme_.captionFont());
    const int side = metrics.height();
    tintedIcon(icon, colour).paint(painter, QRect(box.left(), box.bottom() - side, side, side));
    painter->setFont(theme_.captionFont());
    painter->setPen(colour);
    const QRect line(box.left() + side + space::kXs, box.bottom() - side, box.width() - side - space::kXs, side);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(text, Qt::ElideRight, line.width()));
}

void CompareDelegate::paintQuestion(QPainter* painter, const QRect& box, const QModelIndex& index, const QFont& font) const
{
    const auto path = index.data(CompareModel::PictureRole).toString();
    QRect texts = box;
    if (!path.isEmpty()) {
        const QRect place(box.left(), box.top(), kPictureSide, std::min(kPictureSide, box.height()));
        if (const auto* picture = pictures_.find(path)) {
            const QSize size = picture->size().scaled(place.size(), Qt::KeepAspectRatio);
            const QRect target(place.left() + (place.width() - size.width()) / 2, place.top() + (place.height() - size.height()) / 2,
                size.width(), size.height());
            painter->setRenderHint(QPainter::SmoothPixmapTransform);
            painter->drawPixmap(target, *picture);
        } else {
            painter->setPen(theme_.colours().textQuiet);
            painter->drawText(place, Qt::AlignCenter | Qt::TextWordWrap, pictures_.isBroken(path) ? tr("no picture") : QString());
        }
        texts.setLeft(place.right() + space::kM);
    }
    painter->setFont(font);
    painter->setPen(theme_.colours().text);
    const QRect body = texts.adjusted(0, 0, 0, -QFontMetrics(theme_.captionFont()).height() - 2);
    painter->save();
    painter->setClipRect(body);
    painter->drawText(body, Qt::TextWordWrap, index.data().toString());
    painter->restore();
    const bool isHeldOut = index.data(CompareModel::HeldOutRole).toBool();
    paintNote(painter, texts, isHeldOut ? QStringLiteral("look") : QStringLiteral("lesson"), isHeldOut ? tr("never trained on") : tr("trained on"),
        theme_.colours().textQuiet);
}

void CompareDelegate::paintAnswer(QPainter* painter, const QRect& box, const QModelIndex& index, const QFont& font) const
{
    const auto& colours = theme_.colours();
    const auto state = static_cast<CompareCell::State>(index.data(CompareModel::CellStateRole).toInt());
    const auto text = index.data().toString();
    const auto reference = index.data(CompareModel::ReferenceRole).toString();
    const QRect body = box.adjusted(0, 0, 0, -QFontMetrics(theme_.captionFont()).height() - 2);
    switch (state) {
    case CompareCell::State::Empty:
        return paintNote(painter, box, QStringLiteral("text"), tr("double-click to ask"), colours.textQuiet);
    case CompareCell::State::Waiting:
        return paintNote(painter, box, QStringLiteral("next"), tr("waiting"), colours.textQuiet);
    case CompareCell::State::Asking:
        paintRich(painter, body, text.toHtmlEscaped(), font);
        return paintNote(painter, box, QStringLiteral("edit"), text.isEmpty() ? tr("reading…") : tr("writing…"), colours.accentStrong);
    case CompareCell::State::Failed:
        paintRich(painter, body, index.data(CompareModel::HintRole).toString().toHtmlEscaped(), font);
        return paintNote(painter, box, QStringLiteral("error"), tr("double-click to try again"), colours.bad);
    case CompareCell::State::Done:
        break;
    }
    paintRich(painter, body, markedAnswer(reference, text), font);
    if (index.data(CompareModel::IsRightRole).toBool())
        paintNote(painter, box, QStringLiteral("tick"), tr("exactly right"), colours.good);
    else if (text.isEmpty())
        paintNote(painter, box, QStringLiteral("minus"), tr("says nothing"), colours.amber);
    else if (!reference.isEmpty())
        paintNote(painter, box, QStringLiteral("edit"), tr("differs"), colours.amber);
}

void CompareDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& colours = theme_.colours();
    painter->save();
    painter->fillRect(option.rect, option.state.testFlag(QStyle::State_Selected) ? colours.accentSoft : colours.card);
    painter->setPen(colours.line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const QRect box = option.rect.adjusted(space::kS, space::kS, -space::kS, -space::kS);
    if (index.column() == CompareModel::Question)
        paintQuestion(painter, box, index, option.font);
    else if (index.column() == CompareModel::Reference)
        paintRich(painter, box, index.data().toString().toHtmlEscaped(), option.font);
    else
        paintAnswer(painter, box, index, option.font);
    painter->restore();
}

} // namespace lorikeet
