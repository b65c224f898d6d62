#include "core/config/option.h"

#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/config/option_groups.h"
#include "core/config/yaml_node.h"
#include "core/config/yaml_scalar.h"

#include <cmath>

namespace lorikeet {
namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<double>;

std::string numberText(double value)
{
    return fmt::format("{}", value);
}

/// "768*768" as 589824; nullopt where it is no product of whole numbers.
std::optional<int64_t> toProduct(const std::string& text)
{
    int64_t product = 1;
    for (const auto& part : split(text, '*')) {
        const auto factor = toInteger(trim(part));
        if (!factor || __builtin_mul_overflow(product, *factor, &product))
            return std::nullopt;
    }
    return product;
}

std::string shownValue(const YamlNode& node)
{
    if (node.kind == YamlNode::Kind::Map)
        return "{…}";
    if (node.kind == YamlNode::Kind::Scalar)
        return node.text;
    Words texts;
    for (const auto& item : node.items)
        texts.push_back(shownValue(item));
    return fmt::format("[{}]", join(texts, ", "));
}

[[noreturn]] void refuse(const Option& option, const YamlNode& node)
{
    throw Error(Text(LK_TEXT("%1: the value \"%2\" is not allowed."), option.key, shownValue(node)),
        Text(LK_TEXT("Allowed for %1: %2."), option.key, option.allowed()));
}

std::string scalarOf(const Option& option, const YamlNode& node)
{
    if (node.kind != YamlNode::Kind::Scalar)
        refuse(option, node);
    return trim(node.text);
}

double numberOf(const Option& option, const YamlNode& node)
{
    const auto value = toNumber(scalarOf(option, node));
    if (!value || !std::isfinite(*value) || *value < option.minimum || *value > option.maximum)
        refuse(option, node);
    return *value;
}

int64_t integerOf(const Option& option, const YamlNode& node)
{
    const std::string text = scalarOf(option, node);
    auto value = option.unit == "pixels" ? toProduct(text) : toInteger(text);
    if (!value) { // 500.0 and 1e3 are whole numbers too
        const auto number = toNumber(text);
        if (!number || std::floor(*number) != *number || std::abs(*number) > 9e15)
            refuse(option, node);
        value = static_cast<int64_t>(*number);
    }
    const auto asNumber = static_cast<double>(*value);
    if (asNumber < option.minimum || asNumber > option.maximum)
        refuse(option, node);
    return *value;
}

/// A word that has to be one of the choices is found in any case; `false` in YAML may have been the word "no".
std::string wordOf(const Option& option, const YamlNode& node)
{
    const std::string text = option.choices.empty() && !node.isPlain ? node.text : scalarOf(option, node);
    if (node.kind != YamlNode::Kind::Scalar)
        refuse(option, node);
    if (option.choices.empty())
        return text;
    for (const auto& choice : option.choices)
        if (toLowerAscii(text) == choice)
            return choice;
    const bool isOff = node.isPlain && toFlag(text) == false;
    if (!isOff || std::find(option.choices.begin(), option.choices.end(), "no") == option.choices.end())
        refuse(option, node);
    return "no";
}

/// Comma text, except for a regular expression, which may hold commas itself.
Words wordsOf(const Option& option, const YamlNode& node)
{
    Words words;
    if (node.kind == YamlNode::Kind::List) {
        for (const auto& item : node.items)
            words.push_back(scalarOf(option, item));
    } else {
        const std::string text = scalarOf(option, node);
        const bool isExpression = option.key == "lora_target" && text.find_first_of("()[]{}|*+?\\^$") != std::string::npos;
        if (isExpression)
            words.push_back(text);
        else
            for (const auto& part : split(text, ','))
                words.push_back(trim(part));
    }
    std::erase(words, "");
    return words;
}

struct Setter {
    const Option& option;
    const YamlNode& node;

