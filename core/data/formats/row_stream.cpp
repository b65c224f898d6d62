#include "core/data/formats/row_stream.h"

#include "core/base/error.h"
#include "core/base/os.h"

#include <optional>
#include <utility>

namespace lorikeet {
namespace {

constexpr size_t kPieceBytes = size_t{8} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isBlank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

} // namespace

struct RowStream::Source {
    os::InputFile file;
    std::optional<TextDecoder> decoder;
    bool isBegun = false;
};

RowStream::RowStream(const std::string& path, std::unique_ptr<RowSplitter> splitter, const std::string& decodeFrom)
    : path_(path), splitter_(std::move(splitter)), source_(new Source{os::InputFile(path), std::nullopt})
{
    if (!decodeFrom.empty())
        source_->decoder.emplace(decodeFrom);
}

RowStream::~RowStream() = default;

/// Reads on behind what is kept; false at the file's end.
bool RowStream::fill()
{
    std::string piece(kPieceBytes, '\0');
    piece.resize(source_->file.read(piece.data(), piece.size()));
    const bool isEnd = piece.size() < kPieceBytes;
    if (source_->decoder) {
        auto text = source_->decoder->decode(piece, isEnd);
        if (!text)
            throw Error(Text(LK_TEXT("%1 is not text of the chosen encoding."), path_), LK_TEXT("Choose another encoding for this data."));
        piece = std::move(*text);
    }
    if (!source_->isBegun && piece.starts_with(kByteOrderMark))
        piece.erase(0, kByteOrderMark.size());
    source_->isBegun = true;
    if (buffer_.empty())
        buffer_ = std::move(piece);
    else
        buffer_ += piece;
    return !isEnd;
}

void RowStream::reportTooLong(std::vector<Issue>& issues)
{
    issues.push_back({Severity::Fatal, "row.too_long", path_, row_,
        Text(LK_TEXT("Example %1 is longer than %2 MiB."), row_ + 1, kMaxRowBytes >> 20), LK_TEXT("Leave it out, or check that the file is the right one.")});
    ++row_;
}

void RowStream::reportUnclosed(std::vector<Issue>& issues)
{
    issues.push_back({Severity::Fatal, "row.quote", path_, row_, Text(LK_TEXT("Example %1: a quotation mark opens a text that never ends."), row_ + 1),
        LK_TEXT("Close the text with another mark, or double the mark (\"\") where it belongs to the text.")});
    ++row_;
}

void RowStream::take(const std::vector<RowSplitter::Event>& events, std::vector<RawRow>& rows, std::vector<Issue>& issues)
{
    for (const RowSplitter::Event& event : events) {
        const bool isTooLong = std::exchange(isSkipping_, false) || event.end - event.begin > kMaxRowBytes;
        const std::string_view text = std::string_view(buffer_).substr(event.begin, event.end - event.begin);
        if (!isTooLong && !keepsBlank_ && isBlank(text))
            continue;
        if (std::exchange(isHeaderNext_, false))
            continue;
        if (isTooLong)
            reportTooLong(issues);
        else if (event.isUnclosed)
            reportUnclosed(issues);
        else
            rows.push_back({text, row_++});
    }
}

bool RowStream::next(std::vector<RawRow>& rows, std::vector<Issue>& issues)
{
    rows.clear();
    std::vector<RowSplitter::Event> events;
    while (rows.empty() && !isAtEnd_) {
        // Only the row that has not ended is still needed.
        const size_t needless = isSkipping_ ? buffer_.size() : open_ == std::string::npos ? scanned_ : open_;
        buffer_.erase(0, needless);
        scanned_ -= std::min(scanned_, needless);
        if (open_ != std::string::npos)
            open_ = 0;
        isAtEnd_ = !fill();
        events.clear();
        open_ = splitter_->split(buffer_, scanned_, open_, isAtEnd_, events);
        scanned_ = buffer_.size();
        take(events, rows, issues);
        if (open_ != std::string::npos && buffer_.size() - open_ > kMaxRowBytes)
            isSkipping_ = true;
    }
    return !rows.empty();
}

} // namespace lorikeet
