#include "core/train/training_data.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/data/dataset.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lorikeet {
namespace {

constexpr uint64_t kMostCacheBytes = uint64_t{192} << 20;
constexpr uint64_t kShareOfFreeMemory = 16;
constexpr size_t kShownIssues = 3;
constexpr size_t kMostWarnings = 20;
constexpr size_t kRowsAPiece = 32;

uint64_t cacheBytes()
{
    const auto free = static_cast<uint64_t>(os::freeMemoryMib()) << 20;
    return std::min(kMostCacheBytes, free / kShareOfFreeMemory);
}

/// One side of the split while it is being checked.
struct Side {
    std::vector<Sample> samples;
    std::vector<int64_t> indices;
    std::vector<int64_t> lengths;
    std::vector<std::vector<Issue>> issues; ///< A list a sample.
};

Side pick(const Dataset& dataset, const std::vector<size_t>& rows)
{
    Side side;
    for (const size_t row : rows) {
        side.samples.push_back(dataset.samples[row]);
        side.indices.push_back(static_cast<int64_t>(row));
    }
    return side;
}

bool isFatal(const Issue& issue)
{
    return issue.severity == Severity::Fatal;
}

void encodeRow(Side& side, size_t row, const Processor& processor)
{
    if (std::any_of(side.issues[row].begin(), side.issues[row].end(), isFatal))
        return;
    auto encoded = processor.encode(side.samples[row], WithPixels::No);
    side.lengths[row] = static_cast<int64_t>(encoded.ids.size());
    for (auto& issue : encoded.issues)
        side.issues[row].push_back(std::move(issue));
}

void check(Side& side, const Processor& processor)
{
    side.issues.resize(side.samples.size());
    side.lengths.resize(side.samples.size());
    for (auto& issue : checkSamples(side.samples, processor.images() != nullptr, CheckDepth::Headers))
        if (issue.sample < side.issues.size())
            side.issues[issue.sample].push_back(std::move(issue));
    parallelFor(side.samples.size(), kRowsAPiece, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            encodeRow(side, row, processor);
    });
    for (size_t i = 0; i < side.samples.size(); ++i) {
        for (auto& issue : side.issues[i]) {
            if (issue.file.empty())
                issue.file = side.samples[i].file;
            if (issue.row < 0)
                issue.row = side.samples[i].row;
        }
    }
}

/// Takes the bad rows out of a side and appends what was found to `bad` (a first fatal issue a row) and `notes`.
void sift(Side& side, std::vector<Issue>& bad, std::vector<Issue>& notes)
{
    Side kept;
    for (size_t i = 0; i < side.samples.size(); ++i) {
        const auto& issues = side.issues[i];
        const auto fatal = std::find_if(issues.begin(), issues.end(), isFatal);
        if (fatal != issues.end()) {
            bad.push_back(*fatal);
            continue;
        }
        std::copy_if(issues.begin(), issues.end(), std::back_inserter(notes), [](const Issue& x) { return x.severity == Severity::Warning; });
        kept.samples.push_back(std::move(side.samples[i]));
        kept.indices.push_back(side.indices[i]);
        kept.lengths.push_back(side.lengths[i]);
    }
    side = std::move(kept);
}

[[noreturn]] void refuse(const std::vector<Issue>& bad)
{
    std::string shown;
    for (size_t i = 0; i < std::min(bad.size(), kShownIssues); ++i)
        shown.append(" ").append(describe(bad[i]));
    throw Error(Text(LK_TEXT("%1 rows of the data can't be used. The first:%2"), bad.size(), shown),
        Text(LK_TEXT("Mend them (`lorikeet-cli check` lists all of them), or leave them out with skip_bad_samples: true.")));
}

/// Puts samples together into rows where the options want it; what is too long for any row is noted.
void pack(SampleStore& store, const RunOptions& options, const Processor& processor, std::vector<Issue>& notes)
{
    const Packing packing = packingOf(options);
    if (packing == Packing::None)
        return;
    if (packing == Packing::Blocks) {
        store.setPacks(packBlocks(store.lengths(), options.data.cutoffLen), packing, processor.textBos());
        return;
    }
    const int64_t capacity = std::max(1, options.data.cutoffLen - 1);
    for (size_t row = 0; row < store.size(); ++row)
        if (store.lengths()[row] > capacity)
            notes.push_back({.severity = Severity::Warning, .rule = "packing.too_long", .file = store.sample(row).file, .row = store.sample(row).row,
                .message = Text(LK_TEXT("The example takes %1 tokens, more than a packed row of %2 holds: it is left out."), store.lengths()[row], capacity),
                .fix = Text(LK_TEXT("Use a longer cutoff_len."))});
    store.setPacks(packSamples(store.lengths(), capacity), packing, {});
}

