#include "core/data/doctor/conclude.h"

#include <algorithm>
#include <unordered_map>

namespace lorikeet {
namespace {

constexpr size_t kMostExpensive = 20;
constexpr int32_t kMostBins = 40;

void fillSizes(const Findings& findings, SampleFacts& facts)
{
    const size_t count = findings.samples.size();
    facts.width.assign(count, 0);
    facts.height.assign(count, 0);
    for (size_t i = 0; i < count; ++i) {
        const Sample& sample = findings.samples[i];
        const PictureFacts* picture = sample.images.empty() ? nullptr : findings.pictures.find(sample.images.front());
        if (picture == nullptr)
            continue;
        facts.width[i] = sample.keepsStoredOrientation ? picture->storedWidth : picture->width();
        facts.height[i] = sample.keepsStoredOrientation ? picture->storedHeight : picture->height();
    }
}

TokenHistogram histogramOf(const std::vector<int32_t>& values)
{
    TokenHistogram result;
    const int32_t most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    if (most <= 0)
        return result;
    result.width = std::max(1, (most + kMostBins) / kMostBins);
    result.bins.assign(static_cast<size_t>(most / result.width + 1), 0);
    for (const int32_t value : values)
        if (value >= 0)
            ++result.bins[static_cast<size_t>(value / result.width)];
    return result;
}

void fillTokens(const Findings& findings, DoctorReport& report)
{
    if (!findings.settings.model.measure)
        return;
    for (const Measured& measured : findings.measured) {
        report.facts.tokens.push_back(measured.tokens);
        report.facts.pictureTokens.push_back(measured.pictureTokens);
    }
    report.tokens = histogramOf(report.facts.tokens);
    report.pictureTokens = histogramOf(report.facts.pictureTokens);
    std::vector<size_t> order = findings.looked;
    const size_t shown = std::min(order.size(), kMostExpensive);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), [&](size_t a, size_t b) {
        return std::tuple(-findings.measured[a].tokens, a) < std::tuple(-findings.measured[b].tokens, b);
    });
    order.resize(shown);
    std::erase_if(order, [&](size_t sample) { return findings.measured[sample].tokens <= 0; });
    report.mostExpensive = std::move(order);
}

/// Samples whose pictures are alike but lie in different files; several questions about one file are no copies.
void fillDuplicates(const Findings& findings, DoctorReport& report)
{
    report.facts.duplicateOf.assign(findings.samples.size(), -1);
    if (findings.groups.firstAlike.empty())
        return;
    std::unordered_map<uint32_t, std::vector<std::pair<size_t, uint32_t>>> byGroup; // group: sample, picture
    for (const size_t sample : findings.looked)
        for (const std::string& image : findings.samples[sample].images)
            if (const auto found = findings.pictures.indexOf.find(image); found != findings.pictures.indexOf.end())
                byGroup[findings.groups.firstAlike[found->second]].emplace_back(sample, found->second);
    for (const auto& [group, members] : byGroup) {
        const bool hasCopies = std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.second != members.front().second; });
        if (!hasCopies)
            continue;
        std::vector<size_t> samples;
        for (const auto& [sample, picture] : members)
            if (samples.empty() || samples.back() != sample)
                samples.push_back(sample);
        if (samples.size() < 2)
            continue;
        for (const size_t sample : samples) {
            int32_t& first = report.facts.duplicateOf[sample];
            const auto candidate = static_cast<int32_t>(samples.front());
            first = first < 0 ? candidate : std::min(first, candidate);
        }
        report.duplicateGroups.push_back(std::move(samples));
    }
    std::sort(report.duplicateGroups.begin(), report.duplicateGroups.end());
}

} // namespace

void fillFacts(const Findings& findings, DoctorReport& report)
{
    fillSizes(findings, report.facts);
    fillTokens(findings, report);
    fillDuplicates(findings, report);
}

} // namespace lorikeet
