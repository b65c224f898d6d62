#include "ui/dataset/tile_painter.h"

#include "core/data/sample.h"
#include "ui/dataset/sample_list.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace lorikeet {
namespace {

constexpr int kGap = 3;      // Between tiles, each side.
constexpr int kInset = 5;    // From the tile's edge to the picture.
constexpr int kMarkSide = 20;
constexpr int kTextsKept = 1500;
constexpr int kPagesKept = 300;
constexpr size_t kPageBytes = 600;

const char* markIcon(TileMark mark)
{
    switch (mark) {
    case TileMark::LeftOut:
        return "exclude";
    case TileMark::Edited:
        return "edit";
    case TileMark::Finding:
        return "warning";
    case TileMark::WrittenByModel:
        return "star";
    case TileMark::Accepted:
        return "tick";
    case TileMark::Rejected:
        return "close";
    case TileMark::Count:
        break;
    }
    return "";
}

QColor markColour(TileMark mark, const ThemeColours& c)
{
    switch (mark) {
    case TileMark::Edited:
    case TileMark::WrittenByModel:
        return c.accentStrong;
    case TileMark::Finding:
        return c.amber;
    case TileMark::Accepted:
        return c.good;
    case TileMark::Rejected:
        return c.bad;
    default:
        return c.text;
    }
}

} // namespace

QString tileMarkText(TileMark mark)
{
    switch (mark) {
    case TileMark::LeftOut:
        return TilePainter::tr("Left out of training");
    case TileMark::Edited:
        return TilePainter::tr("Edited here");
    case TileMark::Finding:
        return TilePainter::tr("The checks found something");
    case TileMark::WrittenByModel:
        return TilePainter::tr("Written by a model");
    case TileMark::Accepted:
        return TilePainter::tr("Reviewed: accepted");
    case TileMark::Rejected:
        return TilePainter::tr("Reviewed: rejected, not trained on");
    case TileMark::Count:
        break;
    }
    return {};
}

TilePainter::TilePainter(Theme& theme, QObject* parent) : QObject(parent), theme_(theme), captions_(kTextsKept), pages_(kPagesKept)
{
    connect(&theme_, &Theme::changed, this, [this] {
        forgetTexts();
        prepareMarks();
    });
}

void TilePainter::setLook(const QFont& font, int tileWidth, qreal devicePixelRatio)
{
    if (font == font_ && tileWidth == tileWidth_ && devicePixelRatio == devicePixelRatio_)
        return;
    font_ = struckFont_ = emptyFont_ = smallFont_ = font;
    struckFont_.setStrikeOut(true);
    emptyFont_.setItalic(true);
    smallFont_.setPointSizeF(font.pointSizeF() * 0.85);
    tileWidth_ = tileWidth;
    devicePixelRatio_ = devicePixelRatio;
    lineHeight_ = QFontMetrics(font).height();
    const int width = tileWidth - 2 * (kGap + kInset);
    box_ = QSize(width, width * 4 / 5);
    forgetTexts();
    prepareMarks();
}

int TilePainter::tileHeight() const
{
    return box_.height() + 2 * (kGap + kInset) + space::kXs + lineHeight_;
}

void TilePainter::forgetTexts()
{
    captions_.clear();
    pages_.clear();
}

void TilePainter::prepareMarks()
{
    const ThemeColours& c = theme_.colours();
    const auto draw = [&](const char* icon, const QColor& ink) {
        QPixmap pixmap(QSize(kMarkSide, kMarkSide) * devicePixelRatio_);
        pixmap.setDevicePixelRatio(devicePixelRatio_);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.card);
        painter.drawEllipse(QRectF(0, 0, kMarkSide, kMarkSide));
        tintedIcon(icon, ink).paint(&painter, QRect(3, 3, kMarkSide - 6, kMarkSide - 6));
        return pixmap;
    };
    for (size_t i = 0; i < marks_.size(); ++i)
        marks_[i] = draw(markIcon(static_cast<TileMark>(i)), markColour(static_cast<TileMark>(i), c));
    brokenMark_ = draw("warning", c.bad);
}

