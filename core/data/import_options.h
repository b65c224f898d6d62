#pragma once
/// @file What a person decided about how a data file or folder is read; kept with the dataset in the project.

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// Which columns of a table (CSV, TSV, metadata, flat JSON rows) mean what; "" = no column.
struct ColumnMapping {
    std::string picture;
    std::string question; ///< "" = every picture is asked kCaptionPrompt.
    std::string answer;
    std::string system;
    std::string tags;

    bool operator==(const ColumnMapping&) const = default;
};

struct ImportOptions {
    std::string encoding;                  ///< Of text that is not UTF-8 (a name of knownEncodings()); "" = not chosen: such text is a finding.
    std::optional<ColumnMapping> columns;  ///< Unset = as the columns' names and contents say.
    std::vector<std::string> folders;      ///< Further folders (absolute) whose pictures may be read.

    bool operator==(const ImportOptions&) const = default;
};

} // namespace lorikeet
