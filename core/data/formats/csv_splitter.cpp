#include "core/data/formats/row_stream.h"

namespace lorikeet {
namespace {

class CsvSplitter : public RowSplitter {
public:
    explicit CsvSplitter(char delimiter) : delimiter_(delimiter) {}

    size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) override
    {
        begin_ = open == std::string::npos ? from : open;
        size_t at = from;
        do {
            while (at < bytes.size())
                at = pass(bytes, at, rows);
        } while (isUnclosed(bytes, isLast) && (at = endAtItsLine(bytes, rows)) < bytes.size());
        if (begin_ >= bytes.size())
            return std::string::npos;
        if (!isLast)
            return begin_;
        rows.push_back({begin_, bytes.size()});
        return std::string::npos;
    }

private:
    enum class Place {
        FieldStart, ///< Only here does a quotation mark open.
        Plain,
        Quoted,
        Closed, ///< Right behind a closing mark; a second one makes it a doubled one.
        Behind, ///< Blanks behind a closing mark.
    };

    /// Goes on from one byte, by as many as can't matter. @returns where to go on.
    size_t pass(std::string_view bytes, size_t at, std::vector<Event>& rows)
    {
        if (place_ == Place::Quoted)
            return passQuoted(bytes, at);
        if (at == begin_)
            if (const size_t end = endOfPlainLine(bytes, at); end > at)
                return end;
        const char c = bytes[at];
        const bool isBehindText = place_ == Place::Closed || place_ == Place::Behind;
        if (c == '\n') {
            rows.push_back({begin_, at});
            begin_ = at + 1;
            place_ = Place::FieldStart;
        } else if (c == delimiter_) {
            place_ = Place::FieldStart;
        } else if (c == '"' && place_ == Place::FieldStart) {
            place_ = Place::Quoted;
            mark_ = at - begin_;
        } else if (c == '"' && place_ == Place::Closed) {
            place_ = Place::Quoted;
        } else if (isBehindText && (c == ' ' || c == '\t' || c == '\r')) {
            place_ = Place::Behind;
        } else if (isBehindText && lineEndOfMark(bytes) < at) { // Lines away, a mark that closes no field is another field's: this one opened in vain.
            return endAtItsLine(bytes, rows);
        } else {
            place_ = Place::Plain;
        }
        return at + 1;
    }

    size_t passQuoted(std::string_view bytes, size_t at)
    {
        const size_t mark = bytes.find('"', at);
        if (mark == std::string_view::npos)
            return bytes.size();
        place_ = Place::Closed;
        return mark + 1;
    }

    /// Where a line without quotation marks ends, or the piece of it; `at` where it has some.
    size_t endOfPlainLine(std::string_view bytes, size_t at)
    {
        const size_t end = std::min(bytes.find('\n', at), bytes.size());
        const std::string_view line = bytes.substr(at, end - at);
        if (line.empty() || line.find('"') != std::string_view::npos)
            return at;
        place_ = line.back() == delimiter_ ? Place::FieldStart : Place::Plain;
        return end;
    }

    size_t lineEndOfMark(std::string_view bytes) const { return std::min(bytes.find('\n', std::min(begin_ + mark_, bytes.size())), bytes.size()); }

    /// Whether the mark that is open is beyond hope: the file ends, or no row is that long. A row of one line is too long, not unclosed.
    bool isUnclosed(std::string_view bytes, bool isLast) const
    {
        if (place_ != Place::Quoted)
            return false;
        return isLast || (bytes.size() - begin_ > kMaxRowBytes && lineEndOfMark(bytes) < bytes.size());
    }

    /// Ends the row with the line in which its mark opened; what was taken for its text is rows again. @returns where they begin.
    size_t endAtItsLine(std::string_view bytes, std::vector<Event>& rows)
    {
        const size_t end = lineEndOfMark(bytes);
        rows.push_back({begin_, end, true});
        begin_ = std::min(end + 1, bytes.size());
        place_ = Place::FieldStart;
        return begin_;
    }

    char delimiter_;
    Place place_ = Place::FieldStart;
    size_t begin_ = 0; ///< Of the row, in the bytes at hand.
    size_t mark_ = 0;  ///< Where its quotation mark opened, from there.
};

} // namespace

std::unique_ptr<RowSplitter> makeCsvSplitter(char delimiter)
{
    return std::make_unique<CsvSplitter>(delimiter);
}

} // namespace lorikeet