void TilePainter::paint(QPainter& painter, const Tile& tile)
{
    const ThemeColours& c = theme_.colours();
    const QRect ground = tile.place.adjusted(kGap, kGap, -kGap, -kGap);
    if (tile.isSelected || tile.isHovered || tile.isCurrent) {
        QColor colour = c.accentSoft;
        colour.setAlphaF(tile.isSelected ? 1.0F : tile.isHovered ? 0.5F : 0.0F);
        painter.setPen(tile.isCurrent ? QPen(c.accent, 2) : tile.isSelected ? QPen(c.accent, 1) : QPen(Qt::NoPen));
        painter.setBrush(colour);
        painter.setRenderHint(QPainter::Antialiasing, true);
        painter.drawRoundedRect(QRectF(ground).adjusted(1, 1, -1, -1), space::kRadius, space::kRadius);
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
    const QRect box(ground.x() + (ground.width() - box_.width()) / 2, ground.y() + kInset, box_.width(), box_.height());
    const bool isOut = (tile.marks & (bitOf(TileMark::LeftOut) | bitOf(TileMark::Rejected))) != 0;
    painter.setOpacity(isOut ? 0.35 : 1.0);
    if (tile.sample->images.empty())
        paintPage(painter, tile, box);
    else
        paintPicture(painter, tile, box);
    painter.setOpacity(1.0);
    paintMarks(painter, tile, box);

    const Message* answer = answerOf(*tile.sample);
    const bool isEmpty = answer == nullptr || answer->content.empty();
    if (isEmpty && !tile.isRead)
        return;
    painter.setFont(isEmpty ? emptyFont_ : isOut ? struckFont_ : font_);
    painter.setPen(isEmpty || isOut ? c.textQuiet : c.text);
    painter.drawStaticText(box.left(), box.bottom() + space::kXs, caption(tile));
}

const QStaticText& TilePainter::caption(const Tile& tile)
{
    if (const QStaticText* known = captions_.object(tile.number))
        return *known;
    const QString text = captionOf(*tile.sample, 160);
    auto* laidOut = new QStaticText(QFontMetrics(font_).elidedText(text.isEmpty() ? tr("no answer") : text, Qt::ElideRight, box_.width()));
    laidOut->setTextFormat(Qt::PlainText);
    laidOut->setPerformanceHint(QStaticText::AggressiveCaching);
    captions_.insert(tile.number, laidOut);
    return *laidOut;
}

void TilePainter::paintPicture(QPainter& painter, const Tile& tile, const QRect& box)
{
    if (tile.picture != nullptr) {
        QSizeF size = tile.picture->deviceIndependentSize();
        const bool isOfThisSize = size.width() <= box.width() + 1 && size.height() <= box.height() + 1;
        if (!isOfThisSize)
            size.scale(box.size(), Qt::KeepAspectRatio);
        const QPointF corner(box.x() + (box.width() - size.width()) / 2, box.y() + (box.height() - size.height()) / 2);
        if (isOfThisSize)
            painter.drawPixmap(QPoint(static_cast<int>(corner.x()), static_cast<int>(corner.y())), *tile.picture);
        else
            painter.drawPixmap(QRectF(corner, size), *tile.picture, QRectF(tile.picture->rect()));
        return;
    }
    const ThemeColours& c = theme_.colours();
    painter.fillRect(box, c.window);
    if (!tile.isBroken)
        return;
    painter.drawPixmap(box.center() - QPoint(kMarkSide / 2, kMarkSide), brokenMark_);
    painter.setPen(c.bad);
    painter.setFont(font_);
    painter.drawText(QRect(box.left(), box.center().y() + space::kXs, box.width(), lineHeight_), static_cast<int>(Qt::AlignCenter), tr("cannot be read"));
}

void TilePainter::paintPage(QPainter& painter, const Tile& tile, const QRect& box)
{
    QPixmap* page = pages_.object(tile.number);
    if (page == nullptr) {
        const ThemeColours& c = theme_.colours();
        const QSize size(box.width() * 3 / 4, box.height());
        page = new QPixmap(size * devicePixelRatio_);
        page->setDevicePixelRatio(devicePixelRatio_);
        page->fill(Qt::transparent);
        QPainter ink(page);
        ink.setRenderHint(QPainter::Antialiasing);
        ink.setPen(c.line);
        ink.setBrush(c.window);
        ink.drawRoundedRect(QRectF(QPointF(0.5, 0.5), QSizeF(size) - QSizeF(1, 1)), 4, 4);
        ink.setFont(smallFont_);
        ink.setPen(c.textQuiet);
        QString text;
        for (const Message& message : tile.sample->messages)
            if (text.size() < static_cast<qsizetype>(kPageBytes))
                text += QString::fromUtf8(message.content.data(), static_cast<qsizetype>(std::min(kPageBytes, message.content.size()))).simplified() + QLatin1Char('\n');
        ink.drawText(QRect(QPoint(), size).adjusted(space::kS, space::kS, -space::kS, -space::kS), static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap, text);
        pages_.insert(tile.number, page);
    }
    painter.drawPixmap(QPoint(box.x() + (box.width() - box.width() * 3 / 4) / 2, box.y()), *page);
}

void TilePainter::paintMarks(QPainter& painter, const Tile& tile, const QRect& box) const
{
    int x = box.right() - kMarkSide - 2;
    for (size_t i = 0; i < marks_.size(); ++i) {
        if ((tile.marks & (1U << i)) == 0)
            continue;
        painter.drawPixmap(QPoint(x, box.top() + 4), marks_[i]);
        x -= kMarkSide + 3;
    }
}

} // namespace lorikeet
