#include "core/base/strings.h"
#include "core/data/checks/checks.h"

namespace lorikeet {

void checkText(const SampleUnderCheck& checked)
{
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    for (size_t i = 0; i < checked.sample.messages.size(); ++i) {
        const std::string& text = checked.sample.messages[i].content;
        if (!isValidUtf8(text))
            checked.report(Severity::Fatal, "text.encoding", Text(LK_TEXT("Example %1: the text of turn %2 is not UTF-8."), checked.number(), i + 1),
                LK_TEXT("Save the data as UTF-8, or write the text anew."));
        else if (text.find(kReplacement) != std::string::npos)
            checked.report(Severity::Warning, "text.replacement",
                Text(LK_TEXT("Example %1: turn %2 holds the mark %3, which stands for letters lost in a wrong conversion."), checked.number(), i + 1,
                    std::string(kReplacement)),
                LK_TEXT("Write the lost letters anew, or convert the original file again."));
        else if (text.find('\0') != std::string::npos)
            checked.report(Severity::Warning, "text.control", Text(LK_TEXT("Example %1: turn %2 holds a NUL character."), checked.number(), i + 1),
                LK_TEXT("Remove it: no model has learned such a character."));
    }
}

} // namespace lorikeet
