#include "core/data/doctor/check.h"

#include "core/data/doctor/picture_sets.h"

namespace lorikeet {
namespace {

void check(const DataCheck& check)
{
    if (check.groups.firstAlike.empty())
        return;
    forEachCopy(check, check.groups.firstAlike, [&](size_t sample, const std::string& image, size_t first, const std::string& firstImage) {
        const auto index = [&](const std::string& path) { return check.pictures.indexOf.at(path); };
        // The same bytes are a finding of their own.
        if (check.groups.firstSame[index(image)] == check.groups.firstSame[index(firstImage)])
            return;
        check.report(sample, Text(LK_TEXT("Example %1: picture %2 looks like %3 of example %4."), check.samples[sample].row + 1, fileNameOf(image),
                                 fileNameOf(firstImage), check.samples[first].row + 1),
            LK_TEXT("Keep one of them."));
    });
}

} // namespace

Rule imageNearDuplicateRule()
{
    return {
        .id = "image.near_duplicate",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example shows nearly the same picture as another."),
        .many = LK_TEXT("%1 examples show nearly the same picture as another."),
        .body = LK_TEXT("Copies that were saved anew, resized or cropped a little count twice."),
        .fixes = {FixKind::KeepFirst, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
