#include "core/data/doctor/leaks.h"

#include "core/base/error.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace lorikeet {
namespace {

/// The run's sides, as its snapshot has them; index = sample.
std::vector<TrainingSide> sidesOf(const std::vector<Sample>& samples, const LeakQuestion& question)
{
    const std::vector<std::string> heldOut = question.policy.evalDatasets.value_or(std::vector<std::string>());
    const auto isIn = [](const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    std::vector<const Sample*> chosen;
    std::vector<size_t> places;
    for (size_t i = 0; i < samples.size(); ++i) {
        if (!isIn(question.datasets, samples[i].dataset) && !isIn(heldOut, samples[i].dataset))
            continue;
        chosen.push_back(&samples[i]);
        places.push_back(i);
    }
    std::vector<TrainingSide> sides(samples.size(), TrainingSide::Neither);
    try {
        const std::vector<TrainingSide> assigned = assignSides(chosen, question.policy);
        for (size_t i = 0; i < places.size(); ++i)
            sides[places[i]] = assigned[i];
    } catch (const Error&) { // A split of everything: told where the split is set, and when a run starts.
    }
    return sides;
}

/// Held-out samples with a copy of a picture that trains, in another file.
std::vector<bool> copiesOfTrained(const std::vector<TrainingSide>& sides, const DoctorReport& report)
{
    std::vector<bool> isCopy(sides.size());
    const auto isOn = [&](size_t sample, TrainingSide side) { return sample < sides.size() && sides[sample] == side; };
    for (const std::vector<size_t>& group : report.duplicateGroups) {
        if (std::none_of(group.begin(), group.end(), [&](size_t sample) { return isOn(sample, TrainingSide::Train); }))
            continue;
        for (const size_t sample : group)
            if (isOn(sample, TrainingSide::HeldOut))
                isCopy[sample] = true;
    }
    return isCopy;
}

} // namespace

Leaks findLeaks(const std::vector<Sample>& samples, const LeakQuestion& question)
{
    const std::vector<TrainingSide> sides = sidesOf(samples, question);
    const std::vector<bool> isCopy = question.report ? copiesOfTrained(sides, *question.report) : std::vector<bool>(samples.size());
    std::unordered_set<std::string_view> trained;
    for (size_t i = 0; i < samples.size(); ++i)
        if (sides[i] == TrainingSide::Train)
            trained.insert(samples[i].images.begin(), samples[i].images.end());
    Leaks leaks;
    std::unordered_set<std::string_view> pictures;
    for (size_t i = 0; i < samples.size(); ++i) {
        if (sides[i] != TrainingSide::HeldOut)
            continue;
        const std::vector<std::string>& images = samples[i].images;
        auto found = std::find_if(images.begin(), images.end(), [&](const std::string& image) { return trained.contains(image); });
        if (found == images.end() && isCopy[i])
            found = images.begin(); // Which of its pictures it is plays no part.
        if (found == images.end() || question.waived.contains(samples[i].id))
            continue;
        leaks.samples.push_back(i);
        pictures.insert(*found);
    }
    leaks.pictures = pictures.size();
    return leaks;
}

} // namespace lorikeet
