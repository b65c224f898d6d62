#pragma once
/// @file Qwen2.5-VL: as Qwen2-VL, with a tower that attends in windows.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& qwen25VlFamily();

} // namespace lorikeet
