#pragma once
/// @file SmolVLM and Idefics3, which it grew from.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& smolVlmFamily();
const ModelFamily& idefics3Family();

} // namespace lorikeet
