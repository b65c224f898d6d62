#include "core/data/doctor/check.h"

#include <map>

namespace lorikeet {
namespace {

constexpr size_t kFewest = 20;
constexpr double kMain = 0.95;

void check(const DataCheck& check)
{
    std::map<std::string, std::map<std::string_view, std::vector<size_t>>> byDataset;
    for (const size_t sample : check.looked) {
        const Sample& it = check.samples[sample];
        if (!it.isText)
            byDataset[it.dataset][it.system ? std::string_view(*it.system) : std::string_view()].push_back(sample);
    }
    for (const auto& [dataset, bySystem] : byDataset) {
        size_t all = 0;
        for (const auto& [system, samples] : bySystem)
            all += samples.size();
        const auto main = std::max_element(bySystem.begin(), bySystem.end(), [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
        if (all < kFewest || static_cast<double>(main->second.size()) < kMain * static_cast<double>(all))
            continue;
        for (const auto& [system, samples] : bySystem)
            for (const size_t sample : samples)
                if (system != main->first)
                    check.report(sample, Text(LK_TEXT("Example %1 has another system text than nearly all others."), check.samples[sample].row + 1),
                        LK_TEXT("Give it the same one, or none, as the others have."));
    }
}

} // namespace

Rule systemMixedRule()
{
    return {
        .id = "system.mixed",
        .severity = Severity::Note,
        .one = LK_TEXT("1 example has another system text than the others."),
        .many = LK_TEXT("%1 examples have another system text than the others."),
        .body = LK_TEXT("Where nearly all examples share one, the rest is often a slip."),
        .fixes = {FixKind::Ignore},
        .checkData = check,
    };
}

} // namespace lorikeet
