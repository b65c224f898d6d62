#pragma once
/// @file NEFTune: noise on the token embeddings while a model learns. Engine only. @see transformers, neftune_noise_alpha

#include "core/nn/torch.h"

namespace lorikeet::nn {

/// While one of these lives, withNoise() on this thread adds noise of this strength; 0 = none.
class EmbeddingNoiseGuard {
public:
    explicit EmbeddingNoiseGuard(double alpha);
    ~EmbeddingNoiseGuard();
    EmbeddingNoiseGuard(const EmbeddingNoiseGuard&) = delete;
    EmbeddingNoiseGuard& operator=(const EmbeddingNoiseGuard&) = delete;

private:
    double before_;
};

/// embeds + uniform noise in ±alpha / √(T · D), padding counted. @param embeds [B, T, D]
torch::Tensor withNoise(const torch::Tensor& embeds);

} // namespace lorikeet::nn
