#pragma once
/// @file Qwen2-VL: a tower for pictures of any size, positions in rows and columns, Qwen2.

#include "core/models/family.h"
#include "core/models/name_map.h"

#include <span>

namespace lorikeet {

const ModelFamily& qwen2VlFamily();

/// Names in files of Qwen2-VL and Qwen2.5-VL.
std::span<const NamePrefix> qwen2VlNames();

} // namespace lorikeet
