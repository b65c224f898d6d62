#pragma once
/// @file Draws one tile of the gallery: the picture (or a page of text where there is none), its caption, and marks with their own shapes.

#include <QCache>
#include <QFont>
#include <QObject>
#include <QPixmap>
#include <QStaticText>

#include <array>

class QPainter;

namespace lorikeet {

class Theme;
struct Sample;

/// What a mark on a tile says. Each has its own shape and a sentence for the tooltip.
enum class TileMark { LeftOut, Edited, Finding, WrittenByModel, Accepted, Rejected, Count };
QString tileMarkText(TileMark mark);
constexpr uint32_t bitOf(TileMark mark) { return 1U << static_cast<unsigned>(mark); }

class TilePainter : public QObject {
    Q_OBJECT

public:
    struct Tile {
        QRect place;
        uint32_t number = 0;             ///< Of the sample.
        const Sample* sample = nullptr;
        const QPixmap* picture = nullptr; ///< Null = not there (yet).
        bool isBroken = false;
        bool isRead = true;     ///< Otherwise its text isn't known yet.
        bool isSelected = false;
        bool isCurrent = false; ///< Keys work on it.
        bool isHovered = false;
        uint32_t marks = 0;     ///< Bits of TileMark.
    };

    TilePainter(Theme& theme, QObject* parent = nullptr);
    /// Wished width of a tile and the screen's device pixels; prepares what the tiles share.
    void setLook(const QFont& font, int tileWidth, qreal devicePixelRatio);
    /// Of the picture in a tile.
    QSize box() const { return box_; }
    int tileHeight() const;
    void paint(QPainter& painter, const Tile& tile);
    /// Captions that were drawn are prepared anew.
    void forgetTexts();

private:
    void prepareMarks();
    void paintPicture(QPainter& painter, const Tile& tile, const QRect& box);
    void paintPage(QPainter& painter, const Tile& tile, const QRect& box);
    void paintMarks(QPainter& painter, const Tile& tile, const QRect& box) const;
    const QStaticText& caption(const Tile& tile);

    Theme& theme_;
    QFont font_, struckFont_, emptyFont_, smallFont_;
    int tileWidth_ = 0;
    int lineHeight_ = 0;
    qreal devicePixelRatio_ = 1;
    QSize box_;
    QCache<uint32_t, QStaticText> captions_; ///< Laid out once, drawn often.
    QCache<uint32_t, QPixmap> pages_;
    std::array<QPixmap, static_cast<size_t>(TileMark::Count)> marks_;
    QPixmap brokenMark_;
};

} // namespace lorikeet
