#pragma once
/// @file What the opening of a journal gathers: for each sample how many edits touched it, and which of their lines still matter.

#include "core/base/os.h"
#include "core/data/edits.h"

#include <array>
#include <map>
#include <optional>

namespace lorikeet {

/// Calls visit(line without its newline, offset in the text) for each line.
template <typename Visit>
void forLines(std::string_view text, const Visit& visit)
{
    for (size_t at = 0; at < text.size();) {
        const size_t newline = text.find('\n', at);
        const size_t end = newline == std::string_view::npos ? text.size() : newline;
        visit(text.substr(at, end - at), at);
        at = end + 1;
    }
}

/// Head lines one after another, over the bytes between them.
class HeadReader {
public:
    struct Line {
        std::string_view text; ///< Without the newline; until the next call.
        uint64_t offset = 0;
    };
    explicit HeadReader(const os::InputFile& file) : file_(file) {}
    /// nullopt at the end; a last line without its newline is none.
    std::optional<Line> next();
    void skip(uint64_t bytes) { at_ += bytes; }

private:
    const os::InputFile& file_;
    uint64_t at_ = 0;
    uint64_t begin_ = 0; ///< Of the window.
    std::string window_;
};

/// A line in the file, or in an old entry's own lines.
struct EditJournal::LineRef {
    uint64_t offset = 0;
    uint32_t size = 0;
    uint32_t entry = 0;
};

struct EditJournal::Scan {
    struct Sample {
        uint64_t edits = 0;
        uint64_t covered = 0; ///< Fields that newer edits set.
        uint64_t own = 0;     ///< Fields that the entry at hand sets.
        RowMark mark;         ///< Of the row, as of the newest edit that has one.
        uint32_t entry = UINT32_MAX;
        std::vector<LineRef> lines; ///< Those that matter, unordered.
    };
    static constexpr size_t kShards = 64;
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Sample> samples;
        bool hasMarks = false;
    };
    std::vector<Entry> entries;
    std::array<Shard, kShards> shards;
    std::mutex ignoresMutex;
    /// Newest first: what the newest edit says of a finding counts.
    std::map<std::pair<std::string, std::string>, bool> ignores;

    void take(const LineSummary& summary, const LineRef& line);
    const Sample* find(const std::string& sampleId) const;
    void takeIgnores(const std::vector<IgnoreChange>& changes);
    std::set<std::pair<std::string, std::string>> ignored() const;
};

} // namespace lorikeet
