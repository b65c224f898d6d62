#include "core/data/issue.h"

namespace lorikeet {

const char* severityName(Severity severity)
{
    switch (severity) {
    case Severity::Fatal:
        return "fatal";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        break;
    }
    return "note";
}

} // namespace lorikeet
