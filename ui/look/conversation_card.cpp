#include "ui/look/conversation_card.h"

#include "ui/look/chip_view.h"
#include "ui/look/look_worker.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"
#include "ui/widgets/guarded.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lorikeet {
namespace {
constexpr size_t kIssuesShown = 3;
}

ConversationCard::ConversationCard(Theme& theme, QWidget* parent)
    : QWidget(parent), theme_(theme), chips_(new ChipView(theme, this)), legend_(new ChipView(theme, this)), counts_(makeLabel({}, "caption", this, true)),
      lost_(makeLabel({}, "bad", this, true)), showCut_(new LinkButton(tr("Show where"), this)), issues_(new QWidget(this)), issueColumn_(new QVBoxLayout(issues_))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kM);
    auto* card = new Card(tr("The conversation, token by token"), this);
    card->body()->addWidget(legend_);
    card->body()->addWidget(makeLine(card));
    card->body()->addWidget(chips_, 1);
    card->body()->addWidget(counts_);
    auto* lostRow = new QHBoxLayout;
    lostRow->addWidget(lost_, 1);
    lostRow->addWidget(showCut_);
    card->body()->addLayout(lostRow);
    legend_->setFocusPolicy(Qt::NoFocus);
    legend_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    legend_->setAccessibleName(tr("What the marks mean"));
    chips_->setObjectName("chips");
    counts_->setObjectName("tokenCounts");
    lost_->setObjectName("lostTokens");
    showCut_->setObjectName("showCut");
    issueColumn_->setContentsMargins(0, 0, 0, 0);
    issueColumn_->setSpacing(space::kS);
    column->addWidget(card, 1);
    column->addWidget(issues_);
    issues_->hide();
    lost_->hide();
    showCut_->hide();
    connect(showCut_, &QPushButton::clicked, this, [this] {
        const auto& chips = chips_->chips();
        const auto first = std::find_if(chips.begin(), chips.end(), [](const TokenChip& chip) { return chip.isLost; });
        if (first != chips.end())
            chips_->scrollToChip(static_cast<int>(first - chips.begin()));
    });
    connect(legend_, &ChipView::arranged, this, [this] { legend_->setFixedHeight(legend_->contentsHeight()); });
    fillLegend(false);
}

void ConversationCard::fillLegend(bool hasLost)
{
    TokenChip read, learned, mark, picture, lost;
    read.text = tr("only read");
    learned.text = tr("learned");
    learned.isLearned = true;
    mark.text = tr("mark of the format");
    mark.isSpecial = true;
    picture.text = tr("picture");
    picture.isPicture = true;
    lost.text = tr("cut away");
    lost.isLost = true;
    std::vector<TokenChip> chips{read, learned, mark, picture};
    if (hasLost)
        chips.push_back(lost);
    legend_->setChips(std::move(chips));
}

void ConversationCard::setResult(std::shared_ptr<const LookResult> result)
{
    result_ = std::move(result);
    chips_->setChips(result_->chips, [shown = result_](const TokenChip& chip) { return chipWords(chip, shown->view.encoded, shown->line); });
    fillLegend(result_->line.lostCount() > 0);
    showCounts();
}

void ConversationCard::showCounts()
{
    const Processor& processor = *result_->processor;
    const Encoded& encoded = result_->view.encoded;
    counts_->setText(tr("%1 tokens, %2 of them learned. Conversation format: %3.")
                         .arg(formatCount(static_cast<int64_t>(encoded.ids.size())), formatCount(encoded.learnedTokens()), QString::fromStdString(processor.chatTemplate().name)));
    const int64_t lost = result_->line.lostCount();
    if (lost > 0)
        lost_->setText(tr("Too long: %1 of %2 tokens are beyond the limit of %3; %4 of them belong to answers.")
                           .arg(formatCount(lost), formatCount(static_cast<int64_t>(result_->line.ids.size())), formatCount(processor.options().cutoffLen),
                               formatCount(result_->line.lostAnswerCount())));
    lost_->setVisible(lost > 0);
    showCut_->setVisible(lost > 0);
    std::vector<Issue> issues = encoded.issues;
    QStringList notes;
    for (const Issue& note : processor.templateNotes()) {
        notes << translated(note.message);
        if (note.severity == Severity::Warning)
            issues.push_back(note);
    }
    if (!processor.chatTemplate().differenceNote.empty())
        notes << translated(processor.chatTemplate().differenceNote);
    counts_->setToolTip(notes.join(QStringLiteral("\n\n")));
    showIssues(issues);
}

void ConversationCard::showIssues(const std::vector<Issue>& issues)
{
    while (QLayoutItem* item = issueColumn_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < issues.size() && i < kIssuesShown; ++i) {
        const Issue& issue = issues[i];
        auto* card = new Card(issues_);
        card->setTone(issue.severity == Severity::Fatal ? Card::Tone::Bad : Card::Tone::Amber);
        card->body()->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
        card->body()->addWidget(makeLabel(translated(issue.message), "heading", card, true));
        card->body()->addWidget(makeLabel(translated(issue.fix), "", card, true));
        issueColumn_->addWidget(card);
    }
    issues_->setVisible(!issues.empty());
}

} // namespace lorikeet
