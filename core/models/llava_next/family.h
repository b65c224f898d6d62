#pragma once
/// @file LLaVA-NeXT (LLaVA-1.6): LLaVA that sees a picture in several tiles.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& llavaNextFamily();

} // namespace lorikeet
