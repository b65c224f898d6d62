#include "core/data/doctor/check.h"

#include "core/data/doctor/picture_sets.h"

namespace lorikeet {
namespace {

void check(const DataCheck& check)
{
    if (check.groups.firstSame.empty())
        return;
    forEachCopy(check, check.groups.firstSame, [&](size_t sample, const std::string& image, size_t first, const std::string& firstImage) {
        check.report(sample, Text(LK_TEXT("Example %1: picture %2 is the same file as %3 of example %4."), check.samples[sample].row + 1, fileNameOf(image),
                                 fileNameOf(firstImage), check.samples[first].row + 1),
            LK_TEXT("Keep one of them."));
    });
}

} // namespace

Rule imageDuplicateRule()
{
    return {
        .id = "image.duplicate",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example repeats a picture that another file holds, too."),
        .many = LK_TEXT("%1 examples repeat a picture that another file holds, too."),
        .body = LK_TEXT("The same picture twice counts twice; keep one."),
        .fixes = {FixKind::KeepFirst, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