    void operator()(bool* field) const
    {
        const auto flag = toFlag(scalarOf(option, node));
        if (!flag)
            refuse(option, node);
        *field = *flag;
    }
    void operator()(int* field) const { *field = static_cast<int>(integerOf(option, node)); }
    void operator()(int64_t* field) const { *field = integerOf(option, node); }
    void operator()(double* field) const { *field = numberOf(option, node); }
    void operator()(std::string* field) const { *field = wordOf(option, node); }
    void operator()(Words* field) const { *field = wordsOf(option, node); }
    void operator()(Numbers* field) const
    {
        Numbers numbers;
        for (const auto& word : wordsOf(option, node)) {
            YamlNode item;
            item.text = word;
            numbers.push_back(numberOf(option, item));
        }
        *field = numbers;
    }
    void operator()(std::optional<int>* field) const { *field = static_cast<int>(integerOf(option, node)); }
    void operator()(std::optional<double>* field) const
    {
        const double value = numberOf(option, node);
        // LLaMA-Factory's window writes 0 for "off".
        *field = value == 0 ? std::nullopt : std::optional<double>(value);
    }
};

struct Getter {
    std::string operator()(const bool* field) const { return *field ? "true" : "false"; }
    std::string operator()(const int* field) const { return std::to_string(*field); }
    std::string operator()(const int64_t* field) const { return std::to_string(*field); }
    std::string operator()(const double* field) const { return numberText(*field); }
    std::string operator()(const std::string* field) const { return quoteScalar(*field); }
    std::string operator()(const Words* field) const
    {
        Words quoted;
        for (const auto& word : *field)
            quoted.push_back(quoteScalar(word));
        return fmt::format("[{}]", join(quoted, ", "));
    }
    std::string operator()(const Numbers* field) const
    {
        Words texts;
        for (const double number : *field)
            texts.push_back(numberText(number));
        return fmt::format("[{}]", join(texts, ", "));
    }
    std::string operator()(const std::optional<int>* field) const { return *field ? std::to_string(**field) : "null"; }
    std::string operator()(const std::optional<double>* field) const { return *field ? numberText(**field) : "null"; }
};

bool isOptional(const OptionField& field)
{
    return std::holds_alternative<std::optional<int>*>(field) || std::holds_alternative<std::optional<double>*>(field);
}

std::string rangeText(const Option& option)
{
    const bool hasMinimum = std::isfinite(option.minimum);
    const bool hasMaximum = std::isfinite(option.maximum);
    if (hasMinimum && hasMaximum)
        return fmt::format(" from {} to {}", option.minimum, option.maximum);
    if (hasMinimum)
        return fmt::format(" from {} on", option.minimum);
    return hasMaximum ? fmt::format(" up to {}", option.maximum) : "";
}

/// YAML text as a node. Text for a string is never parsed unless it is quoted: a path may hold anything.
YamlNode nodeOf(const Option& option, const std::string& yamlText)
{
    const std::string text = trim(yamlText);
    const bool isQuoted = text.starts_with('"') || text.starts_with('\'');
    const bool isFlowList = option.kind() == OptionKind::List && text.starts_with('[');
    if (isQuoted || (isFlowList && text.ends_with(']')))
        return parseYaml(text, option.key);
    YamlNode node;
    node.text = text;
    return node;
}

} // namespace

OptionKind Option::kind() const
{
    if (std::holds_alternative<bool*>(field))
        return OptionKind::Flag;
    if (std::holds_alternative<int*>(field) || std::holds_alternative<int64_t*>(field) || std::holds_alternative<std::optional<int>*>(field))
        return OptionKind::Integer;
    if (std::holds_alternative<double*>(field) || std::holds_alternative<std::optional<double>*>(field))
        return OptionKind::Number;
    if (std::holds_alternative<std::string*>(field))
        return isPath ? OptionKind::Path : OptionKind::Word;
    return OptionKind::List;
}

std::string Option::value() const
{
    return std::visit(Getter(), field);
}

std::string Option::allowed() const
{
    if (!choices.empty())
        return "one of: " + join(choices, ", ");
    const std::string orNull = isOptional(field) ? ", or null" : "";
    switch (kind()) {
    case OptionKind::Flag:
        return "true or false";
    case OptionKind::Integer:
        return "a whole number" + rangeText(*this) + orNull;
    case OptionKind::Number:
        return "a number" + rangeText(*this) + orNull;
    case OptionKind::Word:
        return "a text";
    case OptionKind::Path:
        return "a path";
    case OptionKind::List:
        break;
    }
    const bool isOfNumbers = std::holds_alternative<Numbers*>(field);
    return isOfNumbers ? "a list of numbers" + rangeText(*this) : "a list of words: [a, b] or a,b";
}

std::string Option::defaultValue() const
{
    static const std::map<std::string, std::string> defaults = [] {
        std::map<std::string, std::string> values;
        RunOptions fresh;
        for (const auto& option : listOptions(fresh))
            values[option.key] = option.value();
        return values;
    }();
    const auto found = defaults.find(key);
    LK_ASSERT(found != defaults.end());
    return found->second;
}

void Option::set(const YamlNode& node) const
{
    if (!node.isNull()) {
        std::visit(Setter{*this, node}, field);
        return;
    }
    if (const auto* integer = std::get_if<std::optional<int>*>(&field))
        **integer = std::nullopt;
    else if (const auto* number = std::get_if<std::optional<double>*>(&field))
        **number = std::nullopt;
    else if (const YamlNode fallback = nodeOf(*this, defaultValue()); !fallback.isNull())
        std::visit(Setter{*this, fallback}, field);
}

void Option::set(const std::string& yamlText) const
{
    set(nodeOf(*this, yamlText));
}

std::vector<Option> listOptions(RunOptions& options)
{
    std::vector<Option> list;
    addModelOptions(options, list);
    addDataOptions(options, list);
    addMethodOptions(options, list);
    addLoraOptions(options, list);
    addTrainOptions(options, list);
    addEvalOptions(options, list);
    addOutputOptions(options, list);
    return list;
}

} // namespace lorikeet
