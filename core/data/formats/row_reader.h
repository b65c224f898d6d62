#pragma once
/// @file From one parsed row of a data file to a Sample.

#include "core/base/json.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/own_columns.h"
#include "core/data/issue.h"
#include "core/data/media_path.h"
#include "core/data/sample.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// What rows are read by beside their description.
struct RowRules {
    bool isByContent = false;         ///< Nobody described the rows: pictures and roles may have any of the usual names.
    std::vector<std::string> foreign; ///< Columns that only have the name of one of our own.
};
inline const RowRules kAsDescribed;

/// Reads rows of one file. Thread-safe for different rows.
class RowReader {
public:
    RowReader(const DatasetDescription& description, const MediaPaths& media, std::string file, const RowRules& rules = kAsDescribed)
        : description_(description), media_(media), file_(std::move(file)), rules_(rules)
    {
    }

    /// nullopt when the row can't be used: then `issues` says why.
    std::optional<Sample> read(std::string_view text, int row, std::vector<Issue>& issues) const;
    /// The same of a parsed row.
    std::optional<Sample> read(const Json& json, int row, std::vector<Issue>& issues) const;
    const DatasetDescription& description() const { return description_; }

private:
    const DatasetDescription& description_;
    const MediaPaths& media_;
    std::string file_;
    const RowRules& rules_;
};

/// One row while it is read: its place for messages, and what was found.
struct RowInHand {
    const Json& json;
    const DatasetDescription& description;
    const std::string& file;
    int row;
    std::vector<Issue>& issues;
    const RowRules& rules = kAsDescribed;

    /// Adds a fatal issue, the row's file and number with it; returns false so that readers can `return row.refuse(…)`.
    bool refuse(std::string rule, Text message, Text fix) const;
    /// The value of a column; null where it is not named, absent or null.
    const Json* column(const std::string& name) const;
    const Json* column(const std::optional<std::string>& name) const { return name ? column(*name) : nullptr; }
    /// The column that holds this row's pictures; null where none does. Of rows by content, `images` or `image`, whichever has some.
    const std::string* pictureColumn() const;
    /// Earlier turns; null where there are none. In a table only a list is that: a text is a column of its own.
    const Json* history() const;
    bool isForeign(std::string_view name) const;
    int number() const { return row + 1; } ///< As people count.
};

/// The formats. Each fills messages, system and tools; false where the row was refused.
bool readAlpacaRow(const RowInHand& row, Sample& sample);
bool readShareGptRow(const RowInHand& row, Sample& sample);
/// The better and the worse answer of a preference pair, behind the conversation.
bool readPair(const RowInHand& row, Sample& sample);
/// One message object of a conversation.
bool readMessage(const RowInHand& row, const Json& message, size_t number, Message& result);
/// Pictures that typed parts of OpenAI-style messages name, in reading order.
std::vector<std::string> imagesInMessages(const RowInHand& row);
/// Fills images and imagesAsWritten from the row's picture column: text, a list of text, or nothing.
bool readImages(const RowInHand& row, const MediaPaths& media, Sample& sample);
/// Checks and appends one path. @param written as in the file.
bool appendImage(const RowInHand& row, const MediaPaths& media, const std::string& written, Sample& sample);

} // namespace lorikeet
