#pragma once
/// @file A picture's facts as bytes, for the store.

#include "core/vision/picture_facts.h"

#include <optional>
#include <string>
#include <string_view>

namespace lorikeet {

std::string factsToBytes(const PictureFacts& facts);
/// nullopt where the bytes are no facts.
std::optional<PictureFacts> factsFromBytes(std::string_view bytes);

} // namespace lorikeet
