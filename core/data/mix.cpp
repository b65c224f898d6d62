#include "core/data/mix.h"

#include "core/base/error.h"
#include "core/data/random.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace lorikeet {
namespace {

constexpr size_t kNoSample = static_cast<size_t>(-1);
constexpr uint64_t kMixSeed = 42;

enum class Ending { Shortest, Longest, AllOnce };

/// Draws the dataset that gives the next sample.
class Turns {
public:
    Turns(size_t count, std::vector<double> shares) : count_(count), shares_(std::move(shares)), random_(kMixSeed) {}

    size_t next()
    {
        if (shares_.empty())
            return turn_++ % count_;
        const double total = std::accumulate(shares_.begin(), shares_.end(), 0.0);
        double left = random_.fraction() * total;
        for (size_t i = 0; i + 1 < shares_.size(); ++i) {
            if (left < shares_[i])
                return i;
            left -= shares_[i];
        }
        return shares_.size() - 1;
    }

private:
    size_t count_;
    std::vector<double> shares_;
    SplitMix64 random_;
    size_t turn_ = 0;
};

/// (dataset, index) in the order of the mixture.
std::vector<std::pair<size_t, size_t>> interleave(const std::vector<Dataset>& parts, Ending ending, const std::vector<double>& shares)
{
    std::vector<std::pair<size_t, size_t>> order;
    std::vector<size_t> taken(parts.size(), 0);
    Turns turns(parts.size(), shares);
    const auto isUsedUp = [&](size_t i) { return taken[i] >= parts[i].samples.size(); };
    const auto areAllUsedUp = [&] {
        for (size_t i = 0; i < parts.size(); ++i)
            if (!isUsedUp(i))
                return false;
        return true;
    };
    while (!areAllUsedUp()) {
        const size_t part = turns.next();
        const size_t size = parts[part].samples.size();
        if (isUsedUp(part) && (ending == Ending::AllOnce || size == 0))
            continue;
        order.emplace_back(part, taken[part]++ % size);
        if (ending == Ending::Shortest && isUsedUp(part))
            break;
    }
    return order;
}

Ending endingOf(const std::string& strategy)
{
    if (strategy == "interleave_under")
        return Ending::Shortest;
    if (strategy == "interleave_over")
        return Ending::Longest;
    if (strategy == "interleave_once")
        return Ending::AllOnce;
    throw Error(Text(LK_TEXT("mix_strategy \"%1\" is unknown."), strategy),
        LK_TEXT("Choose concat, interleave_under, interleave_over or interleave_once."));
}

void addRepeat(std::string& id, size_t times)
{
    if (times > 1)
        id.append(1, '~').append(std::to_string(times));
}

Dataset concat(std::vector<Dataset> parts)
{
    Dataset result;
    for (Dataset& part : parts) {
        for (Issue& issue : part.issues) {
            if (issue.sample != kNoSample)
                issue.sample += result.samples.size();
            result.issues.push_back(std::move(issue));
        }
        std::move(part.samples.begin(), part.samples.end(), std::back_inserter(result.samples));
    }
    return result;
}

} // namespace

Dataset mixDatasets(std::vector<Dataset> parts, const std::string& strategy, const std::vector<double>& probabilities)
{
    if (strategy == "concat" || parts.size() < 2) {
        if (strategy != "concat")
            endingOf(strategy);
        return concat(std::move(parts));
    }
    const Ending ending = endingOf(strategy);
    const bool areSharesSound = std::all_of(probabilities.begin(), probabilities.end(), [](double p) { return p > 0 && p <= 1; });
    if (!probabilities.empty() && (probabilities.size() != parts.size() || !areSharesSound))
        throw Error(Text(LK_TEXT("interleave_probs has %1 numbers for %2 datasets, or one that is not above 0 and at most 1."), probabilities.size(), parts.size()),
            LK_TEXT("Give one share for each dataset, or leave interleave_probs out to take them by turns."));
    Dataset result;
    std::vector<std::vector<size_t>> placeOf(parts.size()), times(parts.size());
    for (size_t i = 0; i < parts.size(); ++i) {
        placeOf[i].assign(parts[i].samples.size(), kNoSample);
        times[i].assign(parts[i].samples.size(), 0);
    }
    for (const auto& [part, index] : interleave(parts, ending, probabilities)) {
        if (placeOf[part][index] == kNoSample)
            placeOf[part][index] = result.samples.size();
        result.samples.push_back(parts[part].samples[index]);
        addRepeat(result.samples.back().id, ++times[part][index]);
    }
    for (size_t i = 0; i < parts.size(); ++i) {
        for (Issue& issue : parts[i].issues) {
            if (issue.sample != kNoSample)
                issue.sample = placeOf[i][issue.sample];
            result.issues.push_back(std::move(issue));
        }
    }
    return result;
}

Dataset pickSamples(Dataset dataset, size_t count)
{
    const size_t size = dataset.samples.size();
    if (size == 0 || count == size)
        return dataset;
    std::vector<size_t> order = shuffledOrder(size, static_cast<int64_t>(kMixSeed), 0);
    std::vector<size_t> times(size, count / size);
    for (size_t i = 0; i < count % size; ++i)
        ++times[order[i]];
    Dataset result;
    std::vector<size_t> placeOf(size, kNoSample);
    for (size_t i = 0; i < size; ++i) {
        for (size_t repeat = 1; repeat <= times[i]; ++repeat) {
            if (repeat == 1)
                placeOf[i] = result.samples.size();
            result.samples.push_back(dataset.samples[i]);
            addRepeat(result.samples.back().id, repeat);
        }
    }
    for (Issue& issue : dataset.issues) {
        const bool isLeftOut = issue.sample != kNoSample && placeOf[issue.sample] == kNoSample;
        if (issue.sample != kNoSample && !isLeftOut)
            issue.sample = placeOf[issue.sample];
        if (!isLeftOut)
            result.issues.push_back(std::move(issue));
    }
    return result;
}

} // namespace lorikeet
