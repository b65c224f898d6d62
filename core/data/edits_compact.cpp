// The journal written anew without what can't be reached any more.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/edits_scan.h"

#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr uint64_t kCopyPiece = uint64_t{1} << 22;

void copyRange(const os::InputFile& from, uint64_t offset, uint64_t end, os::OutputFile& to)
{
    while (offset < end) {
        const std::string piece = from.readAt(offset, std::min(kCopyPiece, end - offset));
        if (piece.empty())
            throw Error(LK_TEXT("The journal of edits became shorter while it was read."), LK_TEXT("Check the disk."), ExitCode::Io);
        to.write(piece);
        offset += piece.size();
    }
}

} // namespace

bool EditJournal::compact(const Compaction& rules)
{
    const std::lock_guard writing(writing_);
    if (isReadOnly_ || entries_.empty())
        return false;
    uint64_t live = 0;
    for (const Entry& entry : entries_)
        live += entry.end - entry.offset;
    size_t folded = 0; // Entries from the oldest on.
    uint64_t history = live;
    const size_t firstEdit = entries_.front().isState ? 1 : 0;
    if (firstEdit == 1)
        history -= entries_.front().end - entries_.front().offset;
    for (size_t i = firstEdit; i < position_ && history > rules.maxHistory; ++i) {
        history -= entries_[i].end - entries_[i].offset;
        folded = i + 1;
    }
    const bool hasGarbage = size_ - live >= rules.minGarbage;
    if (!hasGarbage && folded == 0)
        return false;
    rewrite(folded, {});
    return true;
}

void EditJournal::rewrite(size_t folded, const NewNames& names)
{
    const std::string temporary = path_ + ".compacting"; // What a kill left of it is written over.
    try {
        writeCompacted(temporary, folded, names);
        os::renamePath(temporary, path_);
    } catch (const Error&) {
        std::error_code leftForTheNext;
        fs::remove(toPath(temporary), leftForTheNext);
        throw;
    }
    os::syncPath(toUtf8(toPath(path_).parent_path()));
    EditJournal fresh(path_, folder_);
    const std::lock_guard lock(mutex_);
    file_ = std::move(fresh.file_);
    entries_ = std::move(fresh.entries_);
    edited_ = std::move(fresh.edited_);
    ignored_ = std::move(fresh.ignored_);
    opened_ = std::move(fresh.opened_);
    position_ = fresh.position_;
    size_ = fresh.size_;
    lines_ = fresh.lines_;
}

void EditJournal::writeCompacted(const std::string& path, size_t folded, const NewNames& names) const
{
    const auto nameOf = [&](const std::string& id) -> const std::string& {
        const auto found = names.find(id);
        return found == names.end() ? id : found->second;
    };
    const os::InputFile source(path_);
    os::OutputFile target(path);
    if (folded > 0) {
        Scan state;
        state.entries.assign(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(folded));
        for (size_t i = folded; i-- > 0;)
            scanEntry(state, static_cast<uint32_t>(i));
        EditHead head;
        head.op = EditHead::Op::State;
        head.timeMs = state.entries.back().timeMs;
        head.label = LK_TEXT("Older edits");
        std::string lines;
        LineReader reader;
        for (const Scan::Shard& shard : state.shards)
            for (const auto& [id, sample] : shard.samples) {
                appendStateLine(lines, nameOf(id), sample.edits, patchOf(state, sample.lines, source, reader), folder_, sample.mark);
                ++head.changes;
            }
        for (const auto& [rule, id] : state.ignored()) {
            appendIgnoreLine(lines, nameOf(id), rule, true);
            ++head.changes;
        }
        head.bytes = lines.size();
        target.write(writeHead(head));
        target.write(lines);
    } else if (entries_.front().isState) {
        copyRange(source, entries_.front().offset, entries_.front().end, target);
    }
    const size_t kept = names.empty() ? entries_.size() : folded; // What was undone speaks of other rows then.
    for (size_t i = std::max<size_t>(folded, entries_.front().isState ? 1 : 0); i < kept; ++i)
        copyRange(source, entries_[i].offset, entries_[i].end, target);
    EditHead undo;
    undo.op = EditHead::Op::Undo;
    for (size_t i = position_; i < kept; ++i)
        target.write(writeHead(undo));
    target.close();
}

} // namespace lorikeet
