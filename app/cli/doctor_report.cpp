#include "app/cli/doctor_report.h"

#include "app/cli/issue_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace lorikeet::cli {
namespace {

constexpr size_t kShownOfARule = 5;

bool isProblem(const Issue& issue)
{
    return issue.severity != Severity::Note; // notes are no problems
}

} // namespace

OrderedJson reportToJson(const DoctorReport& report, const std::vector<Issue>& others, size_t samples)
{
    OrderedJson json;
    json["samples"] = samples;
    json["issues"] = OrderedJson::array();
    for (const std::vector<Issue>* issues : {&others, &report.issues})
        for (const Issue& issue : *issues)
            json["issues"].push_back(issueToJson(issue));
    json["findings"] = OrderedJson::array();
    for (const RuleFindings& group : report.findings)
        json["findings"].push_back({{"rule", group.id}, {"severity", severityName(group.severity)}, {"count", group.count}, {"title", group.title.english()}});
    return json;
}

void printReport(const DoctorReport& report, const std::vector<Issue>& others, size_t samples, bool showsAll)
{
    size_t problems = static_cast<size_t>(std::count_if(others.begin(), others.end(), isProblem));
    problems += static_cast<size_t>(std::count_if(report.issues.begin(), report.issues.end(), isProblem));
    for (const RuleFindings& group : report.findings) {
        size_t shown = 0;
        for (const size_t index : group.issues) {
            const Issue& issue = report.issues[index];
            if (!showsAll && issue.severity != Severity::Fatal && ++shown > kShownOfARule)
                break;
            printIssue(issue);
        }
        if (shown > kShownOfARule)
            fmt::print(stderr, "{}: and {} more of {} (--all shows them)\n", severityName(group.severity), group.issues.size() - kShownOfARule, group.id);
    }
    for (const RuleFindings& group : report.findings)
        fmt::print("{}: {} {}\n", severityName(group.severity), group.title.english(), group.body.english());
    if (problems == 0)
        fmt::print("{} samples read, no problem found.\n", samples);
    else
        fmt::print("{} samples read, {} problems found.\n", samples, problems);
}

} // namespace lorikeet::cli
