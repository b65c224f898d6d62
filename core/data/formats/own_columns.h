#pragma once
/// @file Columns of our own in data files that this program writes: what the formats have no place for. Other programs pass them by.

#include "core/base/json.h"
#include "core/data/sample.h"

#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

inline constexpr const char* kSampleIdColumn = "sample_id";
inline constexpr const char* kTagsColumn = "tags";
inline constexpr const char* kProvenanceColumn = "provenance";
inline constexpr const char* kReviewColumn = "review";
inline constexpr const char* kOrientationColumn = "keep_orientation";
inline constexpr const char* kAlwaysTrainsColumn = "always_trains";
inline constexpr const char* kExcludedColumn = "excluded";
inline constexpr const char* kConversationColumn = "conversation"; ///< In tables: a JSON list of {role, content}, where question and answer don't hold it.
inline constexpr const char* kRejectedColumn = "rejected";         ///< In tables: the worse answer of a pair.

/// Whether a column is one of those.
bool isOwnColumn(std::string_view name);
/// Columns that only have one of those names and hold something else: without a `sample_id`, those with values that this program would not have written.
/// @param rows some rows of the file.
std::vector<std::string> foreignColumns(const std::vector<std::string>& columns, const std::vector<Json>& rows);
/// Takes what the row has of them, in either spelling: JSON values, or their text in a table's cell. What can't be read is left out.
/// @param foreign columns that are none.
void readOwnColumns(const Json& row, const std::vector<std::string>& foreign, Sample& sample);
/// "a, b" or a JSON list of texts.
std::vector<std::string> tagsFromText(const std::string& text);
/// The shortest text that tagsFromText() reads back.
std::string tagsToText(const std::vector<std::string>& tags);

/// Which of them some sample needs: rows of one file all have the same columns, as readers of tables want it.
struct OwnColumns {
    bool tags = false, provenance = false, review = false, orientation = false, alwaysTrains = false, excluded = false;

    void add(const Sample& sample);
    /// Appends the values to a row.
    void write(const Sample& sample, OrderedJson& row) const;
};

} // namespace lorikeet