void requireRows(const SampleStore& store, const RunOptions& options, const char* side)
{
    if (store.isPacked() && store.rowCount() == 0 && store.size() > 0)
        throw Error(Text(LK_TEXT("All texts of the %1 data together are shorter than cutoff_len %2: there is not one whole row."), side, options.data.cutoffLen),
            Text(LK_TEXT("Write a smaller cutoff_len, or packing: false for a row a text.")));
}

std::unique_ptr<SampleStore> makeStore(Side side, std::shared_ptr<const Processor> processor, uint64_t bytes)
{
    auto encode = [processor = std::move(processor)](const Sample& sample, WithPixels withPixels) {
        return processor->encode(sample, withPixels);
    };
    auto store = std::make_unique<SampleStore>(std::move(side.samples), std::move(side.indices), std::move(encode), bytes);
    store->setLengths(std::move(side.lengths));
    return store;
}

void addReadingIssues(const Dataset& dataset, std::vector<Issue>& bad, std::vector<Issue>& notes)
{
    for (const auto& issue : dataset.issues) {
        if (isFatal(issue))
            bad.push_back(issue);
        else if (issue.severity == Severity::Warning)
            notes.push_back(issue);
    }
}

struct Sides {
    Side train, eval;
};

Sides openSides(const RunOptions& options, DataSides wanted, std::vector<Issue>& bad, std::vector<Issue>& notes)
{
    Sides sides;
    const bool hasOwnEval = !options.data.evalDataset.empty();
    if (wanted == DataSides::Both || !hasOwnEval) {
        const auto dataset = Dataset::open(options.data, options.data.dataset);
        addReadingIssues(dataset, bad, notes);
        Split split;
        split.train.resize(dataset.samples.size());
        std::iota(split.train.begin(), split.train.end(), size_t{0});
        if (!hasOwnEval && options.data.valSize > 0)
            split = splitDataset(dataset, options.data.valSize, options.train.seed);
        sides.train = pick(dataset, split.train);
        sides.eval = pick(dataset, split.eval);
    }
    if (hasOwnEval) {
        const auto dataset = Dataset::open(options.data, options.data.evalDataset);
        addReadingIssues(dataset, bad, notes);
        std::vector<size_t> all(dataset.samples.size());
        std::iota(all.begin(), all.end(), size_t{0});
        sides.eval = pick(dataset, all);
    }
    if (wanted == DataSides::EvalOnly)
        sides.train = {};
    return sides;
}

} // namespace

TrainingData openTrainingData(const RunOptions& options, std::shared_ptr<const Processor> processor, DataSides wanted)
{
    std::vector<Issue> bad, notes;
    auto [train, eval] = openSides(options, wanted, bad, notes);
    for (auto* side : {&train, &eval}) {
        check(*side, *processor);
        sift(*side, bad, notes);
    }
    std::stable_sort(bad.begin(), bad.end(), [](const Issue& a, const Issue& b) { return a.row < b.row; });
    if (!bad.empty() && !options.data.skipBadSamples)
        refuse(bad);
    TrainingData data;
    const uint64_t bytes = cacheBytes();
    if (!eval.samples.empty()) {
        data.eval = makeStore(std::move(eval), processor, bytes / 4);
        if (packingOf(options) == Packing::Blocks) // elsewhere the loss of held-out samples must not depend on their neighbours
            pack(*data.eval, options, *processor, notes);
        requireRows(*data.eval, options, "evaluation");
    }
    data.train = makeStore(std::move(train), processor, bytes);
    pack(*data.train, options, *processor, notes);
    requireRows(*data.train, options, "training");
    data.warnings = std::move(bad);
    data.warnings.insert(data.warnings.end(), notes.begin(), notes.begin() + static_cast<std::ptrdiff_t>(std::min(notes.size(), kMostWarnings)));
    return data;
}

} // namespace lorikeet
