#pragma once
/// @file A finding about the data. A bad sample is an Issue that people see in a list, never an exception.

#include "core/base/text.h"

#include <string>
#include <vector>

namespace lorikeet {

enum class Severity { Fatal, Warning, Note };

struct Issue {
    Severity severity = Severity::Fatal;
    std::string rule;   ///< Stable short name, e.g. "image.missing"; same in log, report and help.
    std::string file;   ///< Data file or picture that it is about.
    int row = -1;       ///< 0-based row in the data file, -1 when it is about the whole file. Shown to people 1-based.
    Text message;       ///< What is wrong.
    Text fix;           ///< What to do.
    size_t sample = static_cast<size_t>(-1); ///< Index in the Dataset, or -1 when the row became no sample.
};

const char* severityName(Severity severity); ///< "fatal", "warning", "note".
/// `FILE, row N: WHAT FIX` in English, with N counted from 1 as people count.
std::string describe(const Issue& issue);

} // namespace lorikeet
