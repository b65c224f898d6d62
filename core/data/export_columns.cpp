// What an export says of columns that it hasn't got.
#include "core/data/export_writers.h"
#include "core/data/formats/other_columns.h"

namespace lorikeet {
namespace {

/// Whether a row holds the column's value, and not something of the form's own under that name.
bool isWritten(const OtherColumn& column, const OrderedJson& row)
{
    const auto found = row.find(column.name);
    const std::string text = found == row.end() ? "" : found->is_string() ? found->get<std::string>() : toJsonLine(*found);
    return text == columnText(*findColumn(*column.first, column.name));
}

} // namespace

void reportLostColumns(const UsedColumns& used, const std::vector<const Sample*>& samples, const std::function<OrderedJson(const Sample&)>& row, ExportResult& result)
{
    const auto report = [&](const Text& message) {
        result.lostColumns.push_back({Severity::Warning, "export.column", samples.front()->file, -1, message,
            LK_TEXT("Take it from the original file where it is needed: sample_id says whose it is.")});
    };
    for (const OtherColumn& column : used.others) {
        if (column.first != nullptr && !isWritten(column, row(*column.first)))
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
