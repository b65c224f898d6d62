#include "app/cli/doctor_report.h"

#include "app/cli/issue_report.h"
#include "app/cli/say.h"

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

void printFindings(const DoctorReport& report, bool showsAll)
{
    for (const RuleFindings& group : report.findings) {
        size_t shown = 0;
        for (const size_t index : group.issues) {
            const Issue& issue = report.issues[index];
            if (!showsAll && issue.severity != Severity::Fatal && ++shown > kShownOfARule)
                break;
            printIssue(issue);
        }
        if (shown > kShownOfARule)
            say(stderr, "{}: and {} more of {} (--all shows them)\n", severityName(group.severity), group.issues.size() - kShownOfARule, group.id);
    }
}

void printSummary(const DoctorReport& report, const std::vector<Issue>& others, size_t samples)
{
    size_t problems = static_cast<size_t>(std::count_if(others.begin(), others.end(), isProblem));
    problems += static_cast<size_t>(std::count_if(report.issues.begin(), report.issues.end(), isProblem));
    for (const RuleFindings& group : report.findings)
        say(stdout, "{}: {} {}\n", severityName(group.severity), group.title.english(), group.body.english());
    if (problems == 0)
        say(stdout, "{} samples read, no problem found.\n", samples);
    else
        say(stdout, "{} samples read, {} problems found.\n", samples, problems);
}

} // namespace lorikeet::cli
