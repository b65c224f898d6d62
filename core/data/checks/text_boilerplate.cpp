#include "core/data/doctor/check.h"

#include "core/base/strings.h"

#include <array>

namespace lorikeet {
namespace {

constexpr std::array<std::string_view, 12> kPhrases{"as an ai language model", "as an ai model", "as an ai assistant", "as an artificial intelligence", "as a language model",
    "i'm sorry, but i can't", "i'm sorry, but i cannot", "i am sorry, but i can", "i cannot see the image", "i can't see the image", "i am unable to view", "i'm unable to view"};

void check(const SampleCheck& check)
{
    for (size_t i = 0; i < check.sample.messages.size(); ++i) {
        if (!isAnswer(check.sample.messages[i]))
            continue;
        const std::string text = toLowerAscii(check.sample.messages[i].content);
        for (const std::string_view phrase : kPhrases) {
            if (text.find(phrase) == std::string::npos)
                continue;
            check.report(Text(LK_TEXT("Example %1: the answer in turn %2 says \"%3\"."), check.number(), i + 1, std::string(phrase)),
                LK_TEXT("Write the answer anew, or leave the example out."));
            break;
        }
    }
}

} // namespace

Rule textBoilerplateRule()
{
    return {
        .id = "text.boilerplate",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 answer sounds like a refusal of another model."),
        .many = LK_TEXT("%1 answers sound like refusals of another model."),
        .body = LK_TEXT("\"As an AI language model\" is what your model would learn to say."),
        .fixes = {FixKind::WriteCaptions, FixKind::Exclude, FixKind::Ignore},
        .checkSample = check,
    };
}

} // namespace lorikeet
