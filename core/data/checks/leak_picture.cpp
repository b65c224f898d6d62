#include "core/data/doctor/check.h"

#include <unordered_map>

namespace lorikeet {
namespace {

void check(const DataCheck& check)
{
    if (check.isValidation.empty())
        return;
    const auto groupOf = [&](const std::string& image) {
        const uint32_t picture = check.pictures.indexOf.at(image);
        return check.groups.firstAlike.empty() ? picture : check.groups.firstAlike[picture];
    };
    struct Seen {
        size_t sample;
        const std::string* image;
    };
    std::unordered_map<uint32_t, Seen> inTraining;
    for (const size_t sample : check.looked)
        for (const std::string& image : check.samples[sample].images)
            if (!check.isHeldOut(sample) && check.pictures.find(image) != nullptr)
                inTraining.emplace(groupOf(image), Seen{sample, &image});
    for (const size_t sample : check.looked) {
        if (!check.isHeldOut(sample))
            continue;
        for (const std::string& image : check.samples[sample].images) {
            if (check.pictures.find(image) == nullptr)
                continue;
            const auto found = inTraining.find(groupOf(image));
            if (found == inTraining.end())
                continue;
            check.report(sample, Text(LK_TEXT("Example %1 is held out for testing, but its picture %2 also appears in training (%3, example %4)."), check.samples[sample].row + 1,
                                     fileNameOf(image), fileNameOf(*found->second.image), check.samples[found->second.sample].row + 1),
                LK_TEXT("Move it to training, or leave it out."));
            break;
        }
    }
}

} // namespace

Rule leakPictureRule()
{
    return {
        .id = "leak.picture",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 test example shows a picture that also appears in training."),
        .many = LK_TEXT("%1 test examples show pictures that also appear in training."),
        .body = LK_TEXT("Results would look better than they are."),
        .fixes = {FixKind::MoveToTraining, FixKind::Exclude, FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
