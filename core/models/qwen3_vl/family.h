#pragma once
/// @file Qwen3-VL: learned positions in the tower, features of its layers in the first layers of Qwen3.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& qwen3VlFamily();

} // namespace lorikeet
