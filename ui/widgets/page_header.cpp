#include "ui/widgets/page_header.h"

#include "ui/theme/theme.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>

namespace lorikeet {

PageHeader::PageHeader(const QString& title, const QString& subtitle, QWidget* parent)
    : QWidget(parent), row_(new QHBoxLayout(this)), subtitle_(makeLabel(subtitle, "quiet", this))
{
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(space::kS);
    row_->addWidget(makeLabel(title, "title", this));
    row_->addSpacing(space::kS);
    subtitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row_->addWidget(subtitle_, 1);
}

void PageHeader::setSubtitle(const QString& subtitle)
{
    subtitle_->setText(subtitle);
    subtitle_->setToolTip(subtitle);
}

void PageHeader::addControl(QWidget* widget)
{
    row_->addWidget(widget);
}

} // namespace lorikeet
