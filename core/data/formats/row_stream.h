#pragma once
/// @file The rows of a JSON list, JSON Lines, CSV or text file, a few megabytes at a time: a file of any size needs little memory.

#include "core/data/encodings.h"
#include "core/data/issue.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

inline constexpr size_t kMaxRowBytes = size_t{16} << 20; ///< A longer row is a finding.

/// Where rows begin and end in the bytes of one form of file. Keeps its place between pieces.
class RowSplitter {
public:
    virtual ~RowSplitter() = default;
    struct Event {
        size_t begin;
        size_t end;
        bool isUnclosed = false; ///< A quotation mark opens in it and never closes.
    };
    /// Appends the rows that end in bytes[from, size); a row that has begun earlier begins at `open` (npos = none is open). Returns
    /// where the row begins that is open at the end, npos where there is none. @throws Error naming what is wrong with the whole file.
    virtual size_t split(std::string_view bytes, size_t from, size_t open, bool isLast, std::vector<Event>& rows) = 0;
    /// Whether nothing further counts (a list has ended).
    virtual bool isDone() const { return false; }
};

std::unique_ptr<RowSplitter> makeLineSplitter();
/// Records of RFC 4180: a line break in quotes does not end one. Where a mark never closes, its row ends with its line.
std::unique_ptr<RowSplitter> makeCsvSplitter(char delimiter);
/// Values of the list at the top (`member` = "") or under a key of the object at the top. @param file for messages.
std::unique_ptr<RowSplitter> makeJsonListSplitter(const std::string& file, const std::string& member = {});

struct RawRow {
    std::string_view text; ///< As in the file, without its line break; valid until the next batch.
    int row = 0;           ///< 0-based; blank lines are no rows unless keepBlankRows() was called.
};

class RowStream {
public:
    /// @param decodeFrom the encoding of the whole file, "" = bytes as they are. @throws Error when the file can't be read.
    RowStream(const std::string& path, std::unique_ptr<RowSplitter> splitter, const std::string& decodeFrom = {});
    ~RowStream();

    /// The next rows; false at the end. Rows that are too long or whose quotation mark never closes become issues.
    /// @throws Error when the file is broken as a whole or is not of the encoding.
    bool next(std::vector<RawRow>& rows, std::vector<Issue>& issues);
    /// From now on blank lines are rows too.
    void keepBlankRows() { keepsBlank_ = true; }
    /// The next row is a header: passed by and not counted.
    void passHeader() { isHeaderNext_ = true; }

private:
    bool fill();
    void take(const std::vector<RowSplitter::Event>& events, std::vector<RawRow>& rows, std::vector<Issue>& issues);
    void reportTooLong(std::vector<Issue>& issues);
    void reportUnclosed(std::vector<Issue>& issues);
    std::string path_;
    std::unique_ptr<RowSplitter> splitter_;
    struct Source;
    std::unique_ptr<Source> source_;
    std::string buffer_;
    size_t scanned_ = 0;             ///< Bytes of the buffer that the splitter has seen.
    size_t open_ = std::string::npos; ///< Where the row begins that has not ended.
    bool isSkipping_ = false;        ///< The open row is too long: its bytes are not kept.
    bool isAtEnd_ = false;
    bool keepsBlank_ = false;
    bool isHeaderNext_ = false;
    int row_ = 0;
};

} // namespace lorikeet
