#include "core/data/split_plan.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/values.h"
#include "core/data/split_groups.h"
#include "core/text/fold.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace lorikeet {
namespace {

constexpr std::array kKinds{std::pair{SplitPlan::Kind::None, "none"}, std::pair{SplitPlan::Kind::Share, "share"}, std::pair{SplitPlan::Kind::Count, "count"},
    std::pair{SplitPlan::Kind::Column, "column"}};

const std::vector<std::string> kUsualWords{"val", "valid", "validation", "dev", "eval", "test"};

std::string stratumOf(const Sample& sample, bool isStratified)
{
    return isStratified && !sample.tags.empty() ? foldCase(sample.tags.front()) : std::string();
}

/// Splits `total` among strata by their sizes: whole numbers whose sum is right (largest remainders).
std::map<std::string, size_t> quotas(const std::map<std::string, size_t>& sizes, size_t count, size_t total)
{
    std::map<std::string, size_t> result;
    std::vector<std::pair<double, std::string>> remainders;
    size_t given = 0;
    for (const auto& [name, size] : sizes) {
        const double exact = static_cast<double>(total) * static_cast<double>(size) / static_cast<double>(count);
        result[name] = static_cast<size_t>(exact);
        given += result[name];
        remainders.emplace_back(exact - std::floor(exact), name);
    }
    std::stable_sort(remainders.begin(), remainders.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (size_t i = 0; i < remainders.size() && given < total; ++i, ++given)
        ++result[remainders[i].second];
    return result;
}

void holdOutByNumber(const std::vector<const Sample*>& samples, const SplitPlan& plan, size_t total, std::vector<uint8_t>& isHeldOut)
{
    std::map<std::string, size_t> sizes;
    for (const Sample* sample : samples)
        ++sizes[stratumOf(*sample, plan.isStratified)];
    std::map<std::string, size_t> left = quotas(sizes, samples.size(), total);
    const std::vector<SplitGroup> groups = listSplitGroups(samples, plan.seed);
    size_t taken = 0;
    const auto holdOut = [&](const SplitGroup& group) {
        taken += group.members.size();
        for (const size_t member : group.members)
            isHeldOut[member] = 1;
    };
    for (const SplitGroup& group : groups) {
        size_t& quota = left[stratumOf(*samples[group.members.front()], plan.isStratified)];
        // A group that is larger than what is missing goes to training.
        if (group.members.size() > quota)
            continue;
        quota -= group.members.size();
        holdOut(group);
    }
    if (taken == 0 && !groups.empty() && groups.front().members.size() < samples.size())
        holdOut(*std::min_element(groups.begin(), groups.end(), [](const SplitGroup& a, const SplitGroup& b) { return a.members.size() < b.members.size(); }));
}

void holdOutByColumn(const std::vector<const Sample*>& samples, const SplitPlan& plan, std::vector<uint8_t>& isHeldOut)
{
    std::vector<std::string> words;
    for (const std::string& value : plan.values.empty() ? kUsualWords : plan.values)
        words.push_back(foldCase(value));
    const std::string column = foldCase(plan.column);
    for (const SplitGroup& group : listSplitGroups(samples, plan.seed)) {
        const std::string value = foldCase(columnValue(*samples[group.members.front()], column));
        const bool isOut = std::find(words.begin(), words.end(), value) != words.end();
        for (const size_t member : group.members)
            isHeldOut[member] = isOut ? 1 : 0;
    }
}

/// Whole datasets. @returns whether anything is left to train on.
bool holdOutDatasets(const std::vector<const Sample*>& samples, const std::function<bool(const std::string&)>& isWanted, std::vector<uint8_t>& isHeldOut)
{
    std::map<std::string_view, bool> known;
    for (size_t i = 0; i < samples.size(); ++i) {
        const auto [found, isNew] = known.try_emplace(samples[i]->dataset);
        if (isNew)
            found->second = isWanted(samples[i]->dataset);
        isHeldOut[i] = found->second && !samples[i]->alwaysTrains ? 1 : 0;
    }
    return std::find(isHeldOut.begin(), isHeldOut.end(), uint8_t{0}) != isHeldOut.end();
}

void holdOut(const std::vector<const Sample*>& samples, const TrainingPolicy& policy, std::vector<uint8_t>& isHeldOut)
{
    const SplitPlan& plan = policy.split;
    if (policy.evalDatasets && !policy.evalDatasets->empty()) {
        const auto isNamed = [&](const std::string& name) { return std::find(policy.evalDatasets->begin(), policy.evalDatasets->end(), name) != policy.evalDatasets->end(); };
        holdOutDatasets(samples, isNamed, isHeldOut);
        return;
    }
    if (plan.kind == SplitPlan::Kind::None && !policy.evalDatasets) {
        if (!holdOutDatasets(samples, isForEvaluation, isHeldOut))
            isHeldOut.assign(samples.size(), 0);
        return;
    }
    if (plan.kind == SplitPlan::Kind::None || samples.empty())
        return;
    if (plan.kind == SplitPlan::Kind::Column) {
        holdOutByColumn(samples, plan, isHeldOut);
    } else {
        const auto count = static_cast<double>(samples.size());
        const double wanted = plan.kind == SplitPlan::Kind::Share ? std::ceil(plan.amount * count - 1e-9) : std::floor(plan.amount);
        if (!(wanted > 0))
            return;
        holdOutByNumber(samples, plan, static_cast<size_t>(std::min(wanted, count)), isHeldOut);
    }
    if (std::find(isHeldOut.begin(), isHeldOut.end(), uint8_t{0}) == isHeldOut.end())
        throw Error(Text(LK_TEXT("The project's split holds out all of the %1 examples: there would be nothing to train on."), samples.size()),
            LK_TEXT("Hold out fewer of them."));
}

} // namespace

const char* splitKindName(SplitPlan::Kind kind)
{
    return kKinds[static_cast<size_t>(kind)].second;
}

std::optional<SplitPlan::Kind> splitKindFromName(std::string_view name)
{
    for (const auto& [kind, word] : kKinds)
        if (name == word)
            return kind;
    return std::nullopt;
}

bool isForEvaluation(std::string_view name)
{
    std::string word;
    for (char c : toLowerAscii(std::string(name)) + "_") {
        const bool isLetter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (isLetter) {
            word += c;
            continue;
        }
        if (std::find(kUsualWords.begin(), kUsualWords.end(), word) != kUsualWords.end())
            return true;
        word.clear();
    }
    return false;
}

std::vector<TrainingSide> assignSides(const std::vector<const Sample*>& samples, const TrainingPolicy& policy)
{
    std::vector<const Sample*> taking;
    std::vector<size_t> places;
    for (size_t i = 0; i < samples.size(); ++i)
        if (takesPart(*samples[i], policy.reviewedOnly)) {
            taking.push_back(samples[i]);
            places.push_back(i);
        }
    std::vector<uint8_t> isHeldOut(taking.size(), 0);
    holdOut(taking, policy, isHeldOut);
    std::vector<TrainingSide> sides(samples.size(), TrainingSide::Neither);
    for (size_t i = 0; i < taking.size(); ++i)
        sides[places[i]] = isHeldOut[i] != 0 ? TrainingSide::HeldOut : TrainingSide::Train;
    return sides;
}

std::vector<TrainingSide> assignSides(const std::vector<Sample>& samples, const TrainingPolicy& policy)
{
    std::vector<const Sample*> pointers;
    pointers.reserve(samples.size());
    for (const Sample& sample : samples)
        pointers.push_back(&sample);
    return assignSides(pointers, policy);
}

std::vector<bool> listHeldOut(const std::vector<Sample>& samples, const TrainingPolicy& policy)
{
    std::vector<bool> isHeldOut(samples.size());
    try {
        const std::vector<TrainingSide> sides = assignSides(samples, policy);
        for (size_t i = 0; i < sides.size(); ++i)
            isHeldOut[i] = sides[i] == TrainingSide::HeldOut;
    } catch (const Error&) { // A split of everything: told where the split is set, and when a run starts.
    }
    return isHeldOut;
}

SplitCounts countSides(const std::vector<Sample>& samples, const std::vector<TrainingSide>& sides)
{
    SplitCounts counts;
    for (size_t i = 0; i < std::min(samples.size(), sides.size()); ++i) {
        if (sides[i] == TrainingSide::Neither) {
            ++counts.neither;
            continue;
        }
        SplitCounts::OfTag& tag = counts.tags[samples[i].tags.empty() ? std::string() : samples[i].tags.front()];
        const bool isTrain = sides[i] == TrainingSide::Train;
        ++(isTrain ? counts.train : counts.heldOut);
        ++(isTrain ? tag.train : tag.heldOut);
    }
    return counts;
}

} // namespace lorikeet
