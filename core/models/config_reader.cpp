#include "core/models/config_reader.h"

#include "core/base/error.h"

#include <fmt/format.h>

namespace lorikeet {

ConfigReader::ConfigReader(const Json& object, std::string where) : object_(&object), where_(std::move(where))
{
    if (!object.is_object())
        throw Error(Text(LK_TEXT("%1 is not a JSON object."), where_), Text(LK_TEXT("Take the file as the model's publisher ships it.")));
}

bool ConfigReader::has(const std::string& key) const
{
    const auto found = object_->find(key);
    return found != object_->end() && !found->is_null();
}

void ConfigReader::fail(const std::string& key, const std::string& problem) const
{
    throw Error(Text(LK_TEXT("%1: key \"%2\" %3."), where_, key, problem),
        Text(LK_TEXT("Take the file as the model's publisher ships it, or choose another model.")));
}

const Json& ConfigReader::at(const std::string& key) const
{
    if (!has(key))
        fail(key, "is missing");
    return (*object_)[key];
}

ConfigReader ConfigReader::child(const std::string& key) const
{
    const Json& value = at(key);
    if (!value.is_object())
        fail(key, "must be an object");
    return ConfigReader(value, where_ + ", " + key);
}

int64_t ConfigReader::count(const std::string& key, int64_t minimum, int64_t maximum) const
{
    const Json& value = at(key);
    if (!value.is_number_integer())
        fail(key, "must be a whole number");
    if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(maximum))
        fail(key, fmt::format("is {}, but may be at most {}", value.get<uint64_t>(), maximum));
    const int64_t number = value.get<int64_t>();
    if (number < minimum || number > maximum)
        fail(key, fmt::format("is {}, but must be from {} to {}", number, minimum, maximum));
    return number;
}

int64_t ConfigReader::countOr(const std::string& key, int64_t fallback, int64_t minimum, int64_t maximum) const
{
    return has(key) ? count(key, minimum, maximum) : fallback;
}

std::optional<double> ConfigReader::number(const std::string& key) const
{
    if (!has(key))
        return std::nullopt;
    const Json& value = at(key);
    if (!value.is_number())
        fail(key, "must be a number");
    return value.get<double>();
}

double ConfigReader::numberOr(const std::string& key, double fallback) const
{
    return number(key).value_or(fallback);
}

bool ConfigReader::flagOr(const std::string& key, bool fallback) const
{
    if (!has(key))
        return fallback;
    const Json& value = at(key);
    if (!value.is_boolean())
        fail(key, "must be true or false");
    return value.get<bool>();
}

std::string ConfigReader::wordOr(const std::string& key, const std::string& fallback) const
{
    if (!has(key))
        return fallback;
    const Json& value = at(key);
    if (!value.is_string())
        fail(key, "must be text");
    return value.get<std::string>();
}

} // namespace lorikeet
