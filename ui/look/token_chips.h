#pragma once
/// @file A conversation as chips: one a token, pictures collapsed into one.

#include "core/models/processor.h"

#include <QString>

#include <vector>

namespace lorikeet {

struct TokenChip {
    QString text;           ///< As shown: a visible mark for spaces at its start, "⏎" for a line's end.
    int firstToken = 0;     ///< Index in TokenLine::ids.
    int tokenCount = 1;     ///< More than 1 for a picture.
    int picture = -1;       ///< Which picture of the sample it stands for.
    bool isLearned = false;
    bool isSpecial = false; ///< A mark of the conversation format.
    bool isPicture = false;
    bool isLost = false;    ///< The length limit takes it away.
    bool endsLine = false;  ///< The text goes on in the next row.
};

/// All tokens of a conversation, those that the length limit takes among them.
struct TokenLine {
    std::vector<int32_t> ids;
    std::vector<int32_t> labels;
    std::vector<int> places; ///< Index in Encoded::ids; -1 = training doesn't get it. Empty = the same index.
    std::vector<bool> isLost; ///< Empty = nothing is.

    int placeOf(size_t token) const { return places.empty() ? static_cast<int>(token) : places[token]; }
    bool isLostAt(size_t token) const { return !isLost.empty() && isLost[token]; }
    int64_t lostCount() const;
    int64_t lostAnswerCount() const; ///< Of those that would have been learned.
};

TokenLine tokenLine(const Encoded& encoded);

/// The chips in the order of the line's ids; together they stand for every id exactly once.
/// @param imageToken what stands for pictures; "" where the model sees none
std::vector<TokenChip> makeTokenChips(const Encoded& encoded, const TokenLine& line, const Tokenizer& tokenizer, const std::string& imageToken);

/// Number, id, what becomes of it, its positions where the model counts on three axes.
QString chipWords(const TokenChip& chip, const Encoded& encoded, const TokenLine& line);

/// "Position in time 4, down 5, across 6"; "" where the model counts tokens only.
QString positionWords(const Encoded& encoded, int place);

} // namespace lorikeet
