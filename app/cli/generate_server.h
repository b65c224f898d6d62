#pragma once
/// @file `generate --serve`: answers JSON lines until stdin ends.

#include "core/base/error.h"
#include "core/data/sample.h"
#include "core/infer/generator.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet::cli {

/// {id, messages | prompt, system, images[], adapter | null, max_new_tokens, temperature, top_p, seed} or {cancel: id} in;
/// {ready, model}, {id, delta}, {id, done, text, tokens, seconds}, {id, error, hint} out. A request never ends the server.
ExitCode serveGeneration(const Generator::Setup& setup);

/// A question with pictures; where it holds no `<image>`, one a picture is put at its start.
Sample promptSample(const std::string& prompt, const std::vector<std::string>& images, const std::optional<std::string>& system);

} // namespace lorikeet::cli
