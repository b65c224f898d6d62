#pragma once
/// @file Loss on held-out data.

#include "core/models/causal_lm.h"
#include "core/train/sample_store.h"

#include <atomic>
#include <optional>

namespace lorikeet {

struct EvalResult {
    double loss = 0;           ///< Mean over all learned tokens.
    int64_t learnedTokens = 0;
    std::vector<BadSample> bad; ///< Left out.
};

/// @param batchSize samples a forward pass. `stop` (may be null) ends it early with nullopt.
std::optional<EvalResult> evaluateLoss(CausalLm& model, SampleStore& store, int batchSize, TokenId padId, const torch::Device& device,
    const std::atomic<bool>* stop = nullptr);

} // namespace lorikeet
