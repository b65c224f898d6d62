#pragma once
/// @file Which ids a model knows.

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lorikeet {

class ModelFamily;

/// Rows of the token embedding; 0 = the family lists none.
int64_t vocabularyRows(const ModelFamily& family, const Json& config);

/// The first id that an embedding of `rows` rows has no row for. @param placeholder may lie past the embedding, since features take its place
std::optional<int32_t> unknownId(const std::vector<int32_t>& ids, int64_t rows, int32_t placeholder);

} // namespace lorikeet
