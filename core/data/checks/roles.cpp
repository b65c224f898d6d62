#include "core/data/checks/checks.h"

namespace lorikeet {

Issue turnIssue(const Sample& sample, const TurnFault& fault)
{
    Issue issue;
    issue.file = sample.file;
    issue.row = sample.row;
    if (fault.isOrder) {
        issue.rule = "roles.order";
        issue.message = Text(LK_TEXT("Example %1: turn %2 comes from the %3, but the %4's turn is due."), sample.row + 1, fault.turn + 1,
            roleName(sample.messages[fault.turn].role), fault.turn % 2 == 0 ? "user" : "assistant");
        issue.fix = LK_TEXT("Questions and answers must alternate, beginning with a question. Correct the row or leave it out.");
    } else {
        issue.rule = "roles.count";
        issue.message = Text(LK_TEXT("Example %1 has %2 turns; every question needs an answer."), sample.row + 1, sample.messages.size());
        issue.fix = LK_TEXT("Add the missing answer, or leave the row out.");
    }
    return issue;
}

void checkRoles(const SampleUnderCheck& checked)
{
    if (checked.sample.isText)
        return;
    if (const auto fault = findTurnFault(checked.sample.messages)) {
        checked.issues.push_back(turnIssue(checked.sample, *fault));
        checked.issues.back().sample = checked.index;
    }
}

} // namespace lorikeet
