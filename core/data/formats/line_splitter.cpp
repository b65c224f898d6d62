#include "core/data/formats/row_stream.h"

#include <cstring>

namespace lorikeet {
namespace {

class LineSplitter : public RowSplitter {
public:
    size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) override
    {
        size_t begin = open == std::string::npos ? from : open;
        for (size_t at = bytes.find('\n', from); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
            rows.push_back({begin, at});
            begin = at + 1;
        }
        if (begin >= bytes.size())
            return std::string::npos;
        if (!isLast)
            return begin;
        rows.push_back({begin, bytes.size()});
        return std::string::npos;
    }
};

class CsvSplitter : public RowSplitter {
public:
    explicit CsvSplitter(char delimiter) : delimiter_(delimiter) {}

    size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) override
    {
        size_t begin = open == std::string::npos ? from : open;
        for (size_t at = from; at < bytes.size(); ++at) {
            if (isQuoted_) { // To the closing mark; a doubled one opens again at once.
                at = std::min(bytes.find('"', at), bytes.size());
                isQuoted_ = at == bytes.size();
                isAtFieldStart_ = !isQuoted_;
                continue;
            }
            if (at == begin || at == from) { // A line without quotation marks is passed at once.
                const size_t lineEnd = std::min(bytes.find('\n', at), bytes.size());
                const std::string_view line = bytes.substr(at, lineEnd - at);
                if (line.size() > 1 && line.find('"') == std::string_view::npos) {
                    isAtFieldStart_ = line.back() == delimiter_;
                    at = lineEnd - 1; // The line break itself is next.
                    continue;
                }
            }
            const char c = bytes[at];
            if (c == '\n') {
                rows.push_back({begin, at});
                begin = at + 1;
            }
            isQuoted_ = c == '"' && isAtFieldStart_;
            isAtFieldStart_ = c == '\n' || c == delimiter_;
        }
        if (begin >= bytes.size())
            return std::string::npos;
        if (!isLast)
            return begin;
        rows.push_back({begin, bytes.size()});
        return std::string::npos;
    }

private:
    char delimiter_;
    bool isQuoted_ = false;
    bool isAtFieldStart_ = true; ///< Only there does a quotation mark open; after a closing one, a second is the doubled one.
};

} // namespace

std::unique_ptr<RowSplitter> makeLineSplitter()
{
    return std::make_unique<LineSplitter>();
}

std::unique_ptr<RowSplitter> makeCsvSplitter(char delimiter)
{
    return std::make_unique<CsvSplitter>(delimiter);
}

} // namespace lorikeet
