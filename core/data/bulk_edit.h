#pragma once
/// @file One change to many samples: what it does to each, and what it would do before it is done.

#include "core/base/text.h"
#include "core/data/sample.h"
#include "core/text/search_pattern.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// What is done to each sample. Thread-safe; the functions may throw Error (nothing is changed then).
struct BulkEdit {
    Text label; ///< "Replace in %1 captions": %1 is filled in once it is known how many samples it changed.
    std::function<void(const Sample& sample, SampleContent& content)> change; ///< `content` comes in as the sample's own.
    std::function<bool(const Sample& sample)> mayChange = {}; ///< Quick test without a copy; empty = every one may.
};

/// Which texts of a sample.
enum class TextScope { Answers, Questions, System, All };

struct FindReplace {
    std::string find;
    std::string replacement; ///< With $1, \1 … where `options.isRegex`.
    SearchOptions options;
    TextScope scope = TextScope::Answers;
};
/// @throws Error when the pattern or the replacement can't be understood.
BulkEdit replaceText(const FindReplace& what);
/// In front of each answer (question …), or behind it; empty texts stay empty unless `alsoEmpty`. Pictures of a question stay in front.
BulkEdit addPrefix(const std::string& prefix, TextScope scope = TextScope::Answers, bool alsoEmpty = false);
BulkEdit addSuffix(const std::string& suffix, TextScope scope = TextScope::Answers, bool alsoEmpty = false);
/// No spaces at both ends, one between words, at most one blank line between paragraphs.
BulkEdit tidySpaces(TextScope scope = TextScope::Answers);
/// The first question of each; its pictures stay in front of it.
BulkEdit setQuestion(const std::string& question);
/// The last answer of each.
BulkEdit setAnswer(const std::string& answer);
BulkEdit setSystem(const std::string& system); ///< "" = the template's own.

/// A sample's tags.
BulkEdit addTags(const std::vector<std::string>& tags);
BulkEdit removeTags(const std::vector<std::string>& tags);
BulkEdit renameTag(const std::string& from, const std::string& to);

/// Captions that are lists with commas ("1girl, red hair, outdoors"), as image generators are trained on.
struct CaptionTags {
    enum class Action { Add, AddInFront, Remove, Rename, MoveToFront, RemoveDuplicates, Sort };
    Action action = Action::Add;
    std::vector<std::string> tags; ///< Compared without case. Rename: the first one …
    std::string newName;           ///< … becomes this.
};
BulkEdit editCaptionTags(const CaptionTags& what);
/// Whether a caption reads as such a list: several short pieces between commas and no sentence.
bool isTagList(const std::string& caption);
/// The pieces between commas without spaces around them; empty ones left out.
std::vector<std::string> captionTags(const std::string& caption);

BulkEdit setReview(Review review);
BulkEdit setExcluded(bool isExcluded);
/// Moved to training: never held out; or as any other again.
BulkEdit setAlwaysTrains(bool always);
BulkEdit setKeepsStoredOrientation(bool keeps);
/// Samples become what `versionOf` gives (null: stays), provenance included.
BulkEdit revertTo(std::function<const SampleContent*(const std::string& sampleId)> versionOf);

/// Says who wrote `after`, where its answers are not those of `before` and its provenance wasn't changed with them: a person changed what stood
/// there (Edited, model and prompt are kept), or wrote into an empty place (Human).
void noteAuthor(const SampleContent& before, SampleContent& after);

/// What a bulk edit makes of one sample; nullopt where nothing changes.
std::optional<SampleContent> changedContent(const Sample& sample, const BulkEdit& edit);

/// What would change.
struct BulkPreview {
    struct Example {
        size_t sample = 0;
        std::string before; ///< The first text (or list of tags, or state) that differs.
        std::string after;
    };
    size_t count = 0;              ///< Samples that would change.
    std::vector<Example> examples; ///< The first ones, in the order of `rows`.
};
/// In parallel. @throws Error as the edit does.
BulkPreview previewBulk(const std::vector<Sample>& samples, const std::vector<size_t>& rows, const BulkEdit& edit, size_t maxExamples = 100);

} // namespace lorikeet
