#include "core/train/sample_store.h"

#include "core/base/error.h"

#include <utility>

namespace lorikeet {
namespace {

uint64_t bytesOf(const Encoded& encoded)
{
    uint64_t bytes = sizeof(Encoded) + (encoded.ids.size() + encoded.labels.size()) * sizeof(int32_t);
    bytes += encoded.pixels.values.size() * sizeof(float);
    for (const auto& axis : encoded.positionIds)
        bytes += axis.size() * sizeof(int64_t);
    return bytes + encoded.images.size() * sizeof(SeenImage);
}

} // namespace

SampleStore::SampleStore(std::vector<Sample> samples, std::vector<int64_t> indices, Encode encode, uint64_t cacheBytes)
    : samples_(std::move(samples)), indices_(std::move(indices)), encode_(std::move(encode)), freeBytes_(cacheBytes),
      cache_(samples_.size())
{
    LK_ASSERT(samples_.size() == indices_.size());
}

void SampleStore::setPacks(std::vector<Pack> packs, Packing packing, std::optional<TokenId> bos)
{
    packs_ = std::move(packs);
    packing_ = packing;
    packBos_ = bos;
}

std::vector<int64_t> SampleStore::rowLengths() const
{
    if (!isPacked())
        return lengths_;
    std::vector<int64_t> lengths;
    for (const auto& pack : packs_) {
        lengths.push_back(0);
        for (const auto& part : pack)
            lengths.back() += static_cast<int64_t>(part.end - part.begin);
    }
    return lengths;
}

std::shared_ptr<const Encoded> SampleStore::encoded(size_t row)
{
    {
        const std::lock_guard lock(mutex_);
        if (cache_[row])
            return cache_[row];
    }
    auto encoded = std::make_shared<const Encoded>(encode_(samples_[row], WithPixels::Yes));
    const uint64_t bytes = bytesOf(*encoded);
    const std::lock_guard lock(mutex_);
    if (!cache_[row] && bytes <= freeBytes_ && encoded->isUsable()) {
        cache_[row] = encoded;
        freeBytes_ -= bytes;
    }
    return encoded;
}

} // namespace lorikeet
