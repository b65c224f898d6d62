#pragma once
/// @file CSV and TSV (RFC 4180): one record to its fields, and which character divides them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// Fields without their quotation marks; a doubled mark in quotes is one.
std::vector<std::string> parseCsvRecord(std::string_view record, char delimiter);
/// A field as it is written: in quotes where it must be.
std::string csvField(std::string_view text);

struct CsvLayout {
    char delimiter = ',';
    bool hasHeader = true;
    std::vector<std::string> columns; ///< Names from the header, else "column 1" …; always different from each other.
    bool hasPictures = false;         ///< A column of picture names was seen.
};
/// Told from the beginning of a file (`isWhole`: that is all of it). nullopt where no character divides most lines alike into two or more fields.
std::optional<CsvLayout> findCsvLayout(std::string_view head, bool isWhole);
/// The layout when the file is known to have a header and commas or tabs, however few its columns.
CsvLayout csvLayoutWithHeader(std::string_view head, bool isWhole);

} // namespace lorikeet
