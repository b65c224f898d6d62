#include "core/data/doctor/check.h"

namespace lorikeet {

Rule toolsMalformedRule()
{
    return {
        .id = "tools.malformed",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example has tools or calls that can't be read."),
        .many = LK_TEXT("%1 examples have tools or calls that can't be read."),
        .body = LK_TEXT("Tools are a JSON list of functions, calls are JSON objects."),
        .fixes = {FixKind::Exclude},
        .checkSample = checkMeasured,
    };
}

} // namespace lorikeet
