#pragma once
/// @file Changes to samples, kept apart from the originals in an append-only journal with unlimited undo.

#include "core/base/os.h"
#include "core/base/text.h"
#include "core/data/edit_lines.h"
#include "core/data/issue.h"
#include "core/data/row_marks.h"
#include "core/data/sample.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
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
    std::vector<IgnoreChange> ignores = {}; ///< Findings that count no longer, or again.
};

/// The same as the lines that the journal stores: what a bulk edit makes of each sample need not be kept in memory twice.
class EditBlock {
public:
    EditBlock() = default;
    explicit EditBlock(std::string projectFolder, std::shared_ptr<const RowMarks> marks = nullptr) : folder_(std::move(projectFolder)), marks_(std::move(marks)) {}
    void add(const std::string& sampleId, const SampleContent& before, const SampleContent& after);
    void addIgnore(const IgnoreChange& change);
    /// Puts another one's changes behind those here.
    void append(EditBlock&& other);
    size_t size() const { return sampleIds_.size(); }

private:
    friend class EditJournal;
    std::string folder_;
    std::shared_ptr<const RowMarks> marks_; ///< null: rows aren't marked.
    std::string lines_;
    std::vector<std::string> sampleIds_; ///< Of the changes, without the ignored findings.
    std::vector<IgnoreChange> ignores_;
};

/// What an undo or a redo makes of the samples.
struct Journey {
    std::vector<ChangeLine> lines;
    Text label;
};

/// A content that a sample had.
struct SampleVersion {
    int64_t timeMs = 0; ///< When the edit that made it was recorded; 0 for the oldest that is known.
    Text label;         ///< Of that edit; empty for the oldest that is known.
    SampleContent content;
};

/// edits/journal.jsonl (see edit_lines.h). An edit counts once all of its lines are there; what a torn write left at the end is dropped
/// when it is opened. Texts stay in the file: in memory is where each edit stands and which samples are edited. Thread-safe.
class EditJournal {
public:
    /// @param projectFolder pictures below it are stored relative to it.
    /// @throws Error when the file can't be opened or a line in its middle is damaged (named by number).
    explicit EditJournal(std::string path, std::string projectFolder = {}, bool isReadOnly = false);
    ~EditJournal();
    /// An empty block for record().
    EditBlock newBlock() const;
    /// Appends and fsyncs. @throws Error with ExitCode::Io (nothing is recorded, and the file is as it was).
    void record(const Edit& edit);
    void record(EditBlock&& block, const Text& label, int64_t timeMs);
    bool canUndo() const;
    bool canRedo() const;
    /// Labels of what undo() and redo() would take; empty where there is none.
    Text undoLabel() const;
    Text redoLabel() const;
    /// How many samples and findings they would touch; 0 where there is none.
    uint64_t undoSize() const;
    uint64_t redoSize() const;
    /// Takes back the last edit that counts / puts back the last one taken back: the values to give to the samples. canUndo() / canRedo() must hold.
    /// @throws Error with ExitCode::Io.
    Journey undo();
    Journey redo();

    bool isEdited(const std::string& sampleId) const;
    size_t editedCount() const;
    size_t editCount() const; ///< Edits that undo() can reach.
    /// Findings that were ignored: rule, sample id.
    bool isIgnored(const std::string& rule, const std::string& sampleId) const;
    std::set<std::pair<std::string, std::string>> ignored() const;

    /// Puts the edits onto samples as read; those that don't train are removed when `dropsExcluded`. In parallel. An edit goes with its row when
    /// rows were added to the data file or taken away. @returns a finding for each edit whose row is not there any more.
    std::vector<Issue> applyTo(std::vector<Sample>& samples, bool dropsExcluded) const;
    /// Marks what is recorded from now on with what these rows say, and where rows have moved writes the journal anew for their new places; the old
    /// file stays beside it, and undo ends there. @param originals all samples of the project as read. @returns whether it wrote. @throws Error.
    bool followRows(const std::vector<Sample>& originals);
    /// All contents that a sample had, oldest first; the last one is `current`. Reads the file: for a thread of its own.
    std::vector<SampleVersion> historyOf(const std::string& sampleId, const SampleContent& current) const;

    struct Compaction {
        uint64_t minGarbage = uint64_t{64} << 20;  ///< Bytes of edits that were undone and then given up, before they are dropped.
        uint64_t maxHistory = uint64_t{1} << 30;   ///< Bytes of edits that stay undoable; older ones are folded into one state.
    };
    /// Rewrites the file where it is worth it. Safe at any moment of a kill: the new file is complete before it takes the old one's place.
    /// Edits that can be undone or redone stay so, but for the oldest beyond `maxHistory`. @returns whether it did. @throws Error with ExitCode::Io.
    bool compact(const Compaction& rules);
    bool compact() { return compact(Compaction()); }

private:
    struct Entry {
        uint64_t offset = 0;  ///< Of its head line.
        uint64_t body = 0;    ///< Of the lines behind it.
        uint64_t end = 0;
        int64_t timeMs = 0;
        uint64_t changes = 0;
        uint64_t line = 0;    ///< Number of its head line, from 1.
        Text label;
        std::shared_ptr<const std::string> ownLines; ///< Of an edit in the old form.
        bool isState = false;
    };
    struct LineRef;
    struct Scan;
    struct Alignment;
    void load();
    void takeHead(EditHead head, uint64_t offset, uint64_t body, uint64_t line);
    void countLines(const std::vector<ChangeLine>& lines, bool isForward);
    void appendBytes(const std::string& bytes);
    std::string readBody(const Entry& entry) const;
    std::vector<ChangeLine> readLines(const Entry& entry, bool isForward) const;
    std::unique_ptr<Scan> scan() const;
    std::vector<Entry> appliedEntries() const;
    void scanText(Scan& scan, std::string_view text, uint64_t offset, uint32_t index, LineReader& reader) const;
    void scanEntry(Scan& scan, uint32_t index) const;
    ContentPatch patchOf(const Scan& scan, const std::vector<LineRef>& lines, const os::InputFile& file, LineReader& reader) const;
    static Alignment align(const Scan& scan, const std::vector<Sample>& samples);
    static void placeStrays(const Scan& scan, const std::vector<Sample>& samples, const std::vector<uint64_t>& texts, Alignment& result);
    static std::vector<Issue> issuesOf(const Alignment& alignment, const std::vector<Sample>& samples);
    using NewNames = std::unordered_map<std::string, std::string>; ///< Of samples.
    /// Folds the first edits into a state and puts the new file in place of the old one.
    void rewrite(size_t folded, const NewNames& names);
    void keepCopy() const;
    void writeCompacted(const std::string& path, size_t folded, const NewNames& names) const;
    [[noreturn]] void failAtLine(uint64_t line) const;
    Journey travel(bool isForward);

    std::string path_;
    std::string folder_;
    bool isReadOnly_ = false;
    mutable std::mutex writing_; ///< Held while the file is written.
    mutable std::mutex mutex_;   ///< Guards what follows; held briefly.
    std::unique_ptr<os::AppendFile> file_;
    std::vector<Entry> entries_;
    size_t position_ = 0;
    uint64_t size_ = 0;  ///< Of the file.
    uint64_t lines_ = 0;
    std::unordered_map<std::string, uint32_t> edited_; ///< Sample id, how many of the edits that count touched it.
    std::set<std::pair<std::string, std::string>> ignored_;
    std::shared_ptr<const RowMarks> marks_;
    mutable std::unique_ptr<Scan> opened_; ///< What load() found, for the applyTo() that follows.
};

} // namespace lorikeet
