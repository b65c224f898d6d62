#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/text/regex.h"

#include "core/base/error.h"

#include <pcre2.h>

#include <array>

namespace lorikeet {
namespace {

/// What \s means in the engines that wrote the patterns; PCRE2's own also takes U+180E.
constexpr std::string_view kSpaces = "\\t-\\r\\x{85}\\p{Z}";

std::string withUnicodeSpaces(const std::string& pattern)
{
    std::string result;
    bool inClass = false;
    for (size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\' && i + 1 < pattern.size()) {
            const char next = pattern[++i];
            if (next == 's')
                result += inClass ? std::string(kSpaces) : "[" + std::string(kSpaces) + "]";
            else if (next == 'S' && !inClass)
                result += "[^" + std::string(kSpaces) + "]";
            else
                result += std::string{c, next};
            continue;
        }
        if (c == '[' && !inClass)
            inClass = true;
        else if (c == ']' && inClass && pattern[i - 1] != '[')
            inClass = false;
        result += c;
    }
    return result;
}

/// Room for one thread's matching.
struct Scratch {
    pcre2_match_data* data = pcre2_match_data_create(8, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 8 * 1024 * 1024, nullptr);
    Scratch()
    {
        if (data == nullptr || context == nullptr || stack == nullptr)
            throw std::bad_alloc();
        pcre2_jit_stack_assign(context, nullptr, stack);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch()
    {
        pcre2_match_data_free(data);
        pcre2_match_context_free(context);
        pcre2_jit_stack_free(stack);
    }
};

std::string messageOf(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

} // namespace

Regex::Regex(const std::string& pattern, const std::string& origin)
{
    const std::string translated = withUnicodeSpaces(pattern);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
        PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK, &code, &offset, nullptr);
    if (compiled == nullptr)
        throw Error(Text(LK_TEXT("%1: the regular expression %2 can't be used: %3."), origin, pattern, messageOf(code)),
            Text(LK_TEXT("Take the file as the model's publisher ships it, or choose another model.")));
    // Without the compiler matching is slower, but the same.
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    code_ = std::shared_ptr<const void>(compiled, [](const void* p) { pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(p))); });
}

Regex Regex::literal(std::string_view text)
{
    Regex regex;
    regex.literal_ = text;
    return regex;
}

void Regex::findAll(std::string_view text, std::vector<TextRange>& matches) const
{
    matches.clear();
    if (code_ == nullptr) {
        if (literal_.empty())
            return;
        for (size_t at = text.find(literal_); at != std::string_view::npos; at = text.find(literal_, at + literal_.size()))
            matches.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(at + literal_.size())});
        return;
    }
    static thread_local Scratch scratch;
    const auto* code = static_cast<const pcre2_code*>(code_.get());
    size_t start = 0;
    while (start < text.size()) {
        const int found = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start, PCRE2_NO_UTF_CHECK, scratch.data, scratch.context);
        if (found == PCRE2_ERROR_NOMATCH)
            return;
        if (found < 0)
            throw Error(Text(LK_TEXT("A text of %1 bytes is too much for the tokenizer's regular expression: %2."), text.size(), messageOf(found)),
                Text(LK_TEXT("Cut the text into shorter ones.")));
        const PCRE2_SIZE* place = pcre2_get_ovector_pointer(scratch.data);
        if (place[1] > place[0])
            matches.push_back({static_cast<uint32_t>(place[0]), static_cast<uint32_t>(place[1])});
        start = place[1];
        if (place[1] == place[0]) // step over a whole character
            do
                ++start;
            while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80);
    }
}

} // namespace lorikeet
