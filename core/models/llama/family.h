#pragma once
/// @file The llama text family.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& llamaFamily();

} // namespace lorikeet
