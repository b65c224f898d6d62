#pragma once
/// @file The decoder of a tokenizer.json: from tokens back to text.

#include "core/base/json.h"

#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

class TokenDecoder {
public:
    virtual ~TokenDecoder() = default;
    /// Rewrites the tokens; joined, they are the text. Thread-safe.
    virtual void apply(std::vector<std::string>& tokens) const = 0;
};

/// Null for a null object: tokens are joined by spaces. @throws Error naming `file` and the type when it isn't supported.
std::unique_ptr<TokenDecoder> makeTokenDecoder(const Json& config, const std::string& file);

/// The byte that a token like <0x0A> stands for, -1 for others.
int byteOfToken(const std::string& token);

} // namespace lorikeet
