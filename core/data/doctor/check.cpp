#include "core/data/doctor/check.h"

#include "core/base/strings.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace lorikeet {

void SampleCheck::report(Severity severity, Text message, Text fix) const
{
    issues.push_back({severity, std::string(rule.id), sample.file, sample.row, std::move(message), std::move(fix), index});
}

void DataCheck::report(size_t sample, Text message, Text fix) const
{
    issues[sample].push_back({rule.severity, std::string(rule.id), samples[sample].file, samples[sample].row, std::move(message), std::move(fix), sample});
}

std::string fileNameOf(const std::string& path)
{
    return path.substr(path.find_last_of('/') + 1);
}

std::string firstOf(const std::vector<std::string>& names)
{
    constexpr size_t kMost = 3;
    if (names.size() <= kMost)
        return join(names, ", ");
    return join({names.begin(), names.begin() + kMost}, ", ") + ", …";
}

std::string shortened(const std::string& text)
{
    constexpr size_t kMost = 60;
    std::string line = replaceInvalidUtf8(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    if (line.size() <= kMost)
        return line;
    size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
        --end; // not inside a letter
    return line.substr(0, end) + "…";
}

bool isAnswer(const Message& message)
{
    return message.role == Role::Assistant || message.role == Role::Function;
}

void checkPictureProblem(const SampleCheck& check)
{
    forPictures(check, [&](const std::string&, const PictureFacts& facts) {
        if (facts.problem && facts.problem->rule == check.rule.id)
            check.report(Text(LK_TEXT("Example %1: %2"), check.number(), facts.problem->message.english()), facts.problem->fix);
    });
}

void checkMeasured(const SampleCheck& check)
{
    if (check.measured == nullptr)
        return;
    for (const Issue& issue : check.measured->issues)
        if (issue.rule == check.rule.id)
            check.report(issue.severity, Text(LK_TEXT("Example %1: %2"), check.number(), issue.message.english()), issue.fix);
}

} // namespace lorikeet
