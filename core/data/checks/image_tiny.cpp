#include "core/data/doctor/check.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr int32_t kShortest = 28;       ///< Pixels of a side: the smallest square that models look at.
constexpr int64_t kFewest = 64 * 64;

void check(const SampleCheck& check)
{
    forPictures(check, [&](const std::string& name, const PictureFacts& facts) {
        if (!facts.problem && facts.storedWidth > 0 && (std::min(facts.storedWidth, facts.storedHeight) < kShortest || int64_t{facts.storedWidth} * facts.storedHeight < kFewest))
            check.report(Text(LK_TEXT("Example %1: picture %2 is only %3x%4 pixels large."), check.number(), name, facts.width(), facts.height()),
                LK_TEXT("Look for a larger copy, or leave the example out."));
    });
}

} // namespace

Rule imageTinyRule()
{
    return {
        .id = "image.tiny",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 picture is tiny."),
        .many = LK_TEXT("%1 pictures are tiny."),
        .body = LK_TEXT("Small pictures are blown up for the model; there may be too little to see."),
        .fixes = {FixKind::Exclude, FixKind::Ignore},
        .counted = Counted::Pictures,
        .checkSample = check,
    };
}

} // namespace lorikeet
