#include "core/base/error.h"
#include "core/data/formats/row_stream.h"

#include <algorithm>
#include <array>

namespace lorikeet {
namespace {

constexpr size_t kMaxDepth = 64;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr std::array<bool, 256> kIsMark = [] {
    std::array<bool, 256> table{};
    for (const char mark : {'"', '{', '}', '[', ']', ','})
        table[static_cast<uint8_t>(mark)] = true;
    return table;
}();

bool isMark(char c)
{
    return kIsMark[static_cast<uint8_t>(c)];
}

/// Follows brackets and strings only; whether a row is sound is for its parser.
class JsonListSplitter : public RowSplitter {
public:
    JsonListSplitter(std::string file, std::string member) : file_(std::move(file)), member_(std::move(member)) {}

    size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) override
    {
        open_ = open;
        for (size_t at = from; at < bytes.size(); ++at) {
            if (isInString_)
                at = endOfString(bytes, at);
            else if (step(bytes[at], at, rows); !isMark(bytes[at]) && !isSpace(bytes[at]))
                at = endOfPlain(bytes, at);
        }
        line_ += static_cast<size_t>(std::count(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), '\n'));
        if (isLast)
            finish();
        return open_;
    }

    bool isDone() const override { return hasEnded_; }

private:
    [[noreturn]] void fail(const char* what) const
    {
        throw Error(Text(LK_TEXT("%1 is no sound JSON: %2 (near line %3)."), file_, what, line_),
            LK_TEXT("Open the file at that line, correct it and try again. A file that stops in the middle must be copied again."));
    }

    bool isAtRows() const { return isInRows_ && depth_ == rowDepth_; }

    /// The last byte before the next mark. Once a value has begun, nothing else changes anything.
    static size_t endOfPlain(std::string_view bytes, size_t at)
    {
        while (at + 1 < bytes.size() && !isMark(bytes[at + 1]))
            ++at;
        return at;
    }

    /// The last byte of the string that was looked at: its closing mark, or the end of the piece.
    size_t endOfString(std::string_view bytes, size_t at)
    {
        const bool isKey = depth_ == 1 && !isInRows_;
        for (; at < bytes.size(); ++at) {
            if (!isEscaped_ && !isKey) { // Long texts: from one byte that matters to the next.
                const size_t quote = std::min(bytes.find('"', at), bytes.size());
                const size_t escape = bytes.substr(0, quote).find('\\', at);
                at = escape == std::string_view::npos ? quote : escape;
                if (at == bytes.size())
                    return at;
            }
            const char c = bytes[at];
            if (isEscaped_) {
                isEscaped_ = false;
            } else if (c == '\\') {
                isEscaped_ = true;
            } else if (c == '"') {
                isInString_ = false;
                return at;
            } else if (isKey && key_.size() < 64) {
                key_ += c;
            }
        }
        return at;
    }

    void beginRow(size_t at)
    {
        if (isAtRows() && open_ == std::string::npos)
            open_ = at;
    }

    void endRow(size_t at, std::vector<Event>& rows)
    {
        if (open_ != std::string::npos)
            rows.push_back({open_, at});
        open_ = std::string::npos;
    }

    void openBracket(char c, size_t at)
    {
        beginRow(at);
        if (++depth_ > kMaxDepth)
            fail(LK_TEXT("nested too deep"));
        const bool isList = c == '[' && !isInRows_ && !hasEnded_ && (member_.empty() ? depth_ == 1 : depth_ == 2 && key_ == member_);
        if (isList) {
            isInRows_ = true;
            rowDepth_ = depth_;
        }
    }

    void closeBracket(char c, size_t at, std::vector<Event>& rows)
    {
        if (depth_ == 0)
            fail(LK_TEXT("a bracket closes that never opened"));
        if (isAtRows()) {
            if (c != ']')
                fail(LK_TEXT("a comma or ] is expected between rows"));
            if (open_ == std::string::npos && isAfterComma_)
                fail(LK_TEXT("a comma with no row after it"));
            endRow(at, rows);
            isInRows_ = false;
            hasEnded_ = true;
        }
        --depth_;
    }

    void step(char c, size_t at, std::vector<Event>& rows)
    {
        if (isSpace(c))
            return;
        if (hasEnded_ && depth_ == 0)
            fail(LK_TEXT("something follows after the list of rows"));
        if (c == '"') {
            beginRow(at);
            isInString_ = true;
            if (depth_ == 1 && !isInRows_)
                key_.clear();
        } else if (c == '{' || c == '[') {
            openBracket(c, at);
        } else if (c == '}' || c == ']') {
            closeBracket(c, at, rows);
        } else if (c == ',' && isAtRows()) {
            if (open_ == std::string::npos)
                fail(LK_TEXT("a comma with no row before it"));
            endRow(at, rows);
            isAfterComma_ = true;
            return;
        } else {
            beginRow(at);
        }
        isAfterComma_ = false;
    }

    void finish() const
    {
        if (open_ != std::string::npos && (isInString_ || depth_ > rowDepth_))
            fail(LK_TEXT("a row begins here that never ends"));
        if (isInString_ || depth_ > 0)
            fail(LK_TEXT("the list of rows is not closed with ]"));
    }

    std::string file_;
    std::string member_;
    std::string key_;         ///< The last text directly in the object at the top.
    size_t depth_ = 0;
    size_t rowDepth_ = 0;
    size_t line_ = 1;
    size_t open_ = std::string::npos;
    bool isInRows_ = false;
    bool hasEnded_ = false;
    bool isInString_ = false;
    bool isEscaped_ = false;
    bool isAfterComma_ = false;
};

} // namespace

std::unique_ptr<RowSplitter> makeJsonListSplitter(const std::string& file, const std::string& member)
{
    return std::make_unique<JsonListSplitter>(file, member);
}

} // namespace lorikeet
