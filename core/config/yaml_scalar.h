#pragma once
/// @file Plain words and numbers as YAML 1.1 reads them (with `1e-4` a number, as LLaMA-Factory's reader does).

#include <optional>
#include <string>
#include <string_view>

namespace lorikeet {

/// "", ~, null.
bool isNullWord(std::string_view text);
/// yes/no, on/off, true/false.
std::optional<bool> toFlag(std::string_view text);
/// 10, -3, 1_000, 0x1F, 0b11, 012 (octal); nullopt for anything else and beyond 64 bits.
std::optional<int64_t> toInteger(std::string_view text);
/// Integers, and 0.5, .5, 1., 1e-4, 1_000.5; .inf and .nan too.
std::optional<double> toNumber(std::string_view text);

/// The text as a YAML scalar that is read back as this very text: with double quotes where needed.
std::string quoteScalar(const std::string& text);

} // namespace lorikeet
