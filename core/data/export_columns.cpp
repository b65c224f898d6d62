// What an export says of columns that it hasn't got.
#include "core/data/export_writers.h"
#include "core/data/formats/other_columns.h"

#include <algorithm>

namespace lorikeet {
namespace {

using MakeRow = std::function<OrderedJson(const Sample&)>;

/// The text of a row's value; "" where it has none.
std::string textIn(const OrderedJson& row, const std::string& column)
{
    const auto found = row.find(column);
    return found == row.end() ? "" : found->is_string() ? found->get<std::string>() : toJsonLine(*found);
}

/// Whether the form has something of its own under the column's name. In some samples both may be the same.
bool isReplaced(const OtherColumn& column, const std::vector<const Sample*>& samples, const MakeRow& row)
{
    const auto isWritten = [&](const Sample& sample) { return textIn(row(sample), column.name) == columnText(*findColumn(sample, column.name)); };
    if (!isWritten(*column.first))
        return true;
    Sample bare = *column.first;
    bare.columns.clear();
    if (textIn(row(bare), column.name) != textIn(row(*column.first), column.name))
        return false;
    return std::any_of(samples.begin(), samples.end(), [&](const Sample* sample) {
        const std::string* kept = findColumn(*sample, column.name);
        return kept != nullptr && !kept->empty() && !isWritten(*sample);
    });
}

} // namespace

void reportLostColumns(const UsedColumns& used, const std::vector<const Sample*>& samples, const std::function<OrderedJson(const Sample&)>& row, ExportResult& result)
{
    const auto report = [&](const Text& message) {
        result.lostColumns.push_back({Severity::Warning, "export.column", samples.front()->file, -1, message,
            LK_TEXT("Take it from the original file where it is needed: sample_id says whose it is.")});
    };
    for (const OtherColumn& column : used.others) {
        if (column.first != nullptr && isReplaced(column, samples, row))
            report(Text(LK_TEXT("Column \"%1\" stays behind: this form has another one of that name."), column.name));
        else if (column.tooLong > 0)
            report(Text(LK_TEXT("Column \"%1\" stays behind in %2 of %3 examples: values may have %4 bytes, those of an example together %5."), column.name, column.tooLong, used.rows,
                kMaxColumnBytes, kMaxColumnsBytes));
    }
    if (used.furtherRows > 0)
        report(Text(LK_TEXT("Further columns of %1 of %2 examples stay behind: there may be %3, with names of up to %4 bytes."), used.furtherRows, used.rows, kMaxColumns,
            kMaxColumnNameBytes));
}

} // namespace lorikeet
