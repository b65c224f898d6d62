#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while rows are taken apart.
Rule rowQuoteRule()
{
    return {
        .id = "row.quote",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 row opens a quotation mark that is never closed."),
        .many = LK_TEXT("%1 rows open a quotation mark that is never closed."),
    };
}

} // namespace lorikeet
