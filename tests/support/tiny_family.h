#pragma once
/// @file A small random model folder of every family, without torch and without Python.

#include "core/base/json.h"

#include <QString>

#include <string>

namespace lorikeet::test {

/// What a tiny model of one family is made of.
struct TinyFamily {
    Json config;
    Json preprocessor; ///< preprocessor_config.json; null = a text family
};

/// @param name as ModelFamily::name() gives it. Ends the program with a message where there is none of that name: add it in tiny_family.cpp.
TinyFamily tinyFamily(const std::string& name);

/// Writes config, tokenizer (one token a byte, and special tokens), picture settings and random weights. Returns the folder.
QString makeTinyFamily(const QString& folder, const std::string& name, unsigned seed = 1);

} // namespace lorikeet::test
