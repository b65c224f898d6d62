#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

void check(const SampleCheck& check)
{
    if (check.sample.isText)
        return;
    for (size_t i = 0; i < check.sample.messages.size(); ++i) {
        const Message& message = check.sample.messages[i];
        if (!isAnswer(message) || message.content.empty() || !(isSpace(message.content.front()) || isSpace(message.content.back())))
            continue;
        if (message.content.find_first_not_of(" \n\t\r") != std::string::npos) // an empty answer is a finding of its own
            check.report(Text(LK_TEXT("Example %1: the answer in turn %2 begins or ends with white space."), check.number(), i + 1), LK_TEXT("Clean the text."));
    }
}

} // namespace

Rule textWhitespaceRule()
{
    return {
        .id = "text.whitespace",
        .severity = Severity::Note,
        .one = LK_TEXT("1 answer begins or ends with white space."),
        .many = LK_TEXT("%1 answers begin or end with white space."),
        .body = LK_TEXT("The model would learn to write it."),
        .fixes = {FixKind::CleanText, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
