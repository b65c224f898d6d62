#include "core/data/doctor/check.h"

#include "core/data/doctor/row_text.h"

#include <functional>
#include <unordered_map>

namespace lorikeet {
namespace {

void check(const DataCheck& check)
{
    std::unordered_map<size_t, std::vector<size_t>> byHash; // the rows' texts themselves would take much memory
    const std::hash<std::string> hash;
    for (const size_t sample : check.looked) {
        const std::string text = rowText(check.samples[sample]);
        std::vector<size_t>& others = byHash[hash(text)];
        const auto first = std::find_if(others.begin(), others.end(), [&](size_t other) { return rowText(check.samples[other]) == text; });
        if (first == others.end()) {
            others.push_back(sample);
            continue;
        }
        // The same on both sides of a split is how some datasets are made; a leak of pictures is reported as such.
        if (check.isHeldOut(sample) != check.isHeldOut(*first))
            continue;
        check.report(sample, Text(LK_TEXT("Example %1 says the same as example %2 about the same pictures."), check.samples[sample].row + 1, check.samples[*first].row + 1),
            LK_TEXT("Keep one of them."));
    }
}

} // namespace

Rule textRepeatedRowRule()
{
    return {
        .id = "text.repeated_row",
        .severity = Severity::Warning,
        .one = LK_TEXT("1 example is there twice."),
        .many = LK_TEXT("%1 examples are there twice."),
        .body = LK_TEXT("The same question and answer about the same picture counts twice."),
        .fixes = {FixKind::KeepFirst, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
