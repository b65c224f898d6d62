#pragma once
/// @file Activation functions by transformers' names.

#include "core/models/config_reader.h"

#include <string>

namespace lorikeet {

/// gelu (erf), gelu_pytorch_tanh, quick_gelu, silu, relu
enum class Activation { Gelu, GeluTanh, QuickGelu, Silu, Relu };

/// @throws Error naming the key for a function that isn't built.
Activation readActivation(const ConfigReader& config, const std::string& key, Activation fallback);

} // namespace lorikeet
