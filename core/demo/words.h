#pragma once
/// @file Text-only questions and answers for lesson 1.

#include "core/demo/random.h"
#include "core/demo/scene.h"

#include <vector>

namespace lorikeet::demo {

/// Saying phrases about shapes in the other language, numbers in order, opposites. Held-out ones are translations of phrases that
/// no row of the other kind translates.
Question wordQuestion(Random& random, bool isHeldOut);

} // namespace lorikeet::demo
