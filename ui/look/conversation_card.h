#pragma once
/// @file The conversation of a sample as chips, with a legend, its counts and what the length limit would take.

#include "ui/widgets/card.h"

#include <memory>

class QLabel;
class QVBoxLayout;

namespace lorikeet {

class ChipView;
class LinkButton;
class Theme;
struct Issue;
struct LookResult;

class ConversationCard : public QWidget {
    Q_OBJECT

public:
    explicit ConversationCard(Theme& theme, QWidget* parent = nullptr);
    void setResult(std::shared_ptr<const LookResult> result);
    ChipView& chips() { return *chips_; }

private:
    void fillLegend(bool hasLost);
    void showCounts();
    void showIssues(const std::vector<Issue>& issues);
    Theme& theme_;
    ChipView* chips_;
    ChipView* legend_;
    QLabel* counts_;
    QLabel* lost_;
    LinkButton* showCut_;
    QWidget* issues_;
    QVBoxLayout* issueColumn_;
    std::shared_ptr<const LookResult> result_;
};

} // namespace lorikeet
