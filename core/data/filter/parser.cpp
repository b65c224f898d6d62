#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/node.h"
#include "core/text/fold.h"

// or   := and { "or" and }
// and  := not { ["and"] not }
// not  := ("not" | "-") not | "(" or ")" | term
// term := FIELD (":" | "=" | "<" | "<=" | ">" | ">=") VALUE | /REGEX/[i] | "PHRASE" | WORD

namespace lorikeet {
namespace {

constexpr int kMaxDepth = 64;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isFieldChar(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80; }

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    FilterNode parseAll()
    {
        skipSpaces();
        if (at_ == text_.size())
            return nullptr;
        FilterNode node = parseOr();
        if (at_ < text_.size())
            fail(LK_TEXT("At character %1 a parenthesis closes that was not opened."), at_, LK_TEXT("Remove it, or put it in quotes to search for it."));
        return node;
    }

private:
    size_t positionOf(size_t byte) const { return countCharacters(text_.substr(0, byte)) + 1; }
    [[noreturn]] void fail(const char* sentence, size_t byte, const char* hint) const { throw Error(Text(sentence, positionOf(byte)), Text(hint)); }
    void skipSpaces()
    {
        while (at_ < text_.size() && isSpace(text_[at_]))
            ++at_;
    }
    bool isAt(char c) const { return at_ < text_.size() && text_[at_] == c; }

    /// Takes the word "and", "or" or "not" where it stands alone.
    bool takeKeyword(std::string_view word)
    {
        const size_t end = at_ + word.size();
        if (end > text_.size() || toLowerAscii(text_.substr(at_, word.size())) != word)
            return false;
        if (end < text_.size() && !isSpace(text_[end]) && text_[end] != '(' && text_[end] != ')')
            return false;
        at_ = end;
        skipSpaces();
        return true;
    }

    FilterNode parseOr()
    {
        if (++depth_ > kMaxDepth)
            fail(LK_TEXT("At character %1 parentheses are nested too deep."), at_, LK_TEXT("Make the filter simpler."));
        std::vector<FilterNode> parts{parseAnd()};
        while (takeKeyword("or"))
            parts.push_back(parseAnd());
        --depth_;
        return makeOr(std::move(parts));
    }

    FilterNode parseAnd()
    {
        std::vector<FilterNode> parts{parseNot()};
        while (at_ < text_.size() && !isAt(')')) {
            const size_t before = at_;
            if (takeKeyword("or")) {
                at_ = before;
                break;
            }
            takeKeyword("and");
            parts.push_back(parseNot());
        }
        return makeAnd(std::move(parts));
    }

    FilterNode parseNot()
    {
        bool isNegated = false;
        for (;;) {
            const bool isDash = isAt('-') && at_ + 1 < text_.size() && !isSpace(text_[at_ + 1]);
            if (isDash)
                ++at_;
            if (!isDash && !takeKeyword("not"))
                break;
            isNegated = !isNegated;
        }
        FilterNode node = isAt('(') ? parseGroup() : parseTerm();
        skipSpaces();
        return isNegated ? makeNot(std::move(node)) : node;
    }

    FilterNode parseGroup()
    {
        const size_t open = at_++;
        skipSpaces();
        if (isAt(')'))
            fail(LK_TEXT("The parentheses at character %1 are empty."), open, LK_TEXT("Write a word or a field between them, or remove them."));
        FilterNode node = parseOr();
        if (!isAt(')'))
            fail(LK_TEXT("The parenthesis at character %1 is not closed."), open, LK_TEXT("Add a closing parenthesis."));
        ++at_;
        return node;
    }

    FilterNode parseTerm()
    {
        if (at_ >= text_.size() || isAt(')'))
            fail(LK_TEXT("At character %1 a word or a field is missing."), at_, LK_TEXT("Write what to look for behind \"and\", \"or\", \"not\" or \"-\"."));
        const size_t begin = at_;
        size_t end = at_;
        while (end < text_.size() && isFieldChar(text_[end]))
            ++end;
        const bool hasOp = end > begin && end < text_.size() && std::string_view(":=<>").find(text_[end]) != std::string_view::npos;
        if (hasOp && static_cast<unsigned char>(text_[begin]) < 0x80 && !(text_[begin] >= '0' && text_[begin] <= '9') && !text_.substr(end).starts_with("://"))
            return parseField(begin, end);
        bool isRegex = false;
        bool ignoresCase = false;
        const std::string value = takeValue(isRegex, ignoresCase);
        return makeTextNode(value, isRegex, ignoresCase, positionOf(begin));
    }

    FilterNode parseField(size_t begin, size_t end)
    {
        FieldTerm term;
        term.field = toLowerAscii(text_.substr(begin, end - begin));
        at_ = end;
        if (isAt(':'))
            ++at_;
        term.op = takeComparison();
        const bool isRange = isAt('.');
        term.position = positionOf(at_);
        if (at_ >= text_.size() || (isSpace(text_[at_]) && !isRange) || isAt(')'))
            fail(LK_TEXT("At character %1 a value is missing."), at_, LK_TEXT("Write it directly behind the field, as in tokens:>200 or tag:night."));
        term.value = takeValue(term.isRegex, term.ignoresCase);
        return makeFieldNode(term, positionOf(begin));
    }

    FieldTerm::Op takeComparison()
    {
        using enum FieldTerm::Op;
        for (const auto& [sign, op] : {std::pair{"<=", LessEqual}, {">=", GreaterEqual}, {"<", Less}, {">", Greater}, {"=", Equal}})
            if (text_.substr(at_).starts_with(sign)) {
                at_ += std::string_view(sign).size();
                return op;
            }
        return Has;
    }

    /// A quoted text, a regular expression or what goes to the next space or parenthesis.
    std::string takeValue(bool& isRegex, bool& ignoresCase)
    {
        const size_t begin = at_;
        if (isAt('"') || (isAt('/') && text_.find('/', at_ + 1) != std::string_view::npos)) {
            isRegex = isAt('/');
            std::string value = takeQuoted(text_[at_]);
            if (isRegex && isAt('i')) {
                ignoresCase = true;
                ++at_;
            }
            return value;
        }
        while (at_ < text_.size() && !isSpace(text_[at_]) && text_[at_] != ')' && text_[at_] != '(')
            ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }

    std::string takeQuoted(char mark)
    {
        const size_t open = at_++;
        std::string value;
        while (at_ < text_.size() && text_[at_] != mark) {
            // A backslash keeps the mark; in a regular expression all others are its own.
            if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == mark || mark == '"')) {
                ++at_;
            } else if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                value += text_[at_++];
            }
            value += text_[at_++];
        }
        if (at_ >= text_.size())
            fail(mark == '"' ? LK_TEXT("The quotation mark at character %1 is not closed.") : LK_TEXT("The / at character %1 begins a pattern that does not end."), open,
                mark == '"' ? LK_TEXT("Add a closing quotation mark.") : LK_TEXT("End the pattern with a /, or put the / in quotes to search for it."));
        ++at_;
        return value;
    }

    std::string_view text_;
    size_t at_ = 0;
    int depth_ = 0;
};

} // namespace

Filter Filter::parse(std::string_view text)
{
    Filter filter;
    filter.text_ = trim(text);
    filter.root_ = Parser(filter.text_).parseAll();
    return filter;
}

} // namespace lorikeet
