#include "core/data/doctor/check.h"

namespace lorikeet {

Rule stageConversationRule()
{
    return {
        .id = "stage.conversation",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example is a conversation, but plain text is learned."),
        .many = LK_TEXT("%1 examples are conversations, but plain text is learned."),
        .body = LK_TEXT("Choose another stage, or describe the data as text."),
        .fixes = {FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
