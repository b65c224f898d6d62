#pragma once
/// @file A small tree of a YAML file with line numbers; anchors, aliases and deep nesting are refused.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lorikeet {

struct YamlNode {
    enum class Kind { Scalar, List, Map };

    Kind kind = Kind::Scalar;
    std::string text;      ///< Of a scalar, as written; "" for nothing at all.
    bool isPlain = true;   ///< A scalar without quotes: words like `null` and `yes` have a meaning.
    int line = 0;          ///< 1-based; 0 = not from a file.
    std::vector<YamlNode> items;                            ///< Of a list.
    std::vector<std::pair<std::string, YamlNode>> entries;  ///< Of a map, in order.

    /// A plain `null`, `~` or nothing.
    bool isNull() const;
};

/// One YAML document. Text that begins with `{` may be JSON.
/// @throws Error naming origin and line: not YAML, not UTF-8, several documents, anchors or aliases, deeper than 32, a key twice.
YamlNode parseYaml(std::string_view text, const std::string& origin);


} // namespace lorikeet
