#include "core/nn/embedding_noise.h"

#include <cmath>
#include <utility>

namespace lorikeet::nn {
namespace {

thread_local double noiseAlpha = 0.0;

} // namespace

EmbeddingNoiseGuard::EmbeddingNoiseGuard(double alpha) : before_(std::exchange(noiseAlpha, alpha)) {}

EmbeddingNoiseGuard::~EmbeddingNoiseGuard() { noiseAlpha = before_; }

torch::Tensor withNoise(const torch::Tensor& embeds)
{
    if (noiseAlpha <= 0.0)
        return embeds;
    const double bound = noiseAlpha / std::sqrt(static_cast<double>(embeds.size(1) * embeds.size(2)));
    return embeds + torch::empty_like(embeds).uniform_(-bound, bound);
}

} // namespace lorikeet::nn
