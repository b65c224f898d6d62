#include "ui/look/token_chips.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringDecoder>

#include <algorithm>

namespace lorikeet {
namespace {

/// Gives tr() its context.
struct TokenChips {
    Q_DECLARE_TR_FUNCTIONS(TokenChips)
};

/// Bytes that are not whole characters show as hexadecimal.
QString readable(const std::string& bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    if (!decoder.hasError() && !text.contains(QChar::ReplacementCharacter))
        return text;
    QStringList hex;
    for (const char byte : bytes)
        hex << QStringLiteral("%1").arg(static_cast<unsigned char>(byte), 2, 16, QLatin1Char('0')).toUpper();
    return "⟨" + hex.join(' ') + "⟩";
}

QString visible(QString text)
{
    text.replace('\n', QStringLiteral("⏎")).replace('\t', QStringLiteral("⇥")).replace('\r', QStringLiteral("␍"));
    if (text.startsWith(' '))
        text[0] = QChar(0x00B7);
    if (text.size() > 1 && text.endsWith(' '))
        text[text.size() - 1] = QChar(0x00B7);
    return text;
}

TokenChip tokenChip(const TokenLine& line, const Tokenizer& tokenizer, size_t at)
{
    TokenChip chip;
    const QString text = readable(tokenizer.tokenText(line.ids[at]));
    chip.text = visible(text);
    chip.firstToken = static_cast<int>(at);
    chip.isLearned = line.labels[at] != kIgnoreLabel;
    chip.isSpecial = tokenizer.isSpecial(line.ids[at]);
    chip.isLost = line.isLostAt(at);
    chip.endsLine = text.endsWith('\n');
    return chip;
}

/// Whose turn it is: a picture's tokens may stand in several places, with marks of rows and columns between them.
struct PictureRuns {
    const Encoded& encoded;
    const TokenLine& line;
    int32_t token = -1;
    size_t which = 0;
    int used = 0; ///< Tokens of `which` so far.

    /// How many tokens from `at` on belong to the picture whose turn it is; 0 = that is no picture's token.
    int take(size_t at)
    {
        if (which >= encoded.images.size() || line.ids[at] != token)
            return 0;
        const int left = encoded.images[which].plan.tokens - used;
        int run = 0;
        for (size_t next = at; run < left && next < line.ids.size() && line.ids[next] == token && line.isLostAt(next) == line.isLostAt(at); ++next)
            ++run;
        used += run;
        return run;
    }
    void goOn()
    {
        if (which < encoded.images.size() && used >= encoded.images[which].plan.tokens) {
            ++which;
            used = 0;
        }
    }
};

} // namespace

int64_t TokenLine::lostCount() const
{
    return std::count(isLost.begin(), isLost.end(), true);
}

int64_t TokenLine::lostAnswerCount() const
{
    int64_t count = 0;
    for (size_t i = 0; i < isLost.size(); ++i)
        count += isLost[i] && labels[i] != kIgnoreLabel ? 1 : 0;
    return count;
}

TokenLine tokenLine(const Encoded& encoded)
{
    if (!encoded.whole)
        return {encoded.ids, encoded.labels, {}, {}};
    TokenLine line{encoded.whole->ids, encoded.whole->labels, {}, {}};
    line.isLost.reserve(line.ids.size());
    for (const bool isKept : encoded.whole->isKept)
        line.isLost.push_back(!isKept);
    if (!encoded.isTruncated)
        return line; // The sample stays whole: what the limit would take is shown all the same.
    int next = 0;
    for (const bool isLost : line.isLost)
        line.places.push_back(isLost ? -1 : next++);
    return line;
}

std::vector<TokenChip> makeTokenChips(const Encoded& encoded, const TokenLine& line, const Tokenizer& tokenizer, const std::string& imageToken)
{
    PictureRuns runs{encoded, line, imageToken.empty() ? -1 : tokenizer.idOf(imageToken).value_or(-1)};
    std::vector<TokenChip> chips;
    for (size_t at = 0; at < line.ids.size();) {
        const size_t which = runs.which;
        const int run = runs.take(at);
        if (run == 0) {
            chips.push_back(tokenChip(line, tokenizer, at));
        } else {
            const QString count = QStringLiteral("%1 × %2").arg(QString::fromStdString(imageToken)).arg(run);
            TokenChip chip;
            chip.text = encoded.images.size() > 1 ? TokenChips::tr("picture %1: %2").arg(which + 1).arg(count) : count;
            chip.firstToken = static_cast<int>(at);
            chip.tokenCount = run;
            chip.picture = static_cast<int>(which);
            chip.isPicture = true;
            chip.isLearned = line.labels[at] != kIgnoreLabel;
            chip.isLost = line.isLostAt(at);
            chips.push_back(chip);
        }
        runs.goOn();
        at += static_cast<size_t>(chips.back().tokenCount);
    }
    return chips;
}

QString positionWords(const Encoded& encoded, int place)
{
    const auto& positions = encoded.positionIds;
    const auto at = static_cast<size_t>(place);
    if (place < 0 || positions.size() != 3 || at >= positions[0].size())
        return {};
    return TokenChips::tr("Position in time %1, down %2, across %3").arg(positions[0][at]).arg(positions[1][at]).arg(positions[2][at]);
}

QString chipWords(const TokenChip& chip, const Encoded& encoded, const TokenLine& line)
{
    const auto at = static_cast<size_t>(chip.firstToken);
    QStringList words;
    if (chip.isPicture) {
        words << QFileInfo(QString::fromStdString(encoded.images[static_cast<size_t>(chip.picture)].file)).fileName();
        words << TokenChips::tr("Tokens %1 to %2 · id %3").arg(formatCount(chip.firstToken + 1), formatCount(chip.firstToken + chip.tokenCount)).arg(line.ids[at]);
        words << TokenChips::tr("Each stands for a part of the picture.");
    } else {
        words << TokenChips::tr("Token %1 · id %2").arg(formatCount(chip.firstToken + 1)).arg(line.ids[at]);
        words << (chip.isLearned ? TokenChips::tr("Learned: the model is taught to say this.") : TokenChips::tr("Read only."));
    }
    if (chip.isLost)
        words << TokenChips::tr("Beyond the length limit: it would be cut away.");
    const QString position = positionWords(encoded, line.placeOf(at));
    const QString last = chip.tokenCount > 1 ? positionWords(encoded, line.placeOf(at + static_cast<size_t>(chip.tokenCount) - 1)) : QString();
    if (!position.isEmpty())
        words << (last.isEmpty() || last == position ? position : TokenChips::tr("From: %1\nTo: %2").arg(position, last));
    return words.join('\n');
}

} // namespace lorikeet
