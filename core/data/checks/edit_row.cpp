#include "core/data/doctor/rule.h"

namespace lorikeet {

/// Found while the edits are put onto the rows (see EditJournal::applyTo).
Rule editRowRule()
{
    return {
        .id = "edit.row",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 row that was edited is not in its data file any more."),
        .many = LK_TEXT("%1 rows that were edited are not in their data files any more."),
        .body = LK_TEXT("The edits are kept aside and come back with their rows."),
        .fixes = {FixKind::Ignore},
    };
}

} // namespace lorikeet
