#include "core/data/doctor/reading_issues.h"

namespace lorikeet {

bool isUnreadText(const Issue& issue)
{
    return issue.rule == "text.encoding" || issue.rule == "text.outside" || issue.rule == "text.file";
}

bool stillHolds(const Issue& issue, const std::vector<Sample>& samples)
{
    if (issue.sample >= samples.size())
        return true; // A row that became no sample.
    const Sample& sample = samples[issue.sample];
    const Message* answer = answerOf(sample);
    const bool isWrittenAnew = isUnreadText(issue) && answer != nullptr && !answer->content.empty();
    return sample.isTrainable() && !isWrittenAnew;
}

} // namespace lorikeet
