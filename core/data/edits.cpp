#include "core/data/edits.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/edits_scan.h"
#include "core/data/parallel.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

void cutFile(const std::string& path, uint64_t size)
{
    std::error_code error;
    fs::resize_file(toPath(path), size, error);
    if (error)
        throw Error(Text(LK_TEXT("Can't drop the unfinished last line of %1: %2."), path, error.message()),
            LK_TEXT("Check that the disk is not full or write-protected."), ExitCode::Io);
}

} // namespace

void EditBlock::add(const std::string& sampleId, const SampleContent& before, const SampleContent& after)
{
    if (appendChangeLine(lines_, sampleId, before, after, folder_, marks_ ? marks_->find(sampleId) : RowMark()))
        sampleIds_.push_back(sampleId);
}

void EditBlock::addIgnore(const IgnoreChange& change)
{
    appendIgnoreLine(lines_, change.sampleId, change.rule, change.isIgnored);
    ignores_.push_back(change);
}

void EditBlock::append(EditBlock&& other)
{
    lines_ += other.lines_;
    other.lines_ = std::string();
    std::move(other.sampleIds_.begin(), other.sampleIds_.end(), std::back_inserter(sampleIds_));
    std::move(other.ignores_.begin(), other.ignores_.end(), std::back_inserter(ignores_));
}

EditJournal::EditJournal(std::string path, std::string projectFolder, bool isReadOnly)
    : path_(std::move(path)), folder_(std::move(projectFolder)), isReadOnly_(isReadOnly)
{
    if (!isReadOnly_)
        makeFolders(toUtf8(toPath(path_).parent_path()));
    load();
    if (!isReadOnly_)
        file_ = std::make_unique<os::AppendFile>(path_);
}

EditJournal::~EditJournal() = default;

void EditJournal::failAtLine(uint64_t line) const
{
    throw Error(Text(LK_TEXT("The journal of edits %1 is damaged at line %2."), path_, line),
        Text(LK_TEXT("Put back a copy of the file, or remove line %1 and what follows: later edits are lost then, the original data is not."), line));
}

void EditJournal::load()
{
    std::error_code error;
    if (!fs::exists(toPath(path_), error))
        return;
    os::InputFile file(path_);
    HeadReader heads(file);
    uint64_t counted = 0; // What is whole.
    while (const auto line = heads.next()) {
        auto head = readHead(line->text, folder_);
        if (!head)
            failAtLine(lines_ + 1);
        const uint64_t body = line->offset + line->text.size() + 1;
        if (!head->isOldForm && head->bytes > file.size() - body)
            break; // A torn write of a bulk edit.
        const uint64_t bytes = head->isOldForm ? 0 : head->bytes;
        if (bytes > 0 && file.readAt(body + bytes - 1, 1) != "\n")
            failAtLine(lines_ + 1);
        const uint64_t lines = 1 + (head->isOldForm ? 0 : head->changes);
        takeHead(std::move(*head), line->offset, body, lines_ + 1);
        heads.skip(bytes);
        lines_ += lines;
        counted = body + bytes;
    }
    size_ = counted;
    opened_ = scan();
    for (const Scan::Shard& shard : opened_->shards)
        for (const auto& [id, sample] : shard.samples)
            edited_.emplace(id, static_cast<uint32_t>(sample.edits));
    ignored_ = opened_->ignored();
    if (counted < file.size() && !isReadOnly_)
        cutFile(path_, counted);
}

void EditJournal::takeHead(EditHead head, uint64_t offset, uint64_t body, uint64_t line)
{
    using enum EditHead::Op;
    if (head.op == Undo || head.op == Redo) {
        const bool isUndo = head.op == Undo;
        // What was folded into a state stays.
        if (isUndo ? position_ == 0 || entries_[position_ - 1].isState : position_ == entries_.size())
            failAtLine(line);
        position_ += isUndo ? size_t(-1) : 1;
        return;
    }
    if (head.op == State && offset != 0)
        failAtLine(line);
    Entry entry{offset, body, body + head.bytes, head.timeMs, head.changes, line, std::move(head.label), nullptr, head.op == State};
    if (head.isOldForm) {
        entry.ownLines = std::make_shared<const std::string>(std::move(head.ownLines));
        entry.end = body;
    }
    entries_.resize(position_);
    entries_.push_back(std::move(entry));
    ++position_;
}

void EditJournal::appendBytes(const std::string& bytes)
{
    if (isReadOnly_)
        throw Error(Text(LK_TEXT("The project was opened for reading only: %1 can't be changed."), path_),
            LK_TEXT("Copy the project to a disk that can be written, and open it there."), ExitCode::Io);
    try {
        file_->write(bytes);
        file_->sync();
    } catch (const Error&) {
        // A part of it may stand there; what comes next must not be glued to it.
        cutFile(path_, size_);
        throw;
    }
}

EditBlock EditJournal::newBlock() const
{
    const std::lock_guard lock(mutex_);
    return EditBlock(folder_, marks_);
}

void EditJournal::record(const Edit& edit)
{
    EditBlock block = newBlock();
    for (const Edit::Change& change : edit.changes)
        block.add(change.sampleId, change.before, change.after);
    for (const IgnoreChange& change : edit.ignores)
        block.addIgnore(change);
    record(std::move(block), edit.label, edit.timeMs);
}

