#pragma once
/// @file Token by token: the loop under every generated answer.

#include "core/infer/generator.h"
#include "core/models/causal_lm.h"

#include <functional>
#include <random>
#include <span>
#include <vector>

namespace lorikeet {

/// Chooses the next token from logits. @see transformers' logits processors: repetition penalty, temperature, top-k, top-p, in that order.
class TokenChooser {
public:
    explicit TokenChooser(const GenerateOptions& options);
    /// @param logits [V] of any floating dtype; @param seen ids so far (for the repetition penalty).
    TokenId choose(const torch::Tensor& logits, std::span<const TokenId> seen);

private:
    GenerateOptions options_;
    std::mt19937_64 random_;
};

/// Continues prompts together; they must have equal lengths and positions. Answers are without the stop token.
/// @param onToken gets (prompt, id) of each new token; false ends that answer.
std::vector<std::vector<TokenId>> decodeTogether(CausalLm& model, std::span<const Encoded* const> prompts, const GenerateOptions& options,
    std::span<const TokenId> stops, const torch::Device& device, const std::function<bool(size_t, TokenId)>& onToken = {});

/// The same for prompts of any lengths, in groups of at most `groupSize` that fit together.
std::vector<std::vector<TokenId>> decodeAll(CausalLm& model, std::span<const Encoded* const> prompts, const GenerateOptions& options,
    std::span<const TokenId> stops, const torch::Device& device, size_t groupSize);

} // namespace lorikeet
