#pragma once
/// @file The lines of edits/journal.jsonl.
///
/// An edit is a head line and one line for each sample:
///   {"op":"edit","time":MS,"label":"…","label_args":[…],"changes":2,"bytes":BYTES OF THE LINES THAT FOLLOW}
///   {"sample":"ID","turns":[[1,"before","after"]],"tags":[["old"],["new"]],"ignore":[["rule",true]] …,"row":["MARK",ROWS]}
/// Others: {"op":"undo"}, {"op":"redo"}; only as the first, what folded edits came to: {"op":"state","time":…,"edits":N,"changes":…,"bytes":…} with
/// lines that hold "edits" (how many touched the sample) and values without what was before. An edit of an older journal is one line:
/// {"op":"edit", … "changes":[{"sample":ID,"before":{messages, system, excluded},"after":{…}}]}.

#include "core/base/text.h"
#include "core/data/content_patch.h"
#include "core/data/row_marks.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct EditHead {
    enum class Op { Edit, Undo, Redo, State };
    Op op = Op::Edit;
    int64_t timeMs = 0;
    Text label;
    uint64_t changes = 0;
    uint64_t bytes = 0;      ///< Of the lines that follow.
    std::string ownLines;    ///< Of an edit in the old form: its lines as the new form has them.
    bool isOldForm = false;
};

/// @param folder the project's: picture paths below it are stored relative to it. @returns nullopt for a line that is none.
std::optional<EditHead> readHead(std::string_view line, const std::string& folder);
std::string writeHead(const EditHead& head);

/// Appends a line with what differs; nothing when nothing does. @returns whether it did.
/// @param mark of its row.
bool appendChangeLine(std::string& to, const std::string& sampleId, const SampleContent& before, const SampleContent& after, const std::string& folder,
    const RowMark& mark = {});
void appendIgnoreLine(std::string& to, const std::string& sampleId, const std::string& rule, bool isIgnored);
/// A line of the state: values alone.
void appendStateLine(std::string& to, const std::string& sampleId, uint64_t edits, const ContentPatch& patch, const std::string& folder, const RowMark& mark = {});

/// Fields that a line changes, as bits: turns 0 to 47, then one for each other field.
struct LineFields {
    static constexpr uint64_t kMessages = uint64_t{1} << 48;
    static constexpr uint64_t kTurns = kMessages - 1;
    static constexpr uint64_t kUnbounded = uint64_t{1} << 63; ///< A turn beyond 47.
};
struct LineSummary {
    std::string_view sampleId; ///< Lives until the reader reads again.
    uint64_t fields = 0;
    uint64_t edits = 1;
    RowMark mark; ///< Of the row, if it has one.
    bool hasIgnores = false;
};
struct IgnoreChange {
    std::string rule;
    std::string sampleId;
    bool isIgnored = true;
};
struct ChangeLine {
    std::string sampleId;
    ContentPatch patch;
    std::vector<IgnoreChange> ignores; ///< In the asked direction.
};

/// Parses lines; one for each thread.
class LineReader {
public:
    LineReader();
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    /// Bytes that must be readable behind every line.
    static size_t padding();
    /// nullopt for a line that is damaged.
    std::optional<LineSummary> summarize(std::string_view line);
    /// What the line makes of its sample: the values after the edit, or those before.
    std::optional<ChangeLine> read(std::string_view line, bool isForward, const std::string& folder);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

} // namespace lorikeet
