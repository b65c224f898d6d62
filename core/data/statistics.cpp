#include "core/data/statistics.h"

#include "core/data/filter/values.h"
#include "core/data/parallel.h"
#include "core/text/words.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <unordered_map>

namespace lorikeet {
namespace {

constexpr size_t kPiece = 2048;

using Counts = std::unordered_map<std::string, size_t>;

bool hasAnswer(const DataView& view, size_t i)
{
    return view.text.answer(i).find_first_not_of(" \n") != std::string_view::npos;
}

void count(DatasetCounts& counts, const DataView& view, size_t i)
{
    const Sample& sample = view.samples[i];
    ++counts.samples;
    counts.pictures += sample.images.size();
    counts.captioned += hasAnswer(view, i) ? 1 : 0;
    counts.accepted += sample.review == Review::Accepted ? 1 : 0;
    counts.rejected += sample.review == Review::Rejected ? 1 : 0;
    counts.edited += view.isEdited(i) ? 1 : 0;
    counts.excluded += sample.isExcluded ? 1 : 0;
    ++(sample.provenance.origin == Origin::Human ? counts.human : sample.provenance.origin == Origin::Model ? counts.model : counts.editedOrigin);
}

void countDatasets(const DataView& view, const std::vector<uint32_t>& rows, Statistics& result)
{
    std::unordered_map<std::string_view, size_t> places;
    for (const uint32_t row : rows) {
        count(result.all, view, row);
        const auto [found, isNew] = places.emplace(view.samples[row].dataset, result.datasets.size());
        if (isNew)
            result.datasets.push_back({view.samples[row].dataset});
        count(result.datasets[found->second], view, row);
    }
}

/// Step widths that people read easily: 1, 2 or 5 times a power of ten.
double roundStep(double step)
{
    const double power = std::pow(10, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (step <= factor * power * (1 + 1e-9))
            return factor * power;
    return 10 * power;
}

Histogram histogramOf(const DataView& view, const std::vector<uint32_t>& rows, const char* field, size_t bins, bool answeredOnly)
{
    const NumberValue value = numberValue(field);
    std::vector<double> values;
    values.reserve(rows.size());
    for (const uint32_t row : rows)
        if (!answeredOnly || hasAnswer(view, row))
            values.push_back(value(view, row));
    return makeHistogram(std::move(values), bins);
}

std::vector<NameCount> sorted(const Counts& counts, size_t most)
{
    std::vector<NameCount> result;
    for (const auto& [name, number] : counts)
        result.push_back({name, number});
    const auto isBefore = [](const NameCount& a, const NameCount& b) { return a.count != b.count ? a.count > b.count : a.name < b.name; };
    const size_t kept = std::min(most, result.size());
    std::partial_sort(result.begin(), result.begin() + static_cast<std::ptrdiff_t>(kept), result.end(), isBefore);
    result.resize(kept);
    return result;
}

Counts countWordsOf(const DataView& view, const std::vector<uint32_t>& rows, const std::function<bool()>& isCancelled)
{
    Counts total;
    std::mutex mutex;
    std::atomic<bool> isEnough = false;
    parallelFor(rows.size(), kPiece * 4, [&](size_t begin, size_t end) {
        if (isEnough || (isCancelled && isCancelled())) {
            isEnough = true;
            return;
        }
        Counts own;
        WordFinder finder;
        for (size_t i = begin; i < end; ++i)
            finder.forWords(view.text.answer(rows[i]), [&](std::string_view word) {
                if (!isStopWord(word))
                    ++own[std::string(word)];
            });
        const std::lock_guard lock(mutex);
        for (const auto& [word, number] : own)
            total[word] += number;
    });
    return total;
}

} // namespace

Histogram makeHistogram(std::vector<double> values, size_t maxBins)
{
    Histogram result;
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    result.known = values.size();
    if (values.empty())
        return result;
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) { return values[std::min(values.size() - 1, static_cast<size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1)]; };
    result.least = values.front();
    result.most = values.back();
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    result.median = at(0.5);
    result.p95 = at(0.95);
    // One value far out must not press all others into one range: the last range holds what is beyond.
    const double top = std::min(result.most, at(0.995) + (at(0.995) - result.least) * 0.25);
    const bool isWhole = std::all_of(values.begin(), values.end(), [](double value) { return value == std::floor(value); });
    const double span = top - result.least;
    result.step = span > 0 ? roundStep(span / static_cast<double>(std::max<size_t>(maxBins, 1))) : 1;
    if (isWhole)
        result.step = std::max(result.step, 1.0);
    result.from = std::floor(result.least / result.step) * result.step;
    const auto bins = std::min(std::max<size_t>(maxBins, 1) + 1, static_cast<size_t>(std::floor((top - result.from) / result.step)) + 1);
    result.counts.assign(bins, 0);
    for (const double value : values)
        ++result.counts[std::min(bins - 1, static_cast<size_t>(std::max(0.0, (value - result.from) / result.step + 1e-9)))];
    return result;
}

Statistics computeStatistics(const DataView& view, const StatisticsOptions& options, const std::function<bool()>& isCancelled)
{
    Statistics result;
    std::vector<uint32_t> rows = options.rows;
    if (rows.empty()) {
        rows.resize(view.samples.size());
        std::iota(rows.begin(), rows.end(), 0U);
    }
    countDatasets(view, rows, result);
    const auto make = [&](const char* field, bool answeredOnly = false) {
        return isCancelled && isCancelled() ? Histogram() : histogramOf(view, rows, field, options.bins, answeredOnly);
    };
    result.words = make("words", true);
    result.characters = make("chars", true);
    result.tokens = make("tokens");
    result.pictureTokens = make("picture_tokens");
    result.widths = make("width");
    result.heights = make("height");
    result.aspects = make("aspect");
    result.turns = make("turns");
    Counts tags;
    for (const uint32_t row : rows)
        for (const std::string& tag : view.samples[row].tags)
            ++tags[tag];
    result.tags = sorted(tags, tags.size());
    const Counts words = countWordsOf(view, rows, isCancelled);
    result.topWords = sorted(words, options.topWords);
    return result;
}

} // namespace lorikeet
