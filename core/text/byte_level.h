#pragma once
/// @file GPT-2's bytes as visible characters, the alphabet of byte-level vocabularies.

#include <optional>
#include <string>
#include <string_view>

namespace lorikeet {

/// Appends `bytes`, each as its visible character (UTF-8).
void appendByteLevel(std::string& text, std::string_view bytes);
/// The bytes that the token stands for; nullopt when one of its characters is not in the alphabet.
std::optional<std::string> bytesOfByteLevel(std::string_view token);

} // namespace lorikeet
