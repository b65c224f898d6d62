#include "ui/look/token_chips.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringDecoder>

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

TokenChip tokenChip(const Encoded& encoded, const Tokenizer& tokenizer, int at)
{
    const auto index = static_cast<size_t>(at);
    const TokenId id = encoded.ids[index];
    TokenChip chip;
    const QString text = readable(tokenizer.tokenText(id));
    chip.text = visible(text);
    chip.firstToken = at;
    chip.isLearned = encoded.labels[index] != kIgnoreLabel;
    chip.isSpecial = tokenizer.isSpecial(id);
    chip.endsLine = text.endsWith('\n');
    chip.toolTip = TokenChips::tr("Token %1 · id %2\n%3").arg(at + 1).arg(id).arg(chip.isLearned ? TokenChips::tr("Learned: the model is taught to say this.") : TokenChips::tr("Read only."));
    return chip;
}

/// @param run tokens of the picture that follow each other from `at` on
TokenChip pictureChip(const Encoded& encoded, const std::string& imageToken, size_t which, int at, int run)
{
    TokenChip chip;
    const QString name = QString::fromStdString(imageToken);
    chip.text = encoded.images.size() > 1 ? TokenChips::tr("picture %1: %2 × %3").arg(which + 1).arg(name).arg(run) : QStringLiteral("%1 × %2").arg(name).arg(run);
    chip.firstToken = at;
    chip.tokenCount = run;
    chip.isPicture = true;
    chip.toolTip = TokenChips::tr("%1\nTokens %2 to %3 · id %4\nEach stands for a part of the picture.")
                       .arg(QFileInfo(QString::fromStdString(encoded.images[which].file)).fileName())
                       .arg(at + 1)
                       .arg(at + run)
                       .arg(encoded.ids[static_cast<size_t>(at)]);
    return chip;
}

/// A picture's tokens may stand in several places, with marks of rows and columns between them.
struct PictureRuns {
    const Encoded& encoded;
    size_t which = 0;
    int used = 0; ///< Tokens of `which` so far.

    /// How many tokens from `at` on belong to the picture whose turn it is; 0 = that is no picture's token.
    int take(int at)
    {
        if (which >= encoded.images.size() || encoded.images[which].firstToken < 0 || at < encoded.images[which].firstToken)
            return 0;
        const SeenImage& image = encoded.images[which];
        const int32_t token = encoded.ids[static_cast<size_t>(image.firstToken)];
        int run = 0;
        while (used + run < image.plan.tokens && static_cast<size_t>(at + run) < encoded.ids.size() && encoded.ids[static_cast<size_t>(at + run)] == token)
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

std::vector<TokenChip> makeTokenChips(const Encoded& encoded, const Tokenizer& tokenizer, const std::string& imageToken)
{
    PictureRuns runs{encoded};
    std::vector<TokenChip> chips;
    const int count = static_cast<int>(encoded.ids.size());
    for (int at = 0; at < count;) {
        const size_t which = runs.which;
        const int run = runs.take(at);
        chips.push_back(run > 0 ? pictureChip(encoded, imageToken, which, at, run) : tokenChip(encoded, tokenizer, at));
        runs.goOn();
        at += chips.back().tokenCount;
    }
    return chips;
}

} // namespace lorikeet
