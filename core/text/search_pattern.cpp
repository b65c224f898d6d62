#define PCRE2_CODE_UNIT_WIDTH 8
#include "core/text/search_pattern.h"

#include "core/base/error.h"
#include "core/text/fold.h"

#include <pcre2.h>

#include <array>

namespace lorikeet {
namespace {

/// Steps that one search in one text may take: some milliseconds. A sane pattern needs a few hundred.
constexpr uint32_t kMaxSteps = 200'000;
constexpr uint32_t kMaxHeapKib = 16 * 1024;
constexpr uint32_t kMaxGroups = 64;

/// Room for one thread's matching.
struct Scratch {
    pcre2_match_data* data = pcre2_match_data_create(kMaxGroups, nullptr);
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_jit_stack* stack = pcre2_jit_stack_create(32 * 1024, 2 * 1024 * 1024, nullptr);
    Scratch()
    {
        if (data == nullptr || context == nullptr || stack == nullptr)
            throw std::bad_alloc();
        pcre2_jit_stack_assign(context, nullptr, stack);
        pcre2_set_match_limit(context, kMaxSteps);
        pcre2_set_heap_limit(context, kMaxHeapKib);
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

Scratch& scratch()
{
    static thread_local Scratch own;
    return own;
}

const pcre2_code* codeOf(const std::shared_ptr<const void>& code) { return static_cast<const pcre2_code*>(code.get()); }

std::string messageOf(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char*>(text.data());
}

std::string quoted(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        const bool isPlain = static_cast<unsigned char>(c) >= 0x80 || isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ' ' || c == '\n';
        if (c == '\0')
            result += "\\x00";
        else
            result += isPlain ? std::string{c} : std::string{'\\', c};
    }
    return result;
}

/// The place behind a match where the next one may begin; behind an empty one a whole character further.
size_t nextStart(std::string_view text, const PCRE2_SIZE* place)
{
    size_t start = place[1];
    if (place[1] > place[0])
        return start;
    do
        ++start;
    while (start < text.size() && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80);
    return start;
}

} // namespace

SearchPattern::SearchPattern(const std::string& pattern, const SearchOptions& options) : shown_(pattern), isRegex_(options.isRegex)
{
    if (pattern.empty())
        throw Error(LK_TEXT("There is nothing to search for."), LK_TEXT("Type a word or a pattern."));
    std::string whole = options.isRegex ? pattern : quoted(pattern);
    size_t lead = 0;
    if (options.wholeWords) {
        const std::string_view before = "(?<!\\w)(?:";
        lead = before.size();
        whole = std::string(before) + whole + ")(?!\\w)";
    }
    int code = 0;
    PCRE2_SIZE offset = 0;
    const uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | (options.matchesCase ? 0 : PCRE2_CASELESS);
    pcre2_code* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(whole.data()), whole.size(), flags, &code, &offset, nullptr);
    if (compiled == nullptr) {
        const size_t at = countCharacters(std::string_view(whole).substr(0, offset)) - std::min(lead, static_cast<size_t>(offset));
        throw Error(Text(LK_TEXT("The pattern %1 can't be understood at character %2: %3."), pattern, at + 1, messageOf(code)),
            LK_TEXT("Correct it there; a backslash before a sign such as ( or . takes it as it is."));
    }
    code_ = std::shared_ptr<const void>(compiled, [](const void* p) { pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(p))); });
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); // Without it matching is slower, but the same.
    if (groupCount() >= kMaxGroups)
        throw Error(Text(LK_TEXT("The pattern %1 has %2 groups; at most %3 are possible."), pattern, groupCount(), kMaxGroups - 1),
            LK_TEXT("Write (?: … ) where a group need not be kept."));
}

size_t SearchPattern::groupCount() const
{
    uint32_t count = 0;
    pcre2_pattern_info(codeOf(code_), PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

int SearchPattern::match(std::string_view text, size_t start, uint32_t options) const
{
    const int found = pcre2_match(codeOf(code_), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), start, options, scratch().data, scratch().context);
    if (found >= 0 || found == PCRE2_ERROR_NOMATCH)
        return found;
    throw Error(Text(LK_TEXT("The pattern %1 takes too long for a text of %2 bytes (%3)."), shown_, text.size(), messageOf(found)),
        LK_TEXT("Make it simpler: avoid a repetition inside a repetition, as in (a+)+."));
}

bool SearchPattern::matches(std::string_view text) const
{
    return match(text, 0, 0) >= 0;
}

void SearchPattern::findAll(std::string_view text, std::vector<TextRange>& found) const
{
    found.clear();
    size_t start = 0;
    while (start <= text.size() && match(text, start, 0) >= 0) {
        const PCRE2_SIZE* place = pcre2_get_ovector_pointer(scratch().data);
        if (place[1] > place[0])
            found.push_back({static_cast<uint32_t>(place[0]), static_cast<uint32_t>(place[1])});
        start = nextStart(text, place);
    }
}

size_t SearchPattern::replaceAll(std::string_view text, const Replacement& replacement, std::string& result) const
{
    result.clear();
    size_t count = 0;
    size_t copied = 0;
    size_t start = 0;
    while (start <= text.size()) {
        const int groups = match(text, start, 0);
        if (groups < 0)
            break;
        const PCRE2_SIZE* place = pcre2_get_ovector_pointer(scratch().data);
        if (place[0] < copied || place[1] < place[0]) // \K in a lookahead
            break;
        result.append(text.substr(copied, place[0] - copied));
        for (const Replacement::Piece& piece : replacement.pieces_) {
            if (piece.group < 0)
                result += piece.text;
            else if (piece.group < groups && place[2 * piece.group] != PCRE2_UNSET)
                result.append(text.substr(place[2 * piece.group], place[2 * piece.group + 1] - place[2 * piece.group]));
        }
        copied = place[1];
        start = nextStart(text, place);
        ++count;
    }
    result.append(text.substr(std::min(copied, text.size())));
    return count;
}

SearchPattern::Replacement::Replacement(std::string_view text, const SearchPattern& pattern)
{
    std::string plain;
    const auto addGroup = [&](const std::string& digits) {
        const int group = digits.size() > 4 ? static_cast<int>(kMaxGroups) : std::stoi(digits);
        if (static_cast<size_t>(group) > pattern.groupCount())
            throw Error(Text(LK_TEXT("The replacement names group %1, but the pattern %2 has %3."), digits, pattern.shown_, pattern.groupCount()),
                LK_TEXT("Put the part that you mean into ( … ), or write $$ for a dollar sign."));
        pieces_.push_back({std::move(plain), -1});
        pieces_.push_back({{}, group});
        plain.clear();
    };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        const size_t brace = c == '$' && next == '{' ? text.find('}', i) : std::string_view::npos;
        const std::string named = brace == std::string_view::npos ? std::string() : std::string(text.substr(i + 2, brace - i - 2));
        if (!pattern.isRegex_ || (c != '$' && c != '\\')) {
            plain += c;
        } else if (isDigit(next)) {
            addGroup(std::string{next});
            ++i;
        } else if (!named.empty() && std::all_of(named.begin(), named.end(), isDigit)) {
            addGroup(named);
            i = brace;
        } else if (next == c) {
            plain += c;
            ++i;
        } else if (c == '\\' && (next == 'n' || next == 't')) {
            plain += next == 'n' ? '\n' : '\t';
            ++i;
        } else {
            plain += c;
        }
    }
    pieces_.push_back({std::move(plain), -1});
}

} // namespace lorikeet
