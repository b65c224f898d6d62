#include "ui/dataset/sample_panel.h"

#include "ui/dataset/conversation_editor.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/picture.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {

SamplePanel::SamplePanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : QSplitter(Qt::Vertical, parent), session_(session), picture_(new PictureView(this)), name_(new ElidedLabel(this)),
      state_(makeLabel({}, "amber", this)), pictureCount_(makeLabel({}, "caption", this)),
      previous_(new IconButton(theme, "previous", tr("Previous picture of this example"), this)),
      next_(new IconButton(theme, "next", tr("Next picture of this example"), this)),
      exclude_(new IconButton(theme, "exclude", tr("Leave this example out of training (Space)"), this)),
      conversation_(new ConversationEditor(session, theme, this))
{
    setObjectName("samplePanel");
    setChildrenCollapsible(false);
    setHandleWidth(space::kM);
    auto* top = new Card(this);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(space::kXs);
    bar->addWidget(name_, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{state_, previous_, pictureCount_, next_, exclude_})
        bar->addWidget(widget);
    name_->setProperty("role", "quiet");
    exclude_->setObjectName("exclude");
    exclude_->setCheckable(true);
    top->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kM);
    top->body()->addLayout(bar);
    top->body()->addWidget(picture_, 1);
    auto* bottom = new Card(this);
    bottom->body()->setContentsMargins(space::kM, space::kS, space::kS, space::kS);
    auto* scroll = new QScrollArea(bottom);
    scroll->setWidgetResizable(true);
    scroll->setWidget(conversation_);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    bottom->body()->addWidget(scroll);
    addWidget(top);
    addWidget(bottom);
    setStretchFactor(0, 1);
    setStretchFactor(1, 1);
    setSizes({300, 300});
    connect(previous_, &QToolButton::clicked, this, [this] { showPicture(shownPicture_ - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { showPicture(shownPicture_ + 1); });
    connect(exclude_, &QToolButton::clicked, this, &SamplePanel::excludeToggled);
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        if (index_ && std::find(samples.begin(), samples.end(), *index_) != samples.end())
            refresh();
    });
}

void SamplePanel::setSample(std::optional<size_t> index)
{
    index_ = index;
    conversation_->setSample(index);
    setVisible(index.has_value());
    if (!index)
        return;
    shownPicture_ = 0;
    showPicture(0);
    refresh();
}

void SamplePanel::showPicture(size_t which)
{
    if (!index_)
        return;
    const Sample& sample = session_.samples()[*index_];
    const size_t count = sample.images.size();
    shownPicture_ = which < count ? which : 0;
    for (QWidget* widget : std::initializer_list<QWidget*>{previous_, pictureCount_, next_})
        widget->setVisible(count > 1);
    previous_->setEnabled(shownPicture_ > 0);
    next_->setEnabled(shownPicture_ + 1 < count);
    pictureCount_->setText(tr("%1 of %2").arg(shownPicture_ + 1).arg(count));
    if (count == 0) {
        name_->setText(tr("%1, row %2").arg(QFileInfo(QString::fromStdString(sample.file)).fileName()).arg(sample.row + 1),
            QString::fromStdString(sample.file));
        picture_->setMessage(tr("This example has no picture: words only."));
        return;
    }
    const QString path = QString::fromStdString(sample.images[shownPicture_]);
    name_->setText(QFileInfo(path).fileName(), path);
    picture_->loadFile(path);
}

void SamplePanel::refresh()
{
    const bool isExcluded = session_.isExcluded(*index_);
    exclude_->setChecked(isExcluded);
    setRole(*state_, isExcluded ? "amber" : "caption");
    state_->setText(isExcluded ? tr("Left out") : session_.isEdited(*index_) ? tr("Edited") : QString());
}

} // namespace lorikeet
