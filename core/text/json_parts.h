#pragma once
/// @file Reading the parts of a tokenizer.json, with errors that name the file.

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/text/regex.h"

namespace lorikeet {

inline const Json& jsonField(const Json& object, const char* key)
{
    static const Json kNull;
    if (!object.is_object())
        return kNull;
    const auto found = object.find(key);
    return found == object.end() ? kNull : *found;
}

inline std::string jsonText(const Json& object, const char* key, const std::string& fallback = {})
{
    const Json& value = jsonField(object, key);
    return value.is_string() ? value.get<std::string>() : fallback;
}

inline bool jsonFlag(const Json& object, const char* key, bool fallback)
{
    const Json& value = jsonField(object, key);
    return value.is_boolean() ? value.get<bool>() : fallback;
}

[[noreturn]] inline void refuseTokenizer(const std::string& file, const std::string& what)
{
    throw Error(Text(LK_TEXT("%1: %2."), file, what), Text(LK_TEXT("Choose a model whose tokenizer is a BPE one, or take the file as the publisher ships it.")));
}

/// {"Regex": "…"} or {"String": "…"}.
inline Regex jsonPattern(const Json& object, const std::string& file)
{
    const Json& pattern = jsonField(object, "pattern");
    if (pattern.is_string())
        return Regex::literal(pattern.get<std::string>());
    if (jsonField(pattern, "String").is_string())
        return Regex::literal(jsonText(pattern, "String"));
    if (!jsonField(pattern, "Regex").is_string())
        refuseTokenizer(file, "a \"pattern\" is neither a Regex nor a String");
    return Regex(jsonText(pattern, "Regex"), file);
}

} // namespace lorikeet
