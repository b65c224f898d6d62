#include "ui/dataset/sample_panel.h"

#include "ui/dataset/conversation_editor.h"
#include "ui/dataset/review_bar.h"
#include "ui/dataset/sample_edit.h"
#include "ui/dataset/tags_line.h"
#include "ui/dataset/token_meter.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/format.h"
#include "ui/widgets/picture.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr int kPicturePauseMs = 40;
}

SamplePanel::SamplePanel(ProjectSession& session, Theme& theme, QWidget* parent)
    : QSplitter(Qt::Vertical, parent), session_(session), picture_(new PictureView(this)), name_(new ElidedLabel(this)),
      state_(makeLabel({}, "amber", this)), pictureCount_(makeLabel({}, "caption", this)),
      previous_(new IconButton(theme, "previous", tr("Previous picture of this example"), this)),
      next_(new IconButton(theme, "next", tr("Next picture of this example"), this)),
      earlier_(new IconButton(theme, "up", tr("Move this picture forward in the order"), this)),
      later_(new IconButton(theme, "down", tr("Move this picture back in the order"), this)),
      exclude_(new IconButton(theme, "exclude", tr("Leave this example out of training (Space)"), this)),
      conversation_(new ConversationEditor(session, theme, this)), tags_(new TagsLine(session, this)), review_(new ReviewBar(session, theme, this)),
      tokens_(makeLabel({}, "caption", this)), meter_(new TokenMeter(this))
{
    setObjectName("samplePanel");
    setChildrenCollapsible(false);
    setHandleWidth(space::kM);
    addWidget(buildTop(theme));
    addWidget(buildBottom());
    setStretchFactor(0, 1);
    setStretchFactor(1, 1);
    setSizes({260, 340});
    tokens_->hide();
    soon_.setSingleShot(true);
    soon_.setInterval(kPicturePauseMs);
    connect(&soon_, &QTimer::timeout, this, [this] {
        if (index_ && shownPicture_ < session_.samples()[*index_].images.size())
            picture_->loadFile(QString::fromStdString(session_.samples()[*index_].images[shownPicture_]));
    });
    connect(previous_, &QToolButton::clicked, this, [this] { showPicture(shownPicture_ - 1); });
    connect(next_, &QToolButton::clicked, this, [this] { showPicture(shownPicture_ + 1); });
    connect(earlier_, &QToolButton::clicked, this, [this] { movePicture(-1); });
    connect(later_, &QToolButton::clicked, this, [this] { movePicture(1); });
    connect(exclude_, &QToolButton::clicked, this, &SamplePanel::excludeToggled);
    connect(review_, &ReviewBar::acceptRequested, this, &SamplePanel::acceptRequested);
    connect(review_, &ReviewBar::rejectRequested, this, &SamplePanel::rejectRequested);
    connect(conversation_, &ConversationEditor::shownChanged, this, [this] { meter_->measure(meter_->hasModel() ? conversation_->shown() : std::nullopt); });
    connect(meter_, &TokenMeter::measured, this, &SamplePanel::showTokens);
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        if (index_ && std::find(samples.begin(), samples.end(), *index_) != samples.end())
            refresh();
    });
    connect(&session_, &ProjectSession::completed, this, &SamplePanel::allowChanges);
}

QWidget* SamplePanel::buildTop(Theme&)
{
    auto* top = new Card(this);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(space::kXs);
    bar->addWidget(name_, 1);
    for (QWidget* widget : std::initializer_list<QWidget*>{state_, earlier_, later_, previous_, pictureCount_, next_, exclude_})
        bar->addWidget(widget);
    name_->setProperty("role", "quiet");
    exclude_->setObjectName("exclude");
    exclude_->setCheckable(true);
    earlier_->setObjectName("pictureEarlier");
    later_->setObjectName("pictureLater");
    next_->setObjectName("nextPicture");
    top->body()->setContentsMargins(space::kM, space::kXs, space::kS, space::kM);
    top->body()->addLayout(bar);
    top->body()->addWidget(picture_, 1);
    return top;
}

QWidget* SamplePanel::buildBottom()
{
    auto* bottom = new Card(this);
    bottom->body()->setContentsMargins(space::kM, space::kXs, space::kS, space::kS);
    bottom->body()->setSpacing(space::kXs);
    bottom->body()->addWidget(review_);
    auto* scroll = new QScrollArea(bottom);
    scroll->setWidgetResizable(true);
    scroll->setWidget(conversation_);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    bottom->body()->addWidget(scroll, 1);
    tokens_->setObjectName("tokenCount");
    bottom->body()->addWidget(tags_);
    bottom->body()->addWidget(tokens_);
    return bottom;
}

