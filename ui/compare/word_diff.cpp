#include "ui/compare/word_diff.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// Longer texts are compared as a whole: the table below would be too large.
constexpr size_t kMaxWords = 2000;

bool standsAlone(QChar c)
{
    const auto script = c.script();
    return script == QChar::Script_Han || script == QChar::Script_Hiragana || script == QChar::Script_Katakana || script == QChar::Script_Thai;
}

/// Words with the white space before them.
std::vector<QString> wordsOf(const QString& text)
{
    std::vector<QString> words;
    QString word;
    bool hasBody = false;
    for (const QChar c : text) {
        const bool isSpace = c.isSpace();
        if (hasBody && (isSpace || standsAlone(c) || standsAlone(word.back()))) {
            words.push_back(word);
            word.clear();
            hasBody = false;
        }
        word += c;
        hasBody = hasBody || !isSpace;
    }
    if (!word.isEmpty())
        words.push_back(word);
    return words;
}

void append(std::vector<DiffPart>& parts, DiffPart::Kind kind, const QString& text)
{
    if (!parts.empty() && parts.back().kind == kind)
        parts.back().text += text;
    else
        parts.push_back({kind, text});
}

} // namespace

std::vector<DiffPart> diffWords(const QString& reference, const QString& answer)
{
    const auto a = wordsOf(reference.trimmed());
    const auto b = wordsOf(answer.trimmed());
    if (a.size() > kMaxWords || b.size() > kMaxWords)
        return {{isExactlyRight(reference, answer) ? DiffPart::Kind::Same : DiffPart::Kind::Extra, answer}};
    const auto isSame = [&](size_t i, size_t j) { return a[i].trimmed() == b[j].trimmed(); };
    // common[i][j]: length of the longest common run of words of a[i..] and b[j..]
    const size_t width = b.size() + 1;
    std::vector<int> common((a.size() + 1) * width, 0);
    for (size_t i = a.size(); i-- > 0;)
        for (size_t j = b.size(); j-- > 0;)
            common[i * width + j] = isSame(i, j) ? common[(i + 1) * width + j + 1] + 1
                                                 : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    std::vector<DiffPart> parts;
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && isSame(i, j)) {
            append(parts, DiffPart::Kind::Same, b[j++]);
            ++i;
        } else if (i < a.size() && (j == b.size() || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
            append(parts, DiffPart::Kind::Missing, a[i++]);
        } else {
            append(parts, DiffPart::Kind::Extra, b[j++]);
        }
    }
    return parts;
}

bool isExactlyRight(const QString& reference, const QString& answer)
{
    return reference.trimmed() == answer.trimmed();
}

} // namespace lorikeet
