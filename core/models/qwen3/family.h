#pragma once
/// @file The qwen3 text family.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& qwen3Family();

} // namespace lorikeet
