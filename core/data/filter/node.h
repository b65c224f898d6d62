#pragma once
/// @file A filter as a tree; each node becomes a test of one sample once it is bound to the data.

#include "core/data/filter/filter.h"

#include <functional>

namespace lorikeet {

using SampleTest = std::function<bool(size_t sample)>;

struct Filter::Node {
    Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    /// The test lives no longer than the view and the node. It is called from several threads.
    virtual SampleTest bind(const DataView& view) const = 0;
};

using FilterNode = std::shared_ptr<const Filter::Node>;

/// A node from a function that binds.
FilterNode makeNode(std::function<SampleTest(const DataView&)> bind);
FilterNode makeAnd(std::vector<FilterNode> parts);
FilterNode makeOr(std::vector<FilterNode> parts);
FilterNode makeNot(FilterNode part);

/// What stands behind a field.
struct FieldTerm {
    enum class Op { Has, Equal, Less, LessEqual, Greater, GreaterEqual }; ///< Has: the colon.
    std::string field;    ///< As typed, in small letters; without "column.".
    Op op = Op::Has;
    std::string value;
    bool isRegex = false;
    bool ignoresCase = false; ///< /…/i
    size_t position = 0;      ///< Of the value's first character, from 1.
};
/// @throws Error for an unknown field or a value that makes no sense there.
FilterNode makeFieldNode(const FieldTerm& term, size_t fieldPosition);
/// A word, a phrase or a regular expression without a field.
FilterNode makeTextNode(const std::string& text, bool isRegex, bool ignoresCase, size_t position);

} // namespace lorikeet
