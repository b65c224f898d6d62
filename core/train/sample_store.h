#pragma once
/// @file The usable samples of one side of the split, encoded once where memory allows.

#include "core/data/sample.h"
#include "core/models/packing.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace lorikeet {

class SampleStore {
public:
    using Encode = std::function<Encoded(const Sample&, WithPixels)>;

    /// @param indices index of each sample in the data as it was opened.
    /// @param cacheBytes how much memory encoded samples may take.
    SampleStore(std::vector<Sample> samples, std::vector<int64_t> indices, Encode encode, uint64_t cacheBytes);

    size_t size() const { return samples_.size(); }
    const Sample& sample(size_t row) const { return samples_[row]; }
    int64_t index(size_t row) const { return indices_[row]; }
    /// With pixels. Thread-safe. Issues of a picture that can't be decoded are inside.
    std::shared_ptr<const Encoded> encoded(size_t row);
    /// Tokens of every sample.
    const std::vector<int64_t>& lengths() const { return lengths_; }
    void setLengths(std::vector<int64_t> lengths) { lengths_ = std::move(lengths); }

    /// Several samples share a row from now on. @param bos as joinPacked takes it
    void setPacks(std::vector<Pack> packs, Packing packing, std::optional<TokenId> bos);
    bool isPacked() const { return packing_ != Packing::None; }
    Packing packing() const { return packing_; }
    std::optional<TokenId> packBos() const { return packBos_; }
    /// Rows of batches: packs, or samples.
    size_t rowCount() const { return isPacked() ? packs_.size() : size(); }
    /// Tokens of every row.
    std::vector<int64_t> rowLengths() const;
    /// What a row is made of; a whole sample (end 0) where rows aren't packed.
    Pack partsOf(size_t row) const { return isPacked() ? packs_[row] : Pack{{row, 0, 0}}; }

private:
    std::vector<Sample> samples_;
    std::vector<int64_t> indices_;
    std::vector<int64_t> lengths_;
    std::vector<Pack> packs_;
    Packing packing_ = Packing::None;
    std::optional<TokenId> packBos_;
    Encode encode_;
    uint64_t freeBytes_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<const Encoded>> cache_;
};

/// A sample that could not be used after all.
struct BadSample {
    int64_t index = 0; ///< In the data as it was opened.
    Issue issue;
};

} // namespace lorikeet
