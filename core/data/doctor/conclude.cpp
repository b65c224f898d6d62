#include "core/data/doctor/conclude.h"

#include "core/data/doctor/check.h"
#include "core/data/doctor/reading_issues.h"

#include <algorithm>
#include <map>

namespace lorikeet {
namespace {

constexpr size_t kNoSample = static_cast<size_t>(-1);

/// Collects issues into findings by rule.
class Collector {
public:
    Collector(const Findings& findings, DoctorReport& report) : findings_(findings), report_(report), isBad_(findings.samples.size()) {}

    void add(Issue issue)
    {
        if (issue.sample < findings_.samples.size()
            && findings_.settings.ignored.contains(ignoredKey(issue.rule, findings_.samples[issue.sample].id))) {
            ++report_.ignored;
            return;
        }
        if (issue.severity == Severity::Fatal && canBeLeftOut(issue)) {
            if (issue.sample < isBad_.size())
                isBad_[issue.sample] = true;
            if (findings_.settings.leavesBadOut)
                issue.severity = Severity::Warning;
        }
        RuleFindings& group = byRule_[issue.rule];
        group.issues.push_back(report_.issues.size());
        if (issue.sample < findings_.samples.size() && (group.samples.empty() || group.samples.back() != issue.sample))
            group.samples.push_back(issue.sample);
        group.severity = group.issues.size() == 1 ? issue.severity : std::min(group.severity, issue.severity);
        report_.issues.push_back(std::move(issue));
    }

    void finish()
    {
        const std::vector<bool>& isHeldOut = findings_.settings.isValidation;
        report_.usable = static_cast<size_t>(std::count_if(findings_.looked.begin(), findings_.looked.end(),
            [&](size_t sample) { return !isBad_[sample] && !(sample < isHeldOut.size() && isHeldOut[sample]); }));
        for (auto& [id, group] : byRule_) {
            group.id = id;
            group.rule = findRule(id);
            std::sort(group.samples.begin(), group.samples.end());
            group.samples.erase(std::unique(group.samples.begin(), group.samples.end()), group.samples.end());
            name(group);
            report_.findings.push_back(std::move(group));
        }
        std::sort(report_.findings.begin(), report_.findings.end(), [](const RuleFindings& a, const RuleFindings& b) {
            return std::tuple(a.severity, b.count, a.id) < std::tuple(b.severity, a.count, b.id);
        });
    }

private:
    /// How many rows or samples it is about, each once.
    size_t countOf(const RuleFindings& group) const
    {
        const bool hasPictures = group.rule != nullptr && group.rule->counted == Counted::Pictures;
        size_t rows = 0;
        for (const size_t index : group.issues)
            rows += report_.issues[index].sample == kNoSample ? 1 : 0;
        return rows + (hasPictures && !group.samples.empty() ? std::max(picturesOf(group), size_t{1}) : group.samples.size());
    }

    /// Distinct pictures of samples: many may share one. Every picture rule says one sentence a picture, which names the file.
    size_t picturesOf(const RuleFindings& group) const
    {
        std::vector<std::string_view> named;
        for (const size_t index : group.issues)
            if (const Issue& issue = report_.issues[index]; issue.sample != kNoSample && issue.message.args.size() > 1)
                named.push_back(issue.message.args[1]);
        std::sort(named.begin(), named.end());
        return static_cast<size_t>(std::unique(named.begin(), named.end()) - named.begin());
    }

    void name(RuleFindings& group) const
    {
        group.count = countOf(group);
        group.title = titleOf(group);
        group.body = report_.issues[group.issues.front()].message;
        if (group.rule != nullptr && *group.rule->body != '\0')
            group.body = group.rule->body;
        if (group.rule != nullptr && group.rule->addDetail != nullptr)
            group.rule->addDetail(findings_, report_.issues, group);
    }

    static Text titleOf(const RuleFindings& group)
    {
        if (group.rule != nullptr)
            return group.rule->title(group.count);
        const bool isFatal = group.severity == Severity::Fatal;
        if (group.count == 1)
            return isFatal ? LK_TEXT("1 row can't be used.") : LK_TEXT("1 row needs a look.");
        return isFatal ? Text(LK_TEXT("%1 rows can't be used."), group.count) : Text(LK_TEXT("%1 rows need a look."), group.count);
    }

    const Findings& findings_;
    DoctorReport& report_;
    std::vector<bool> isBad_; ///< A sample: it has a fatal finding for which a run may leave it out.
    std::map<std::string, RuleFindings> byRule_;
};

void rate(const Findings& findings, DoctorReport& report)
{
    const size_t count = findings.samples.size();
    SampleFacts& facts = report.facts;
    for (const Rule& rule : allRules())
        facts.ruleNames.emplace_back(rule.id);
    facts.rules.assign(count, 0);
    facts.score.assign(count, -1);
    std::vector<std::array<uint16_t, 3>> bySeverity(count);
    for (const Issue& issue : report.issues) {
        if (issue.sample >= count)
            continue;
        if (const size_t rule = ruleIndex(issue.rule); rule < allRules().size())
            facts.rules[issue.sample] |= uint64_t{1} << rule;
        ++bySeverity[issue.sample][static_cast<size_t>(issue.severity)];
    }
    double sum = 0;
    for (const size_t sample : findings.looked) {
        const auto& [fatal, warnings, notes] = bySeverity[sample];
        facts.score[sample] = scoreOf(fatal, warnings, notes);
        sum += facts.score[sample];
        ++(fatal > 0 ? report.mustFix : warnings > 0 ? report.shouldLook : report.fine);
    }
    report.checked = findings.looked.size();
    report.score = report.checked == 0 ? 100.0F : static_cast<float>(sum / static_cast<double>(report.checked));
}

} // namespace

float scoreOf(size_t fatal, size_t warnings, size_t notes)
{
    if (fatal > 0)
        return 0;
    const size_t lost = warnings * 25 + notes * 5;
    return static_cast<float>(100 - std::min<size_t>(lost, 90));
}

bool canBeLeftOut(const Issue& issue)
{
    const Rule* rule = findRule(issue.rule);
    return rule == nullptr || rule->checkData == nullptr;
}

const RuleFindings* DoctorReport::find(std::string_view rule) const
{
    for (const RuleFindings& group : findings)
        if (group.id == rule)
            return &group;
    return nullptr;
}

bool DoctorReport::hasFatal() const
{
    return std::any_of(findings.begin(), findings.end(), [](const RuleFindings& group) { return group.severity == Severity::Fatal; });
}

DoctorReport concludeReport(const Findings& findings)
{
    DoctorReport report;
    Collector collector(findings, report);
    std::vector<bool> isUnread(findings.samples.size());
    for (const Issue& issue : findings.settings.readingIssues) {
        if (!stillHolds(issue, findings.samples))
            continue;
        collector.add(issue);
        if (issue.sample < isUnread.size() && isUnreadText(issue))
            isUnread[issue.sample] = true;
    }
    for (size_t i = 0; i < findings.samples.size(); ++i) {
        for (const Issue& issue : findings.bySample[i])
            if (!isUnread[i] || issue.rule != "answer.empty") // What can't be read isn't missing.
                collector.add(issue);
        for (const Issue& issue : findings.byData[i])
            collector.add(issue);
    }
    collector.finish();
    report.pictures = findings.pictures.size();
    fillFacts(findings, report);
    rate(findings, report);
    return report;
}

} // namespace lorikeet
