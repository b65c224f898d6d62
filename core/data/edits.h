#pragma once
/// @file Changes to samples, kept apart from the originals in an append-only journal with unlimited undo.

#include "core/base/os.h"
#include "core/base/text.h"
#include "core/data/sample.h"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lorikeet {

/// One undoable step; several samples when it was a bulk edit.
struct Edit {
    struct Change {
        std::string sampleId;
        SampleContent before;
        SampleContent after;
    };
    std::vector<Change> changes;
    Text label;       ///< "Edit caption"
    int64_t timeMs = 0;
};

/// edits/journal.jsonl: one line an edit, an undo or a redo; whole lines only; a torn last line is dropped when it is opened.
class EditJournal {
public:
    /// @throws Error when the file can't be opened or a line in its middle is damaged (named by number).
    explicit EditJournal(std::string path);
    /// Appends, fsyncs, then applies. @throws Error with ExitCode::Io (nothing is applied, and the file is as it was).
    void record(Edit edit);
    bool canUndo() const { return position_ > 0; }
    bool canRedo() const { return position_ < edits_.size(); }
    /// The edit that was undone / redone. @throws Error with ExitCode::Io.
    const Edit& undo();
    const Edit& redo();
    /// The content that a sample has now, if it was edited.
    const SampleContent* contentOf(const std::string& sampleId) const;
    /// Puts the edits onto samples as read; excluded ones are removed when `dropsExcluded`.
    void applyTo(std::vector<Sample>& samples, bool dropsExcluded) const;
    bool isEdited(const std::string& sampleId) const { return current_.contains(sampleId); }
    /// Of what undo() and redo() would do. canUndo() / canRedo() must hold.
    Text undoLabel() const { return edits_[position_ - 1].label; }
    Text redoLabel() const { return edits_[position_].label; }
    size_t editedCount() const { return current_.size(); }

private:
    /// A sample's content now, and how many of the applied edits touched it.
    struct Current {
        SampleContent content;
        size_t edits = 0;
    };
    void load();
    void append(const std::string& line);
    void apply(const Edit& edit);
    void revert(const Edit& edit);
    void push(Edit edit);
    std::string path_;
    std::unique_ptr<os::AppendFile> file_;
    std::vector<Edit> edits_;
    size_t position_ = 0;
    std::unordered_map<std::string, Current> current_;
};

} // namespace lorikeet
