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

std::string describe(const Issue& issue)
{
    std::string text = issue.file;
    if (issue.row >= 0)
        text.append(text.empty() ? "row " : ", row ").append(std::to_string(issue.row + 1));
    if (!text.empty())
        text.append(": ");
    text.append(issue.message.english());
    return issue.fix.empty() ? text : text.append(" ").append(issue.fix.english());
}

} // namespace lorikeet
