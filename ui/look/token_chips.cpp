#include "ui/look/token_chips.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringDecoder>

#include <map>

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

TokenChip pictureChip(const SeenImage& image, const std::string& imageToken, size_t which, size_t count, int id)
{
    TokenChip chip;
    const QString name = QString::fromStdString(imageToken);
    chip.text = count > 1 ? TokenChips::tr("picture %1: %2 × %3").arg(which + 1).arg(name).arg(image.plan.tokens) : QStringLiteral("%1 × %2").arg(name).arg(image.plan.tokens);
    chip.firstToken = image.firstToken;
    chip.tokenCount = image.plan.tokens;
    chip.isPicture = true;
    chip.toolTip = TokenChips::tr("%1\nTokens %2 to %3 · id %4\nEach stands for a part of the picture.")
                       .arg(QFileInfo(QString::fromStdString(image.file)).fileName())
                       .arg(image.firstToken + 1)
                       .arg(image.firstToken + image.plan.tokens)
                       .arg(id);
    return chip;
}

} // namespace

std::vector<TokenChip> makeTokenChips(const Encoded& encoded, const Tokenizer& tokenizer, const std::string& imageToken)
{
    std::map<int, size_t> pictures;
    for (size_t i = 0; i < encoded.images.size(); ++i)
        if (encoded.images[i].firstToken >= 0 && encoded.images[i].plan.tokens > 0)
            pictures.emplace(encoded.images[i].firstToken, i);
    std::vector<TokenChip> chips;
    const int count = static_cast<int>(encoded.ids.size());
    for (int at = 0; at < count;) {
        const auto picture = pictures.find(at);
        if (picture != pictures.end() && at + encoded.images[picture->second].plan.tokens <= count)
            chips.push_back(pictureChip(encoded.images[picture->second], imageToken, picture->second, encoded.images.size(), encoded.ids[static_cast<size_t>(at)]));
        else
            chips.push_back(tokenChip(encoded, tokenizer, at));
        at += chips.back().tokenCount;
    }
    return chips;
}

} // namespace lorikeet
