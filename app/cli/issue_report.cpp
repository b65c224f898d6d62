#include "app/cli/issue_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <tuple>

namespace lorikeet::cli {

OrderedJson issueToJson(const Issue& issue)
{
    OrderedJson json;
    json["severity"] = severityName(issue.severity);
    json["rule"] = issue.rule;
    json["file"] = issue.file;
    json["row"] = issue.row < 0 ? OrderedJson(nullptr) : OrderedJson(issue.row);
    json["message"] = issue.message.english();
    json["fix"] = issue.fix.english();
    return json;
}

void printIssue(const Issue& issue)
{
    fmt::print(stderr, "{}: {}\n", severityName(issue.severity), describe(issue));
}

bool hasFatal(const std::vector<Issue>& issues)
{
    return std::any_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.severity == Severity::Fatal; });
}

void removeRepeated(std::vector<Issue>& issues)
{
    std::set<std::tuple<std::string, std::string, int, size_t>> seen;
    std::erase_if(issues, [&](const Issue& issue) {
        return !seen.emplace(issue.rule, issue.rule.starts_with("image.") ? issue.file : std::string(), issue.row, issue.sample).second
            && issue.row >= 0;
    });
}

} // namespace lorikeet::cli
