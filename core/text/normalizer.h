#pragma once
/// @file The normalizer of a tokenizer.json.

#include "core/base/json.h"

#include <memory>
#include <string>

namespace lorikeet {

class Normalizer {
public:
    virtual ~Normalizer() = default;
    /// Changes valid UTF-8 text in place. Thread-safe.
    virtual void apply(std::string& text) const = 0;
};

/// Null for a null object. @throws Error naming `file` and the type when it isn't supported.
std::unique_ptr<Normalizer> makeNormalizer(const Json& config, const std::string& file);

} // namespace lorikeet
