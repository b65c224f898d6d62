#pragma once
/// @file JSON values and their reading, with errors that name the file.

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace lorikeet {

/// Keys sorted; for reading. Inserting a key is logarithmic.
using Json = nlohmann::json;
/// Keys in the order written; for files that people read. Look-up is linear.
using OrderedJson = nlohmann::ordered_json;

/// Parses UTF-8 JSON text (a byte order mark is skipped).
/// @param origin the path or name that an error shows.
/// @throws Error when the text is not valid JSON, is nested deeper than 64, or is not UTF-8.
Json parseJson(std::string_view text, const std::string& origin);

/// Reads and parses a file. @throws Error when it can't be read or parsed.
Json readJsonFile(const std::string& path);

/// Compact JSON on one line; bytes that are not UTF-8 become U+FFFD; NaN and infinity become null.
std::string toJsonLine(const OrderedJson& value);
/// Appends the text as a JSON string with its quotation marks; bytes that are not UTF-8 become U+FFFD.
void appendJsonString(std::string& to, std::string_view text);
/// Indented JSON with a final newline.
std::string toPrettyJson(const OrderedJson& value);

} // namespace lorikeet
