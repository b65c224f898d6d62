#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while rows are taken apart.
Rule rowTooLongRule()
{
    return {
        .id = "row.too_long",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 row is too long."),
        .many = LK_TEXT("%1 rows are too long."),
    };
}

} // namespace lorikeet
