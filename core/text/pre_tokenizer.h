#pragma once
/// @file The pre-tokenizer of a tokenizer.json: cuts text into words that are merged on their own.

#include "core/base/json.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Words one behind the other in one text.
struct Pieces {
    std::string text;
    std::vector<uint32_t> ends;
    bool startsText = true; ///< The first piece begins the whole text (nothing, not even a special token, stands before it).

    size_t size() const { return ends.size(); }
    std::string_view piece(size_t i) const
    {
        const uint32_t begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(text).substr(begin, ends[i] - begin);
    }
    void add(std::string_view piece)
    {
        if (piece.empty())
            return;
        text += piece;
        ends.push_back(static_cast<uint32_t>(text.size()));
    }
};

class PreTokenizer {
public:
    virtual ~PreTokenizer() = default;
    /// Cuts (and, for ByteLevel and Metaspace, rewrites) each piece. Thread-safe.
    virtual void apply(Pieces& pieces) const = 0;
};

/// Null for a null object. @throws Error naming `file` and the type when it isn't supported.
std::unique_ptr<PreTokenizer> makePreTokenizer(const Json& config, const std::string& file);

} // namespace lorikeet
