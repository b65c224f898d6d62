#include "core/data/doctor/fix_parts.h"

#include "core/data/doctor/row_text.h"

#include <unordered_set>

namespace lorikeet {

std::vector<size_t> laterCopies(const FixRequest& request, const std::vector<Sample>& samples, const DoctorReport& report)
{
    const std::unordered_set<size_t> wanted(request.samples.begin(), request.samples.end());
    std::vector<size_t> copies;
    if (request.rule == "text.repeated_row") {
        std::unordered_set<std::string> seen;
        for (size_t i = 0; i < samples.size(); ++i)
            if (samples[i].isTrainable() && !seen.insert(rowText(samples[i])).second && wanted.contains(i))
                copies.push_back(i);
        return copies;
    }
    // Groups may share samples with several pictures: what was kept once stays.
    std::unordered_set<size_t> kept;
    for (const std::vector<size_t>& group : report.duplicateGroups) {
        bool hasFirst = false;
        for (const size_t sample : group) {
            if (sample >= samples.size() || !samples[sample].isTrainable() || kept.contains(sample))
                hasFirst = hasFirst || kept.contains(sample);
            else if (!hasFirst) {
                hasFirst = true;
                kept.insert(sample);
            } else if (wanted.contains(sample))
                copies.push_back(sample);
        }
    }
    return copies;
}

} // namespace lorikeet
