#include "core/models/packing.h"

#include "core/base/error.h"
#include "core/config/run_options.h"

#include <algorithm>
#include <map>

namespace lorikeet {
namespace {

/// LLaMA-Factory prepares the data in pieces of this many samples.
constexpr size_t kSamplesAtOnce = 1000;

/// Samples first … last into rows; the knapsack of one piece.
void packPiece(const std::vector<int64_t>& lengths, size_t first, size_t last, int64_t capacity, std::vector<Pack>& packs)
{
    std::map<int64_t, std::vector<size_t>> byLength; // of one length, the last sample is taken first
    for (size_t i = first; i < last; ++i)
        if (lengths[i] > 0 && lengths[i] <= capacity)
            byLength[lengths[i]].push_back(i);
    while (!byLength.empty()) {
        Pack pack;
        int64_t left = capacity;
        for (auto next = byLength.upper_bound(left); next != byLength.begin(); next = byLength.upper_bound(left)) {
            --next;
            pack.push_back({next->second.back(), 0, static_cast<size_t>(next->first)});
            left -= next->first;
            next->second.pop_back();
            if (next->second.empty())
                byLength.erase(next);
        }
        packs.push_back(std::move(pack));
    }
}

void appendPixels(PixelData& to, const PixelData& from)
{
    if (from.empty())
        return;
    if (to.shape.empty()) {
        to = from;
        return;
    }
    LK_ASSERT(std::equal(to.shape.begin() + 1, to.shape.end(), from.shape.begin() + 1, from.shape.end()));
    to.shape.front() += from.shape.front();
    to.values.insert(to.values.end(), from.values.begin(), from.values.end());
    to.gridThw.insert(to.gridThw.end(), from.gridThw.begin(), from.gridThw.end());
    to.tileCounts.insert(to.tileCounts.end(), from.tileCounts.begin(), from.tileCounts.end());
    to.imageSizes.insert(to.imageSizes.end(), from.imageSizes.begin(), from.imageSizes.end());
}

/// Position ids of one piece behind those of the row. @param axes of the row
void appendPositions(Encoded& row, const PackedPiece& piece, size_t axes)
{
    const auto& own = piece.sample->positionIds;
    row.positionIds.resize(axes);
    for (size_t axis = 0; axis < axes; ++axis)
        for (size_t i = piece.begin; i < piece.end; ++i)
            row.positionIds[axis].push_back(axis < own.size() ? own[axis][i] : static_cast<int64_t>(i));
}

} // namespace

Packing packingOf(const RunOptions& options)
{
    if (options.method.stage == "pt")
        return options.data.packing ? Packing::Blocks : Packing::None;
    return options.data.neatPacking ? Packing::Apart : options.data.packing ? Packing::Across : Packing::None;
}

std::vector<Pack> packSamples(const std::vector<int64_t>& lengths, int64_t capacity)
{
    std::vector<Pack> packs;
    for (size_t first = 0; first < lengths.size(); first += kSamplesAtOnce)
        packPiece(lengths, first, std::min(lengths.size(), first + kSamplesAtOnce), capacity, packs);
    return packs;
}

std::vector<Pack> packBlocks(const std::vector<int64_t>& lengths, int64_t length)
{
    LK_ASSERT(length > 0);
    std::vector<Pack> packs;
    for (size_t first = 0; first < lengths.size(); first += kSamplesAtOnce) {
        Pack pack;
        auto missing = static_cast<size_t>(length);
        for (size_t i = first; i < std::min(lengths.size(), first + kSamplesAtOnce); ++i) {
            const auto whole = static_cast<size_t>(lengths[i]);
            for (size_t begin = 0; begin < whole;) {
                const size_t end = std::min(whole, begin + missing);
                pack.push_back({i, begin, end});
                missing -= end - begin;
                begin = end;
                if (missing > 0)
                    continue;
                packs.push_back(std::move(pack));
                pack = {};
                missing = static_cast<size_t>(length);
            }
        }
    }
    return packs;
}

Encoded joinPacked(std::span<const PackedPiece> pieces, Packing packing, std::optional<TokenId> bos)
{
    Encoded row;
    size_t axes = 1;
    for (const auto& piece : pieces)
        axes = std::max(axes, piece.sample->positionIds.size());
    for (const auto& piece : pieces) {
        const auto& sample = *piece.sample;
        const auto slice = [&](const std::vector<int32_t>& from, std::vector<int32_t>& to) {
            to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(piece.begin), from.begin() + static_cast<std::ptrdiff_t>(piece.end));
        };
        const size_t start = row.ids.size();
        slice(sample.ids, row.ids);
        slice(sample.labels, row.labels);
        if (packing == Packing::Apart && start < row.labels.size())
            row.labels[start] = kIgnoreLabel;
        if (packing != Packing::Blocks)
            appendPositions(row, piece, axes);
        appendPixels(row.pixels, sample.pixels);
        for (SeenImage image : sample.images) {
            if (image.firstToken >= 0)
                image.firstToken += static_cast<int>(start);
            row.images.push_back(std::move(image));
        }
        row.issues.insert(row.issues.end(), sample.issues.begin(), sample.issues.end());
        row.isTruncated = row.isTruncated || sample.isTruncated;
        row.sampleLengths.push_back(static_cast<int64_t>(piece.end - piece.begin));
    }
    row.keepsSamplesApart = packing == Packing::Apart;
    if (bos && packing == Packing::Blocks && !row.ids.empty())
        row.ids.front() = row.labels.front() = *bos;
    return row;
}

} // namespace lorikeet
