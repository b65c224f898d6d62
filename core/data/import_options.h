#pragma once
/// @file What a person decided about how a data file or folder is read; kept with the dataset in the project.

#include "core/base/error.h"

#include <functional>
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

/// Asked again and again while data is read: whether nobody waits for it any more. It decides nothing about the data, so all are equal.
struct StopSign {
    std::function<bool()> isSet;

    /// @throws Error when it is set.
    void check() const
    {
        if (isSet && isSet())
            throw Error(LK_TEXT("Reading the data was stopped."), LK_TEXT("Choose the data again to read it."));
    }
    bool operator==(const StopSign&) const { return true; }
};

struct ImportOptions {
    std::string encoding;                  ///< Of text that is not UTF-8 (a name of knownEncodings()); "" = not chosen: such text is a finding.
    std::optional<ColumnMapping> columns;  ///< Unset = as the columns' names and contents say.
    std::vector<std::string> folders;      ///< Further folders (absolute) whose pictures may be read.
    StopSign stop = {};                    ///< Of this reading; not kept.

    bool operator==(const ImportOptions&) const = default;
};

} // namespace lorikeet
