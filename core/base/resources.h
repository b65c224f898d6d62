#pragma once
/// @file Where templates, presets and starter models lie.

#include <string>

namespace lorikeet {

/// Absolute path of a file in resources/ (`templates/llava.yaml`): `LORIKEET_RESOURCES` if set, else beside the installed program
/// (`../share/lorikeet`), else the source tree that built it. @throws Error when it is in none of them.
std::string resourcePath(const std::string& relative);

/// `0.1.0`
std::string version();

} // namespace lorikeet
