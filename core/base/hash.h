#pragma once
/// @file SHA-256.

#include <string>
#include <string_view>

namespace lorikeet {

/// 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);
/// Of a file's bytes, read in pieces. @throws Error with ExitCode::Io when it can't be read.
std::string sha256HexOfFile(const std::string& path);

} // namespace lorikeet
