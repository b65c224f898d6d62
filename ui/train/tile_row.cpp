#include "ui/train/tile_row.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>

namespace lorikeet {

TileRow::TileRow(QWidget* parent) : QWidget(parent), row_(new QHBoxLayout(this))
{
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(space::kM);
}

int TileRow::add(const QString& name, const char* objectName, const QString& toolTip)
{
    auto* card = new Card(this);
    card->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
    card->body()->setSpacing(0);
    card->setToolTip(toolTip);
    auto* value = makeLabel(QStringLiteral("–"), "heading", card);
    value->setObjectName(QString::fromLatin1(objectName));
    value->setAccessibleName(name);
    QFont figures = value->font();
    figures.setPointSizeF(figures.pointSizeF() * 1.15);
    value->setFont(figures);
    card->body()->addWidget(value);
    card->body()->addWidget(makeLabel(name, "caption", card));
    row_->addWidget(card, 1);
    values_.push_back(value);
    return static_cast<int>(values_.size()) - 1;
}

void TileRow::setValue(int tile, const QString& value)
{
    values_.at(static_cast<size_t>(tile))->setText(value.isEmpty() ? QStringLiteral("–") : value);
}

} // namespace lorikeet