void EditJournal::record(EditBlock&& block, const Text& label, int64_t timeMs)
{
    const std::lock_guard writing(writing_);
    EditHead head;
    head.timeMs = timeMs;
    head.label = label;
    head.changes = block.sampleIds_.size() + block.ignores_.size();
    head.bytes = block.lines_.size();
    const std::string headLine = writeHead(head);
    block.lines_.insert(0, headLine);
    appendBytes(block.lines_);
    const uint64_t bytes = block.lines_.size();
    block.lines_ = std::string();

    const std::lock_guard lock(mutex_);
    opened_.reset();
    entries_.resize(position_);
    entries_.push_back({size_, size_ + headLine.size(), size_ + bytes, timeMs, head.changes, lines_ + 1, label, nullptr, false});
    ++position_;
    size_ += bytes;
    lines_ += 1 + head.changes;
    for (const std::string& id : block.sampleIds_)
        ++edited_[id];
    for (const IgnoreChange& change : block.ignores_)
        if (change.isIgnored)
            ignored_.emplace(change.rule, change.sampleId);
        else
            ignored_.erase({change.rule, change.sampleId});
}

Journey EditJournal::travel(bool isForward)
{
    const std::lock_guard writing(writing_);
    LK_ASSERT(isForward ? canRedo() : canUndo());
    const Entry entry = entries_[isForward ? position_ : position_ - 1];
    Journey journey{readLines(entry, isForward), entry.label};
    EditHead head;
    head.op = isForward ? EditHead::Op::Redo : EditHead::Op::Undo;
    const std::string line = writeHead(head);
    appendBytes(line);
    const std::lock_guard lock(mutex_);
    opened_.reset();
    size_ += line.size();
    ++lines_;
    position_ += isForward ? 1 : size_t(-1);
    countLines(journey.lines, isForward);
    return journey;
}

Journey EditJournal::undo() { return travel(false); }
Journey EditJournal::redo() { return travel(true); }

void EditJournal::countLines(const std::vector<ChangeLine>& lines, bool isForward)
{
    for (const ChangeLine& line : lines) {
        for (const IgnoreChange& change : line.ignores)
            if (change.isIgnored)
                ignored_.emplace(change.rule, change.sampleId);
            else
                ignored_.erase({change.rule, change.sampleId});
        if (line.patch.isEmpty())
            continue;
        if (isForward) {
            ++edited_[line.sampleId];
            continue;
        }
        const auto found = edited_.find(line.sampleId);
        LK_ASSERT(found != edited_.end());
        if (--found->second == 0)
            edited_.erase(found);
    }
}

std::string EditJournal::readBody(const Entry& entry) const
{
    return entry.ownLines ? *entry.ownLines : os::InputFile(path_).readAt(entry.body, entry.end - entry.body);
}

std::vector<ChangeLine> EditJournal::readLines(const Entry& entry, bool isForward) const
{
    std::string body = readBody(entry);
    const size_t size = body.size();
    body.append(LineReader::padding(), '\0');
    // Pieces that begin and end with a line.
    constexpr size_t kPiece = size_t{1} << 20;
    std::vector<std::string_view> pieces;
    for (size_t at = 0; at < size;) {
        size_t end = std::min(at + kPiece, size);
        end = end == size ? size : body.find('\n', end - 1) + 1;
        pieces.push_back(std::string_view(body).substr(at, end - at));
        at = end;
    }
    std::vector<std::vector<ChangeLine>> read(pieces.size());
    parallelFor(pieces.size(), 1, [&](size_t begin, size_t end) {
        LineReader reader;
        for (size_t i = begin; i < end; ++i)
            forLines(pieces[i], [&](std::string_view line, size_t) {
                auto change = reader.read(line, isForward, folder_);
                if (!change)
                    failAtLine(entry.line);
                read[i].push_back(std::move(*change));
            });
    });
    std::vector<ChangeLine> lines;
    for (auto& piece : read) {
        std::move(piece.begin(), piece.end(), std::back_inserter(lines));
        piece = std::vector<ChangeLine>();
    }
    if (!isForward)
        std::reverse(lines.begin(), lines.end());
    return lines;
}

bool EditJournal::canUndo() const
{
    const std::lock_guard lock(mutex_);
    return position_ > 0 && !entries_[position_ - 1].isState;
}

bool EditJournal::canRedo() const
{
    const std::lock_guard lock(mutex_);
    return position_ < entries_.size();
}

Text EditJournal::undoLabel() const
{
    const std::lock_guard lock(mutex_);
    return position_ > 0 && !entries_[position_ - 1].isState ? entries_[position_ - 1].label : Text();
}

Text EditJournal::redoLabel() const
{
    const std::lock_guard lock(mutex_);
    return position_ < entries_.size() ? entries_[position_].label : Text();
}

uint64_t EditJournal::undoSize() const
{
    const std::lock_guard lock(mutex_);
    return position_ > 0 ? entries_[position_ - 1].changes : 0;
}

uint64_t EditJournal::redoSize() const
{
    const std::lock_guard lock(mutex_);
    return position_ < entries_.size() ? entries_[position_].changes : 0;
}

bool EditJournal::isEdited(const std::string& sampleId) const
{
    const std::lock_guard lock(mutex_);
    return edited_.contains(sampleId);
}

size_t EditJournal::editedCount() const
{
    const std::lock_guard lock(mutex_);
    return edited_.size();
}

size_t EditJournal::editCount() const
{
    const std::lock_guard lock(mutex_);
    return position_ - (position_ > 0 && entries_.front().isState ? 1 : 0);
}

bool EditJournal::isIgnored(const std::string& rule, const std::string& sampleId) const
{
    const std::lock_guard lock(mutex_);
    return ignored_.contains({rule, sampleId});
}

std::set<std::pair<std::string, std::string>> EditJournal::ignored() const
{
    const std::lock_guard lock(mutex_);
    return ignored_;
}

std::vector<EditJournal::Entry> EditJournal::appliedEntries() const
{
    const std::lock_guard lock(mutex_);
    return {entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(position_)};
}

} // namespace lorikeet
