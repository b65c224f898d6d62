#include "ui/dataset/review_bar.h"

#include "ui/dataset/caption_history.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {

QString writerOf(const Sample& sample, bool isEdited)
{
    const Provenance& from = sample.provenance;
    const QString model = QString::fromStdString(from.model);
    const QString prompt = QString::fromStdString(from.prompt).simplified();
    switch (from.origin) {
    case Origin::Model:
        return prompt.isEmpty() ? ReviewBar::tr("Written by %1").arg(model) : ReviewBar::tr("Written by %1, asked “%2”").arg(model, prompt);
    case Origin::Edited:
        return model.isEmpty() ? ReviewBar::tr("Edited by hand") : ReviewBar::tr("Edited by hand; first written by %1").arg(model);
    case Origin::Human:
        break;
    }
    return isEdited ? ReviewBar::tr("Changed here") : ReviewBar::tr("From the data");
}

} // namespace

QString provenanceSentence(const Sample& sample, bool isEdited)
{
    switch (sample.review) {
    case Review::Accepted:
        return ReviewBar::tr("%1, accepted").arg(writerOf(sample, isEdited));
    case Review::Rejected:
        return ReviewBar::tr("%1, rejected: not trained on").arg(writerOf(sample, isEdited));
    case Review::None:
        break;
    }
    return ReviewBar::tr("%1, not reviewed").arg(writerOf(sample, isEdited));
}

ReviewBar::ReviewBar(ProjectSession& session, Theme& theme, QWidget* parent)
    : QWidget(parent), session_(session), theme_(theme), sentence_(new ElidedLabel(this)), accept_(new QToolButton(this)), reject_(new QToolButton(this)),
      history_(new LinkButton(tr("Versions"), this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kXs);
    sentence_->setProperty("role", "quiet");
    sentence_->setElideMode(Qt::ElideRight);
    sentence_->setObjectName("provenance");
    row->addWidget(sentence_, 1);
    row->addWidget(history_);
    history_->setObjectName("versions");
    history_->setToolTip(tr("Earlier texts of this example, to go back to"));
    const auto prepare = [&](QToolButton* button, const QString& name, const QString& text, const QString& icon, const QString& toolTip) {
        button->setObjectName(name);
        button->setText(text);
        button->setToolTip(toolTip);
        button->setAccessibleName(toolTip);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setProperty("role", "chip");
        button->setCheckable(true);
        theme.setIcon(*button, icon);
        row->addWidget(button);
    };
    prepare(accept_, "accept", tr("Accept"), "tick", tr("The answer is right (A)"));
    prepare(reject_, "reject", tr("Reject"), "close", tr("The answer is wrong: it is not trained on (R)"));
    connect(accept_, &QToolButton::clicked, this, &ReviewBar::acceptRequested);
    connect(reject_, &QToolButton::clicked, this, &ReviewBar::rejectRequested);
    connect(history_, &QPushButton::clicked, this, &ReviewBar::showHistory);
    connect(&session_, &ProjectSession::samplesChanged, this, [this](const std::vector<size_t>& samples) {
        if (index_ && std::find(samples.begin(), samples.end(), *index_) != samples.end())
            refresh();
    });
    connect(&session_, &ProjectSession::completed, this, &ReviewBar::refresh);
}

void ReviewBar::setSample(std::optional<size_t> index)
{
    index_ = index;
    refresh();
}

void ReviewBar::refresh()
{
    const bool hasSample = index_ && *index_ < session_.samples().size();
    for (QWidget* widget : std::initializer_list<QWidget*>{accept_, reject_})
        widget->setEnabled(hasSample && session_.canEdit());
    history_->setEnabled(hasSample && session_.isComplete());
    if (!hasSample)
        return sentence_->setText({});
    const Sample& sample = session_.samples()[*index_];
    history_->setVisible(session_.isEdited(*index_));
    sentence_->setText(provenanceSentence(sample, session_.isEdited(*index_)));
    accept_->setChecked(sample.review == Review::Accepted);
    reject_->setChecked(sample.review == Review::Rejected);
}

void ReviewBar::showHistory()
{
    if (index_)
        (new CaptionHistory(session_, theme_, *index_, this))->showBelow(*history_);
}

} // namespace lorikeet
