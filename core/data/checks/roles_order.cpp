#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    const auto fault = findTurnFault(check.sample.messages);
    if (!fault || !fault->isOrder)
        return;
    check.issues.push_back(turnIssue(check.sample, *fault));
    check.issues.back().sample = check.index;
}

} // namespace

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

Rule rolesOrderRule()
{
    return {
        .id = "roles.order",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 conversation has its turns out of order."),
        .many = LK_TEXT("%1 conversations have their turns out of order."),
        .body = LK_TEXT("Questions and answers must alternate, beginning with a question and ending with an answer."),
        .fixes = {FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
