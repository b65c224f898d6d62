#pragma once
/// @file Draws the wall: thumbnail and question; reference; answers with what differs marked by line and colour.

#include <QStyledItemDelegate>

namespace lorikeet {

class Theme;
class PathThumbnails;

class CompareDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    CompareDelegate(Theme& theme, PathThumbnails& pictures, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Height of a row, in logical pixels.
    int rowHeight(const QFontMetrics& metrics) const;
    /// The answer as rich text: words beyond the reference underlined, missing ones struck through.
    QString markedAnswer(const QString& reference, const QString& answer) const;

private:
    void paintQuestion(QPainter* painter, const QRect& box, const QModelIndex& index, const QFont& font) const;
    void paintAnswer(QPainter* painter, const QRect& box, const QModelIndex& index, const QFont& font) const;
    void paintRich(QPainter* painter, const QRect& box, const QString& html, const QFont& font) const;
    void paintNote(QPainter* painter, const QRect& box, const QString& icon, const QString& text, const QColor& colour) const;

    Theme& theme_;
    PathThumbnails& pictures_;
};

} // namespace lorikeet
