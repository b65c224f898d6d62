#pragma once
/// @file Draws a choice as a card: title, quiet line below, a mark at the chosen one; a tick box where several may be chosen.

#include <QStyledItemDelegate>

namespace lorikeet {

class Theme;

class ChoiceDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role { SummaryRole = Qt::UserRole + 40, ProblemRole };

    explicit ChoiceDelegate(Theme& theme, QObject* parent = nullptr);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int textLeft(const QModelIndex& index) const;
    Theme& theme_;
};

} // namespace lorikeet
