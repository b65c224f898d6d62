#pragma once
/// @file Gemma 3, with pictures and as a text model alone.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& gemma3Family();
const ModelFamily& gemma3TextFamily();

} // namespace lorikeet
