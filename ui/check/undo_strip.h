#pragma once
/// @file "Left out 12 examples. [Undo]"

#include "ui/widgets/card.h"

class QLabel;

namespace lorikeet {

class LinkButton;

class UndoStrip : public Card {
    Q_OBJECT

public:
    explicit UndoStrip(QWidget* parent = nullptr);
    void say(const QString& what);

Q_SIGNALS:
    void undoRequested();

private:
    QLabel* text_;
};

} // namespace lorikeet
