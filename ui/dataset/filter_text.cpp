#include "ui/dataset/filter_text.h"

#include "core/data/filter/filter.h"

#include <vector>

namespace lorikeet {
namespace {

struct Span {
    int begin;
    int end;
};

/// Terms at the top level: split at spaces outside quotes, regular expressions and parentheses.
std::vector<Span> termsOf(const QString& filter)
{
    std::vector<Span> terms;
    int depth = 0, begin = -1;
    bool isQuoted = false;
    for (int i = 0; i < filter.size(); ++i) {
        const QChar c = filter[i];
        if (c == u'\\' && isQuoted) {
            ++i;
            continue;
        }
        if (c == u'"')
            isQuoted = !isQuoted;
        else if (!isQuoted && c == u'(')
            ++depth;
        else if (!isQuoted && c == u')')
            --depth;
        const bool isGap = c.isSpace() && !isQuoted && depth <= 0;
        if (!isGap && begin < 0)
            begin = i;
        if (isGap && begin >= 0) {
            terms.push_back({begin, i});
            begin = -1;
        }
    }
    if (begin >= 0)
        terms.push_back({begin, static_cast<int>(filter.size())});
    return terms;
}

QStringList fieldNames()
{
    QStringList names;
    for (const FilterField& field : filterFields())
        names << QString::fromStdString(field.name);
    return names;
}

} // namespace

bool hasTerm(const QString& filter, const QString& term)
{
    for (const Span& span : termsOf(filter))
        if (filter.mid(span.begin, span.end - span.begin) == term)
            return true;
    return false;
}

QString withTerm(const QString& filter, const QString& term, bool isOn)
{
    QString text = filter.trimmed();
    if (isOn) {
        if (hasTerm(text, term))
            return text;
        if (hasTerm(text, QStringLiteral("or")) || hasTerm(text, QStringLiteral("OR")))
            text = u'(' + text + u')';
        return text.isEmpty() ? term : text + u' ' + term;
    }
    QStringList kept;
    for (const Span& span : termsOf(text))
        if (const QString piece = text.mid(span.begin, span.end - span.begin); piece != term)
            kept << piece;
    text = kept.join(u' ');
    // What was put in parentheses for the term's sake comes out of them.
    if (kept.size() == 1 && text.startsWith(u'(') && text.endsWith(u')'))
        text = text.mid(1, text.size() - 2);
    return text;
}

QString quoted(const QString& value)
{
    bool isPlain = !value.isEmpty();
    for (const QChar c : value)
        isPlain = isPlain && (c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.' || c == u'/');
    if (isPlain && !value.startsWith(u'-') && !value.startsWith(u'/'))
        return value;
    QString escaped = value;
    escaped.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\""));
    return u'"' + escaped + u'"';
}

TypedPiece pieceAt(const QString& filter, int cursor)
{
    int begin = std::min(cursor, static_cast<int>(filter.size()));
    while (begin > 0 && !filter[begin - 1].isSpace() && filter[begin - 1] != u'(' && filter[begin - 1] != u'-')
        --begin;
    return {begin, filter.mid(begin, cursor - begin)};
}

QStringList completionsOf(const QString& piece)
{
    const qsizetype colon = piece.indexOf(u':');
    QStringList found;
    if (colon < 0) {
        if (piece.isEmpty())
            return {};
        for (const QString& name : fieldNames())
            if (name.startsWith(piece, Qt::CaseInsensitive))
                found << (name.endsWith(u'.') ? name : name + u':');
        return found;
    }
    for (const FilterField& field : filterFields())
        if (QString::fromStdString(field.name) == piece.left(colon).toLower())
            for (const std::string& value : field.values)
                if (const QString word = QString::fromStdString(value); word.startsWith(piece.mid(colon + 1), Qt::CaseInsensitive) && word != piece.mid(colon + 1))
                    found << piece.left(colon + 1) + word;
    return found;
}

} // namespace lorikeet
