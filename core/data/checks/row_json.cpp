#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while rows are taken apart.
Rule rowJsonRule()
{
    return {
        .id = "row.json",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 row is not a JSON object with columns."),
        .many = LK_TEXT("%1 rows are not JSON objects with columns."),
    };
}

} // namespace lorikeet
