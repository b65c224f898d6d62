#include "app/cli/issue_report.h"

#include "app/cli/say.h"

#include "core/base/error.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <tuple>

namespace lorikeet::cli {
namespace {

bool isFatal(const Issue& issue)
{
    return issue.severity == Severity::Fatal;
}

/// Where and what, without the fix. A file that the message names itself isn't said twice.
std::string placeAndMessage(Issue issue)
{
    issue.fix = {};
    if (issue.row < 0 && issue.message.english().find(issue.file) != std::string::npos)
        issue.file.clear();
    return describe(issue);
}

} // namespace

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
    say(stderr, "{}: {}\n", severityName(issue.severity), describe(issue));
}

bool hasFatal(const std::vector<Issue>& issues)
{
    return std::any_of(issues.begin(), issues.end(), isFatal);
}

void removeRepeated(std::vector<Issue>& issues)
{
    std::set<std::tuple<std::string, std::string, int, size_t>> seen;
    std::erase_if(issues, [&](const Issue& issue) {
        return !seen.emplace(issue.rule, issue.rule.starts_with("image.") ? issue.file : std::string(), issue.row, issue.sample).second
            && issue.row >= 0;
    });
}

void collect(std::vector<Issue>& issues, const std::string& rule, const std::string& file, const std::function<void()>& reading)
{
    try {
        reading();
    } catch (const Error& error) {
        issues.push_back({.severity = Severity::Fatal, .rule = rule, .file = file, .message = error.message(), .fix = error.hint()});
    }
}

Issue nothingToTrainOn(const std::string& file)
{
    return {.severity = Severity::Fatal, .rule = "dataset.nothing", .file = file,
        .message = Text(LK_TEXT("There is nothing to train on here: the data of %1 holds no example that can be used."), file),
        .fix = LK_TEXT("Give examples that can be used: a .json, .jsonl or .csv file, or pictures with captions. What dataset_info.json names on a hub "
                       "(hf_hub_url) must be downloaded first and named by \"file_name\".")};
}

void refuseFatal(const std::vector<Issue>& issues, const std::string& path, const Text& more)
{
    const auto first = std::find_if(issues.begin(), issues.end(), isFatal);
    if (first == issues.end())
        return;
    const auto count = std::count_if(issues.begin(), issues.end(), isFatal);
    Text message = placeAndMessage(*first);
    std::string hint = first->fix.english();
    if (count > 1) {
        message = Text(LK_TEXT("%1 can't be used as it is: %2 problems are fatal, see above. The first: %3"), path, count, message.english());
        hint = LK_TEXT("Each problem says what to do.");
    }
    throw Error(message, more.empty() ? hint : hint + " " + more.english());
}

} // namespace lorikeet::cli
