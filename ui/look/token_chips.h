#pragma once
/// @file A conversation as chips: one a token, pictures collapsed into one.

#include "core/models/processor.h"

#include <QString>

#include <vector>

namespace lorikeet {

struct TokenChip {
    QString text;          ///< As shown: a visible mark for spaces at its start, "⏎" for a line's end.
    QString toolTip;       ///< Id, exact text, whether it is learned.
    int firstToken = 0;    ///< Index in Encoded::ids.
    int tokenCount = 1;    ///< More than 1 for a picture.
    bool isLearned = false;
    bool isSpecial = false; ///< A mark of the conversation format.
    bool isPicture = false;
    bool endsLine = false; ///< The text goes on in the next row.
};

/// The chips of a sample in the order of its ids; together they stand for every id exactly once.
std::vector<TokenChip> makeTokenChips(const Encoded& encoded, const Tokenizer& tokenizer, const std::string& imageToken);

} // namespace lorikeet
