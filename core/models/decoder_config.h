#pragma once
/// @file Reads a llama-style text configuration. Engine only.

#include "core/base/json.h"
#include "core/nn/decoder.h"

namespace lorikeet {

/// Reads both generations of keys (rope_theta + rope_scaling, rope_parameters); missing keys get transformers' defaults.
/// @throws Error naming the key that has a wrong type or a value that isn't built.
nn::DecoderConfig readDecoderConfig(const Json& textConfig);

/// An integer key of a model's config. @throws Error when it is there and isn't an integer.
int64_t intKey(const Json& config, const char* key, int64_t fallback);

} // namespace lorikeet
