#pragma once
/// @file The language with which people choose samples: `dog -cat tokens:>200 (tag:night or is:edited)`.

#include "core/base/text.h"
#include "core/data/filter/data_view.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Words must all occur (case doesn't matter); "phrases", /regular expressions/ (/…/i without case), `field:value`, `field>3`, `field:a..b`,
/// `-` or `not`, `and`, `or`, parentheses. The empty filter takes every sample.
class Filter {
public:
    Filter() = default;
    /// @throws Error naming the character (from 1) and, for an unknown field, the nearest one.
    static Filter parse(std::string_view text);

    bool isEmpty() const { return root_ == nullptr; }
    const std::string& text() const { return text_; }
    /// Indexes of the samples that it takes, rising; in parallel. @throws Error when a regular expression takes too long.
    std::vector<uint32_t> select(const DataView& view) const;

    struct Node;

private:
    std::shared_ptr<const Node> root_;
    std::string text_;
};

/// For completion and help.
struct FilterField {
    std::string name;    ///< As typed before the colon: "tokens".
    Text help;           ///< One sentence.
    std::string example; ///< A whole filter: "tokens:>200".
    std::vector<std::string> values = {}; ///< All that can follow, where it is a choice.
};
const std::vector<FilterField>& filterFields();

/// A filter with its order under a name, stored in the project.
struct SavedView {
    std::string name;
    std::string filter;
    std::string sortField; ///< "" = the data's own order.
    bool isDescending = false;

    bool operator==(const SavedView&) const = default;
};

} // namespace lorikeet
