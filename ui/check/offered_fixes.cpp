#include "ui/check/offered_fixes.h"

#include "ui/check/reading_fixes.h"

#include <algorithm>

namespace lorikeet {
namespace {

bool canBeDone(FixKind kind, const RuleFindings& findings, bool isReference)
{
    if (kind == FixKind::ReadAs)
        return isReference && !findings.encoding.empty();
    if (kind == FixKind::ChooseEncoding)
        return isReference;
    // Rows that became no sample can only be mended in their file, or by reading it otherwise.
    return mendsReading(kind) || !findings.samples.empty();
}

} // namespace

std::vector<FixKind> offeredFixes(const RuleFindings& findings, const DoctorReport& report, const ProjectSession& session)
{
    std::vector<FixKind> kinds = findings.rule != nullptr ? findings.rule->fixes : std::vector<FixKind>();
    if (findings.severity != Severity::Fatal && std::find(kinds.begin(), kinds.end(), FixKind::Ignore) == kinds.end())
        kinds.push_back(FixKind::Ignore);
    const bool asksEncoding = std::find(kinds.begin(), kinds.end(), FixKind::ChooseEncoding) != kinds.end();
    const bool isReference = asksEncoding && !referencesOf(findings, report, session).empty();
    std::erase_if(kinds, [&](FixKind kind) { return !canBeDone(kind, findings, isReference); });
    return kinds;
}

} // namespace lorikeet
