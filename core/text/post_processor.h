#pragma once
/// @file The post-processor of a tokenizer.json: the special tokens around a single text.

#include "core/base/json.h"
#include "core/text/bpe.h"

#include <string>
#include <vector>

namespace lorikeet {

struct PostProcessor {
    std::vector<TokenId> before;
    std::vector<TokenId> behind;
};

/// @throws Error naming `file` and the type when it isn't supported.
PostProcessor makePostProcessor(const Json& config, const std::string& file);

} // namespace lorikeet
