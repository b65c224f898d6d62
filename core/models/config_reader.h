#pragma once
/// @file Reads keys of a config.json with errors that name file and key.

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// A JSON object and where it stands, e.g. "models/a/config.json, text_config". A key that is null counts as missing.
class ConfigReader {
public:
    /// @throws Error when `object` is not a JSON object.
    ConfigReader(const Json& object, std::string where);

    bool has(const std::string& key) const;
    /// The object under `key`. @throws Error when it is missing or not an object.
    ConfigReader child(const std::string& key) const;
    const Json& json() const { return *object_; }
    const std::string& where() const { return where_; }

    /// A whole number between `minimum` and `maximum`. @throws Error naming the key when it is missing or outside.
    int64_t count(const std::string& key, int64_t minimum = 1, int64_t maximum = 100'000'000) const;
    int64_t countOr(const std::string& key, int64_t fallback, int64_t minimum = 1, int64_t maximum = 100'000'000) const;
    double numberOr(const std::string& key, double fallback) const;
    std::optional<double> number(const std::string& key) const;
    bool flagOr(const std::string& key, bool fallback) const;
    std::string wordOr(const std::string& key, const std::string& fallback) const;

    /// Ends with an Error about `key`: `problem` is what is wrong with it.
    [[noreturn]] void fail(const std::string& key, const std::string& problem) const;

private:
    const Json& at(const std::string& key) const;
    const Json* object_;
    std::string where_;
};

} // namespace lorikeet
