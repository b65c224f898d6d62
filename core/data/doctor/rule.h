#pragma once
/// @file What a rule of the Data Doctor is: a name, a sentence for people, what it offers, and how it looks.

#include "core/data/issue.h"
#include "core/data/sample.h"

#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct DataCheck;
struct Findings;
struct RuleFindings;
struct SampleCheck;

/// What can be done about a finding. Which of them change samples, makeFix() says.
enum class FixKind {
    MatchPlaceholders, ///< <image> once for each picture, in the first question.
    Exclude,           ///< Out of training; stays in the list.
    LocateFolder,      ///< Looks for the pictures in another folder.
    MoveToTraining,    ///< Never held out.
    KeepFirst,         ///< Of each group of copies only the first stays.
    WriteCaptions,     ///< Shows them in the gallery, to be written by people.
    CaptionWithAi,     ///< The same, to be written by a model.
    CleanText,         ///< Control characters and white space at the ends go.
    RepairEncoding,    ///< Text that went through a wrong conversion is turned back.
    RemoveTokens,      ///< The model's own marks go out of the text.
    KeepStored,        ///< The model sees the pictures as they are stored, EXIF or not.
    SmallerPictures,   ///< A smaller pixel limit in the plan.
    LongerLimit,       ///< A larger cutoff_len in the plan.
    AllowFolder,       ///< Pictures of further folders may be used: the data is read again.
    ReadAs,            ///< The data is read again in the encoding that it looks like …
    ChooseEncoding,    ///< … or in another.
    Accept,            ///< "OK": it is known and wanted.
    Ignore,            ///< The finding isn't shown any more.
};

/// What a rule counts in its title.
enum class Counted { Samples, Pictures };

/// When a rule runs.
enum class RuleStage {
    BeforeTraining, ///< Also by the trainer before it starts: a sample on its own, no look into pictures beyond their headers.
    Doctor,         ///< Only by the Doctor.
};

struct Rule {
    std::string_view id;  ///< Stable: "image.missing".
    Severity severity = Severity::Warning;
    const char* one = ""; ///< "1 picture cannot be found."
    const char* many = ""; ///< "%1 pictures cannot be found."
    const char* body = ""; ///< Why it matters, in one sentence; none: what the first finding says.
    std::vector<FixKind> fixes = {}; ///< The recommended one first; Ignore comes last and not for fatal ones.
    Counted counted = Counted::Samples;
    RuleStage stage = RuleStage::Doctor;
    /// At most one of the two; none: found while reading or by the model's own processor.
    void (*checkSample)(const SampleCheck&) = nullptr;
    void (*checkData)(const DataCheck&) = nullptr;
    /// Names what these findings have in common in their body, folders and encoding. Unset: `body` says all.
    void (*addDetail)(const Findings& findings, const std::vector<Issue>& issues, RuleFindings& group) = nullptr;

    /// The title for so many findings.
    Text title(size_t count) const;
};

/// Every rule, in the order in which they are shown; at most 64.
const std::vector<Rule>& allRules();
/// null for a rule that isn't in the list (some are found only while reading broken rows).
const Rule* findRule(std::string_view id);
/// The rule's place in allRules(); allRules().size() for an unknown one.
size_t ruleIndex(std::string_view id);

/// Whether it changes how the data is read, so that rows which became no sample can be mended by it.
bool mendsReading(FixKind kind);
/// What stands on the button: "Match automatically"; %1 of ReadAs is the encoding.
Text fixLabel(FixKind kind);
/// "exclude", "ignore" … stable, for files and tests.
const char* fixName(FixKind kind);
/// What a fix does in the journal: "Leave out", "Match <image> marks".
Text fixEditLabel(FixKind kind);

} // namespace lorikeet
