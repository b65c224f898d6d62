#pragma once
/// @file What differs between two answers, word by word (character by character in scripts without spaces).

#include <QString>

#include <vector>

namespace lorikeet {

struct DiffPart {
    enum class Kind { Same, Extra, Missing };
    Kind kind = Kind::Same;
    QString text;
    bool operator==(const DiffPart&) const = default;
};

/// Parts of `answer` in order (Same, Extra), with what only the reference has (Missing) where it would stand.
std::vector<DiffPart> diffWords(const QString& reference, const QString& answer);
/// Whether the answer is the reference, apart from white space around it.
bool isExactlyRight(const QString& reference, const QString& answer);

} // namespace lorikeet
