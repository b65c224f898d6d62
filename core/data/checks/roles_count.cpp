#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    const auto fault = findTurnFault(check.sample.messages);
    if (!fault || fault->isOrder)
        return;
    check.issues.push_back(turnIssue(check.sample, *fault));
    check.issues.back().sample = check.index;
}

} // namespace

Rule rolesCountRule()
{
    return {
        .id = "roles.count",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 conversation ends without an answer."),
        .many = LK_TEXT("%1 conversations end without an answer."),
        .body = LK_TEXT("The last answer is what the model learns; every question needs one."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
