#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7F;
}

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i) {
        const std::string& text = check.sample.messages[i].content;
        const auto found = std::find_if(text.begin(), text.end(), isControl);
        if (found == text.end())
            continue;
        if (*found == '\0')
            check.report(Text(LK_TEXT("Example %1: turn %2 holds a NUL character."), check.number(), i + 1),
                LK_TEXT("Remove it: no model has learned such a character."));
        else
            check.report(Text(LK_TEXT("Example %1: turn %2 holds the control character number %3."), check.number(), i + 1, static_cast<int>(*found)),
                LK_TEXT("Remove it: no model has learned such a character."));
    }
}

} // namespace

Rule textControlRule()
{
    return {
        .id = "text.control",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 text holds control characters."),
        .many = LK_TEXT("%1 texts hold control characters."),
        .body = LK_TEXT("No model has learned such characters; they come from a broken conversion."),
        .fixes = {FixKind::CleanText, FixKind::Exclude, FixKind::Ignore},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet
