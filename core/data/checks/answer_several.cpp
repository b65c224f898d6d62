#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while rows are read.
Rule answerSeveralRule()
{
    return {
        .id = "answer.several",
        .severity = Severity::Note,
        .one = LK_TEXT("1 example has several captions; the first is used."),
        .many = LK_TEXT("%1 examples have several captions; the first is used."),
        .body = LK_TEXT("To train with all of them, write a row for each."),
    };
}

} // namespace lorikeet
