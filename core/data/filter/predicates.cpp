#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/field_tests.h"
#include "core/text/fold.h"
#include "core/text/search_pattern.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace lorikeet {
namespace {

std::optional<double> readPlainNumber(std::string_view text)
{
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

[[noreturn]] void failAtNumber(const FieldTerm& term)
{
    throw Error(Text(LK_TEXT("At character %1: \"%2\" is no number for %3."), term.position, term.value, term.field),
        Text(LK_TEXT("Write for example %1:>200 or %1:100..200."), term.field));
}

double needNumber(const FieldTerm& term, std::string_view text)
{
    const auto number = readNumber(text);
    if (!number)
        failAtNumber(term);
    return *number;
}

} // namespace

std::optional<double> readNumber(std::string_view text)
{
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return readPlainNumber(text);
    const auto above = readPlainNumber(text.substr(0, slash));
    const auto under = readPlainNumber(text.substr(slash + 1));
    return above && under && *under != 0 ? std::optional(*above / *under) : std::nullopt;
}

std::function<bool(double)> makeNumberPredicate(const FieldTerm& term)
{
    using enum FieldTerm::Op;
    if (term.isRegex)
        failAtNumber(term);
    const size_t dots = term.value.find("..");
    if (dots != std::string::npos) {
        const std::string low = term.value.substr(0, dots);
        const std::string high = term.value.substr(dots + 2);
        if ((term.op != Has && term.op != Equal) || (low.empty() && high.empty()))
            failAtNumber(term);
        const double least = low.empty() ? -std::numeric_limits<double>::infinity() : needNumber(term, low);
        const double most = high.empty() ? std::numeric_limits<double>::infinity() : needNumber(term, high);
        return [least, most](double value) { return value >= least && value <= most; };
    }
    const double bound = needNumber(term, term.value);
    switch (term.op) {
    case Less:
        return [bound](double value) { return value < bound; };
    case LessEqual:
        return [bound](double value) { return value <= bound; };
    case Greater:
        return [bound](double value) { return value > bound; };
    case GreaterEqual:
        return [bound](double value) { return value >= bound; };
    case Has:
    case Equal:
        break;
    }
    // Ratios such as 16/9 aren't exact.
    return [bound](double value) { return std::abs(value - bound) <= 1e-3 * std::max(1.0, std::abs(bound)) * (bound == std::floor(bound) ? 1e-6 : 1.0); };
}

std::function<bool(std::string_view)> makeTextPredicate(const FieldTerm& term)
{
    if (term.isRegex) {
        const SearchPattern pattern(term.value, {!term.ignoresCase, false, true});
        return [pattern](std::string_view text) { return pattern.matches(text); };
    }
    if (term.op != FieldTerm::Op::Has && term.op != FieldTerm::Op::Equal)
        throw Error(Text(LK_TEXT("At character %1: %2 is a text; it can't be compared by < or >."), term.position, term.field),
            Text(LK_TEXT("Write %1:WORD, %1=WORD or %1:/PATTERN/."), term.field));
    std::string wanted = foldCase(term.value);
    if (term.op == FieldTerm::Op::Equal)
        return [wanted](std::string_view text) { return text == wanted; };
    return [wanted](std::string_view text) { return text.find(wanted) != std::string_view::npos; };
}

} // namespace lorikeet
