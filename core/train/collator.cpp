#include "core/train/collator.h"

#include "core/models/pixel_batch.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace lorikeet {
namespace {

int64_t longest(std::span<const Encoded* const> samples)
{
    size_t length = 0;
    for (const auto* sample : samples)
        length = std::max(length, sample->ids.size());
    return static_cast<int64_t>(length);
}

// Written by hand rather than with tensor operations: loader threads must not start OpenMP teams of their own.
void fillTokens(Batch& batch, std::span<const Encoded* const> samples, int64_t length, TokenId padId)
{
    auto* ids = batch.ids.mutable_data_ptr<int64_t>();
    auto* labels = batch.labels.mutable_data_ptr<int64_t>();
    auto* mask = batch.attentionMask.defined() ? batch.attentionMask.mutable_data_ptr<int64_t>() : nullptr;
    for (const auto* sample : samples) {
        const auto count = static_cast<int64_t>(sample->ids.size());
        std::copy(sample->ids.begin(), sample->ids.end(), ids);
        std::fill(ids + count, ids + length, int64_t{padId});
        std::copy(sample->labels.begin(), sample->labels.end(), labels);
        std::fill(labels + sample->labels.size(), labels + length, int64_t{kIgnoreLabel});
        if (mask != nullptr) {
            std::fill(mask, mask + count, int64_t{1});
            std::fill(mask + count, mask + length, int64_t{0});
            mask += length;
        }
        ids += length;
        labels += length;
        batch.realTokens += count;
    }
}

void fillPositions(Batch& batch, std::span<const Encoded* const> samples, int64_t length)
{
    size_t axes = 0;
    for (const auto* sample : samples)
        axes = std::max(axes, sample->positionIds.size());
    if (axes == 0)
        return;
    const auto rows = static_cast<int64_t>(samples.size());
    batch.positionIds = axes == 1 ? torch::empty({rows, length}, torch::kInt64) : torch::empty({static_cast<int64_t>(axes), rows, length}, torch::kInt64);
    auto* out = batch.positionIds.mutable_data_ptr<int64_t>();
    for (size_t axis = 0; axis < axes; ++axis) {
        for (const auto* sample : samples) {
            const auto count = static_cast<int64_t>(sample->ids.size());
            for (int64_t t = 0; t < length; ++t) {
                const bool isReal = t < count;
                const bool hasOwn = axis < sample->positionIds.size();
                *out++ = !isReal ? 0 : hasOwn ? sample->positionIds[axis][static_cast<size_t>(t)] : t;
            }
        }
    }
}

int64_t samplesIn(const Encoded& row) { return std::max<int64_t>(1, static_cast<int64_t>(row.sampleLengths.size())); }

/// Whose tokens stand where, for packed rows.
void fillOwners(Batch& batch, std::span<const Encoded* const> samples, int64_t length)
{
    if (std::all_of(samples.begin(), samples.end(), [](const Encoded* sample) { return sample->sampleLengths.empty(); }))
        return;
    batch.owners = torch::empty({static_cast<int64_t>(samples.size()), length}, torch::kInt64);
    auto* out = batch.owners.mutable_data_ptr<int64_t>();
    int64_t first = 0;
    for (const auto* sample : samples) {
        auto* end = out + length;
        for (size_t i = 0; i < sample->sampleLengths.size(); ++i)
            out = std::fill_n(out, sample->sampleLengths[i], first + static_cast<int64_t>(i));
        first += samplesIn(*sample);
        out = std::fill_n(out, end - out, first - 1);
    }
    if (samples.front()->keepsSamplesApart)
        batch.segments = batch.owners;
}

template <size_t N>
torch::Tensor stackRows(std::span<const Encoded* const> samples, std::vector<std::array<int64_t, N>> PixelData::* member)
{
    std::vector<int64_t> flat;
    for (const auto* sample : samples)
        for (const auto& row : sample->pixels.*member)
            flat.insert(flat.end(), row.begin(), row.end());
    if (flat.empty())
        return {};
    auto tensor = torch::empty({static_cast<int64_t>(flat.size() / N), static_cast<int64_t>(N)}, torch::kInt64);
    std::memcpy(tensor.mutable_data_ptr(), flat.data(), flat.size() * sizeof(int64_t));
    return tensor;
}

void fillPixels(Batch& batch, std::span<const Encoded* const> samples)
{
    std::vector<const PixelData*> pixels;
    for (const auto* sample : samples)
        pixels.push_back(&sample->pixels);
    batch.pixelValues = stackPixels(pixels);
    batch.imageGridThw = stackRows(samples, &PixelData::gridThw);
    batch.imageSizes = stackRows(samples, &PixelData::imageSizes);
}

} // namespace

Batch collate(std::span<const Encoded* const> samples, std::span<const int64_t> indices, TokenId padId)
{
    const auto add = [](int64_t sum, const Encoded* sample) { return sum + samplesIn(*sample); };
    TORCH_CHECK(!samples.empty() && std::accumulate(samples.begin(), samples.end(), int64_t{0}, add) == static_cast<int64_t>(indices.size()),
        "a batch needs one index a sample");
    const auto rows = static_cast<int64_t>(samples.size());
    const int64_t length = longest(samples);
    Batch batch;
    batch.ids = torch::empty({rows, length}, torch::kInt64);
    batch.labels = torch::empty({rows, length}, torch::kInt64);
    const bool isPadded = std::any_of(samples.begin(), samples.end(),
        [length](const Encoded* sample) { return static_cast<int64_t>(sample->ids.size()) != length; });
    if (isPadded)
        batch.attentionMask = torch::empty({rows, length}, torch::kInt64);
    fillTokens(batch, samples, length, padId);
    fillPositions(batch, samples, length);
    fillOwners(batch, samples, length);
    fillPixels(batch, samples);
    batch.sampleIndices.assign(indices.begin(), indices.end());
    return batch;
}

int64_t learnedAfterShift(const Encoded& sample)
{
    if (sample.labels.empty())
        return 0;
    return std::count_if(sample.labels.begin() + 1, sample.labels.end(), [](int32_t label) { return label != kIgnoreLabel; });
}

Batch toDevice(Batch batch, const torch::Device& device)
{
    for (auto* tensor : {&batch.ids, &batch.labels, &batch.attentionMask, &batch.positionIds, &batch.pixelValues, &batch.imageGridThw,
             &batch.imageSizes, &batch.segments, &batch.owners}) {
        if (tensor->defined())
            *tensor = tensor->to(device);
    }
    return batch;
}

} // namespace lorikeet
