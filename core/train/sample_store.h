#pragma once
/// @file The usable samples of one side of the split, encoded once where memory allows.

#include "core/data/sample.h"
#include "core/models/processor.h"

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

private:
    std::vector<Sample> samples_;
    std::vector<int64_t> indices_;
    std::vector<int64_t> lengths_;
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
