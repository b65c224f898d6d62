#pragma once
/// @file How the program speaks to people: what others wrote (file names, rows, settings) can't steer their terminal.

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

namespace lorikeet::cli {

/// The text on one line, with control characters as \n, \t or \x1b.
std::string printable(std::string_view text);

template <typename T>
inline constexpr bool kIsText = std::is_convertible_v<const T&, std::string_view>;
template <typename T>
using Said = std::conditional_t<kIsText<T>, std::string, T>;

template <typename T>
Said<T> said(const T& value)
{
    if constexpr (kIsText<T>)
        return printable(value);
    else
        return value;
}

/// fmt::print, with every text among the arguments made printable; the format is our own and stays as it is.
template <typename... Args>
void say(std::FILE* to, fmt::format_string<Said<Args>...> format, const Args&... args)
{
    const fmt::string_view pattern = format;
    fmt::vprint(to, pattern, fmt::make_format_args(static_cast<const Said<Args>&>(said(args))...));
}

} // namespace lorikeet::cli
