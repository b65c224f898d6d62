#pragma once
/// @file Text made in core that people read: an English sentence with %1… and its arguments.
///
/// Core has no tr(). The English sentence is the id under which ui looks up a translation (context `core`);
/// LK_TEXT marks it for lupdate.

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// Marks an English sentence that ui may translate.
#define LK_TEXT(sentence) sentence

namespace lorikeet {

struct Text {
    std::string id;                ///< English, with %1, %2 … where the arguments go.
    std::vector<std::string> args; ///< Already formatted for people.

    Text() = default;
    Text(const char* sentence) : id(sentence) {}
    Text(std::string sentence) : id(std::move(sentence)) {}
    template <typename... Args>
        requires(sizeof...(Args) > 0)
    Text(const char* sentence, const Args&... values) : id(sentence), args{toArg(values)...}
    {
    }

    bool empty() const { return id.empty(); }
    /// The sentence with its arguments filled in.
    std::string english() const;

    bool operator==(const Text&) const = default;

private:
    static std::string toArg(const std::string& value) { return value; }
    static std::string toArg(const char* value) { return value; }
    template <typename Number>
        requires std::is_arithmetic_v<Number>
    static std::string toArg(Number value)
    {
        if constexpr (std::is_floating_point_v<Number>)
            return formatNumber(static_cast<double>(value));
        else
            return std::to_string(value);
    }
    static std::string formatNumber(double value);
};

} // namespace lorikeet
