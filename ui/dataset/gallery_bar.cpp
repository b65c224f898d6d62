#include "ui/dataset/gallery_bar.h"

#include "ui/dataset/gallery_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QToolButton>

namespace lorikeet {
namespace {
constexpr const char* kSizeKey = "data/tileWidth";
constexpr int kSmallest = 96, kLargest = 320, kUsual = 148;
} // namespace

GalleryBar::GalleryBar(GalleryView& gallery, Theme& theme, QWidget* parent)
    : QWidget(parent), gallery_(gallery), chosen_(makeLabel({}, "caption", this)), changeMany_(new QPushButton(tr("Change many…"), this)),
      caption_(new QPushButton(tr("Caption with AI…"), this)), size_(new QSlider(Qt::Horizontal, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kXs, 0, space::kS, 0);
    row->setSpacing(space::kXs);
    chosen_->setObjectName("chosenCount");
    changeMany_->setObjectName("changeMany");
    changeMany_->setProperty("role", "small");
    caption_->setObjectName("captionWithAi");
    caption_->setProperty("role", "small");
    row->addWidget(chosen_, 1);
    addAction(theme, "acceptChosen", "tick", tr("Accept the chosen examples (A)"), &GalleryBar::acceptRequested);
    addAction(theme, "rejectChosen", "close", tr("Reject the chosen examples (R)"), &GalleryBar::rejectRequested);
    addAction(theme, "excludeChosen", "exclude", tr("Leave the chosen examples out of training, or take them in again (Space)"), &GalleryBar::excludeToggled);
    row->addWidget(changeMany_);
    row->addWidget(caption_);
    row->addSpacing(space::kS);
    size_->setObjectName("tileSize");
    size_->setAccessibleName(tr("Size of the pictures"));
    size_->setToolTip(tr("Size of the pictures"));
    size_->setRange(kSmallest, kLargest);
    size_->setSingleStep(8);
    size_->setPageStep(32);
    size_->setFixedWidth(96);
    size_->setValue(QSettings().value(kSizeKey, kUsual).toInt());
    gallery_.setTileWidth(size_->value());
    row->addWidget(size_);
    connect(size_, &QSlider::valueChanged, &gallery_, &GalleryView::setTileWidth);
    connect(changeMany_, &QPushButton::clicked, this, &GalleryBar::changeManyRequested);
    connect(caption_, &QPushButton::clicked, this, &GalleryBar::captionRequested);
    connect(&gallery_, &GalleryView::selectionChanged, this, &GalleryBar::refresh);
    refresh();
}

GalleryBar::~GalleryBar()
{
    QSettings().setValue(kSizeKey, size_->value());
}

QToolButton* GalleryBar::addAction(Theme& theme, const QString& name, const QString& icon, const QString& text, void (GalleryBar::*signal)())
{
    auto* button = new QToolButton(this);
    theme.setIcon(*button, icon);
    button->setObjectName(name);
    button->setToolTip(text);
    button->setAccessibleName(text);
    layout()->addWidget(button);
    actions_.push_back(button);
    connect(button, &QToolButton::clicked, this, signal);
    return button;
}

void GalleryBar::setEditable(bool isEditable)
{
    changeMany_->setEnabled(isEditable);
    caption_->setEnabled(isEditable);
    for (QToolButton* button : actions_)
        button->setEnabled(isEditable);
}

void GalleryBar::refresh()
{
    const auto count = static_cast<int64_t>(gallery_.selection().count());
    if (count > 1 && gallery_.selection().isAll())
        chosen_->setText(tr("All %1 shown are chosen").arg(formatCount(count)));
    else
        chosen_->setText(count > 1 ? tr("%1 chosen").arg(formatCount(count)) : QString());
}

} // namespace lorikeet
