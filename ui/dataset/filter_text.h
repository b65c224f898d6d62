#pragma once
/// @file The text of a filter as chips and completion change it.

#include <QString>
#include <QStringList>

namespace lorikeet {

/// Whether one of the filter's terms outside parentheses and quotes is this one.
bool hasTerm(const QString& filter, const QString& term);
/// The filter with the term added at its end (an "or" is put in parentheses first) or taken out.
QString withTerm(const QString& filter, const QString& term, bool isOn);
/// The value as it must be written behind a colon: in quotes where it holds spaces or signs.
QString quoted(const QString& value);
/// The piece before the cursor that completion works on, and where it begins.
struct TypedPiece {
    int begin = 0;
    QString text;
};
TypedPiece pieceAt(const QString& filter, int cursor);
/// What the piece may become: fields with their colon, or the values of a field.
QStringList completionsOf(const QString& piece);

} // namespace lorikeet