void SamplePanel::setModel(const EyeSettings& settings)
{
    meter_->setModel(settings);
    tokens_->setVisible(meter_->hasModel());
    tokens_->clear();
    meter_->measure(meter_->hasModel() ? conversation_->shown() : std::nullopt);
}

void SamplePanel::setSample(std::optional<size_t> index)
{
    index_ = index;
    tokens_->clear();
    conversation_->setSample(index);
    tags_->setSample(index);
    review_->setSample(index);
    setVisible(index.has_value());
    if (!index)
        return;
    shownPicture_ = 0;
    showPicture(0);
    refresh();
}

void SamplePanel::commit()
{
    conversation_->commit();
    tags_->commit();
}

void SamplePanel::showPicture(size_t which)
{
    if (!index_)
        return;
    const Sample& sample = session_.samples()[*index_];
    const size_t count = sample.images.size();
    shownPicture_ = which < count ? which : 0;
    for (QWidget* widget : std::initializer_list<QWidget*>{previous_, pictureCount_, next_, earlier_, later_})
        widget->setVisible(count > 1);
    previous_->setEnabled(shownPicture_ > 0);
    next_->setEnabled(shownPicture_ + 1 < count);
    allowChanges();
    pictureCount_->setText(tr("%1 of %2").arg(shownPicture_ + 1).arg(count));
    if (count == 0) {
        soon_.stop();
        name_->setText(tr("%1, row %2").arg(QFileInfo(QString::fromStdString(sample.file)).fileName()).arg(sample.row + 1),
            QString::fromStdString(sample.file));
        picture_->setMessage(tr("This example has no picture: words only."));
        return;
    }
    const QString path = QString::fromStdString(sample.images[shownPicture_]);
    name_->setText(QFileInfo(path).fileName(), path);
    soon_.start();
}

void SamplePanel::allowChanges()
{
    const bool canEdit = index_ && session_.canEdit();
    exclude_->setEnabled(canEdit);
    earlier_->setEnabled(canEdit && previous_->isEnabled());
    later_->setEnabled(canEdit && next_->isEnabled());
}

void SamplePanel::movePicture(int by)
{
    commit();
    if (!index_)
        return;
    const size_t from = shownPicture_, to = from + static_cast<size_t>(by);
    editSample(session_, *index_, tr("Change the order of pictures"), [from, to](SampleContent& content) {
        if (std::max(from, to) >= content.images.size())
            return;
        std::swap(content.images[from], content.images[to]);
        if (content.imagesAsWritten.size() == content.images.size())
            std::swap(content.imagesAsWritten[from], content.imagesAsWritten[to]);
    });
    showPicture(to);
}

void SamplePanel::refresh()
{
    const Sample& sample = session_.samples()[*index_];
    exclude_->setChecked(sample.isExcluded);
    setRole(*state_, sample.isExcluded ? "amber" : "caption");
    state_->setText(sample.isExcluded ? tr("Left out") : session_.isEdited(*index_) ? tr("Edited") : QString());
    if (shownPicture_ >= sample.images.size() && !sample.images.empty())
        showPicture(0);
}

void SamplePanel::showTokens(const TokenCount& count)
{
    const bool isLong = count.limit > 0 && count.all > count.limit;
    setRole(*tokens_, isLong || !count.isUsable ? "amber" : "caption");
    tokens_->setToolTip(count.problem);
    if (!count.isUsable && count.all == 0)
        tokens_->setText(tr("Can't be used: %1").arg(tokens_->fontMetrics().elidedText(count.problem, Qt::ElideRight, 220)));
    else if (isLong)
        tokens_->setText(tr("%1 tokens: over the limit of %2").arg(formatCount(count.all), formatCount(count.limit)));
    else if (count.pictures > 0)
        tokens_->setText(tr("%1 tokens, %2 of them the picture; limit %3").arg(formatCount(count.all), formatCount(count.pictures), formatCount(count.limit)));
    else
        tokens_->setText(tr("%1 tokens; limit %2").arg(formatCount(count.all), formatCount(count.limit)));
}

} // namespace lorikeet
