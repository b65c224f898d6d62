#include "core/data/edits.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/edit_json.h"

#include <filesystem>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr const char* kUndoLine = R"({"op":"undo"})";
constexpr const char* kRedoLine = R"({"op":"redo"})";

enum class Operation { Edit, Undo, Redo, Unknown };

Operation operationOf(const Json& json)
{
    const auto found = json.is_object() ? json.find("op") : json.end();
    if (found == json.end() || !found->is_string())
        return Operation::Unknown;
    const std::string& word = found->get_ref<const std::string&>();
    return word == "edit" ? Operation::Edit : word == "undo" ? Operation::Undo : word == "redo" ? Operation::Redo : Operation::Unknown;
}

[[noreturn]] void failAtLine(const std::string& path, size_t line)
{
    throw Error(Text(LK_TEXT("The journal of edits %1 is damaged at line %2."), path, line),
        Text(LK_TEXT("Put back a copy of the file, or remove line %1 and what follows: later edits are lost then, the original data is not."), line));
}

void cutFile(const std::string& path, uint64_t size)
{
    std::error_code error;
    fs::resize_file(toPath(path), size, error);
    if (error)
        throw Error(Text(LK_TEXT("Can't drop the unfinished last line of %1: %2."), path, error.message()),
            LK_TEXT("Check that the disk is not full or write-protected."), ExitCode::Io);
}

} // namespace

EditJournal::EditJournal(std::string path) : path_(std::move(path))
{
    makeFolders(toUtf8(toPath(path_).parent_path()));
    load();
    file_ = std::make_unique<os::AppendFile>(path_);
}

void EditJournal::load()
{
    std::error_code error;
    if (!fs::exists(toPath(path_), error))
        return;
    const std::string bytes = readFile(path_);
    // A line counts once its newline is there: record() returned only after that was on the disk.
    const size_t end = bytes.rfind('\n') == std::string::npos ? 0 : bytes.rfind('\n') + 1;
    size_t number = 0;
    for (size_t at = 0; at < end;) {
        const size_t lineEnd = bytes.find('\n', at);
        const std::string_view line = std::string_view(bytes).substr(at, lineEnd - at);
        at = lineEnd + 1;
        ++number;
        const Json json = Json::parse(line, nullptr, false);
        const Operation operation = operationOf(json);
        if (operation == Operation::Undo && canUndo()) {
            revert(edits_[--position_]);
        } else if (operation == Operation::Redo && canRedo()) {
            apply(edits_[position_++]);
        } else {
            auto edit = operation == Operation::Edit ? editFromJson(json) : std::nullopt;
            if (!edit)
                failAtLine(path_, number);
            push(std::move(*edit));
        }
    }
    if (end < bytes.size())
        cutFile(path_, end);
}

void EditJournal::push(Edit edit)
{
    edits_.resize(position_);
    edits_.push_back(std::move(edit));
    apply(edits_[position_++]);
}

void EditJournal::apply(const Edit& edit)
{
    for (const Edit::Change& change : edit.changes) {
        Current& current = current_[change.sampleId];
        current.content = change.after;
        ++current.edits;
    }
}

void EditJournal::revert(const Edit& edit)
{
    for (auto change = edit.changes.rbegin(); change != edit.changes.rend(); ++change) {
        const auto current = current_.find(change->sampleId);
        LK_ASSERT(current != current_.end());
        current->second.content = change->before;
        if (--current->second.edits == 0)
            current_.erase(current);
    }
}

void EditJournal::append(const std::string& line)
{
    std::error_code error;
    const uint64_t size = fs::file_size(toPath(path_), error);
    try {
        file_->write(line + "\n");
        file_->sync();
    } catch (const Error&) {
        // A part of the line may stand there; the next one must not be glued to it.
        if (!error)
            cutFile(path_, size);
        throw;
    }
}

void EditJournal::record(Edit edit)
{
    append(editToJsonLine(edit));
    push(std::move(edit));
}

const Edit& EditJournal::undo()
{
    LK_ASSERT(canUndo());
    append(kUndoLine);
    revert(edits_[--position_]);
    return edits_[position_];
}

const Edit& EditJournal::redo()
{
    LK_ASSERT(canRedo());
    append(kRedoLine);
    apply(edits_[position_++]);
    return edits_[position_ - 1];
}

const SampleContent* EditJournal::contentOf(const std::string& sampleId) const
{
    const auto found = current_.find(sampleId);
    return found == current_.end() ? nullptr : &found->second.content;
}

void EditJournal::applyTo(std::vector<Sample>& samples, bool dropsExcluded) const
{
    if (current_.empty())
        return;
    std::erase_if(samples, [&](Sample& sample) {
        const SampleContent* content = contentOf(sample.id);
        if (content == nullptr)
            return false;
        sample.messages = content->messages;
        sample.system = content->system;
        sample.isExcluded = content->isExcluded;
        return dropsExcluded && !sample.isTrainable();
    });
}

} // namespace lorikeet
