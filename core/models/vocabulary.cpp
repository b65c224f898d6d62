#include "core/models/vocabulary.h"

#include "core/models/family.h"

#include <algorithm>

namespace lorikeet {

int64_t vocabularyRows(const ModelFamily& family, const Json& config)
{
    for (const ParameterInfo& parameter : family.parameters(config))
        if (parameter.name.ends_with("embed_tokens.weight"))
            return parameter.shape.front();
    return 0;
}

std::optional<int32_t> unknownId(const std::vector<int32_t>& ids, int64_t rows, int32_t placeholder)
{
    const auto found = std::ranges::find_if(ids, [&](int32_t id) { return id != placeholder && (id < 0 || id >= rows); });
    return found == ids.end() ? std::nullopt : std::optional(*found);
}

} // namespace lorikeet
