#pragma once
/// @file The Data Doctor: every rule over every sample that trains, with the pictures looked at once and remembered.

#include "core/data/dataset.h"
#include "core/data/doctor/near_duplicates.h"
#include "core/data/doctor/picture_store.h"
#include "core/data/doctor/picture_table.h"
#include "core/data/doctor/rule.h"
#include "core/data/sample_facts.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace lorikeet {

/// What the chosen model makes of one sample.
struct Measured {
    int32_t tokens = -1;        ///< Of the whole sample; -1 = it can't be told.
    int32_t pictureTokens = -1; ///< Of all its pictures.
    int32_t mostOfOnePicture = -1; ///< Of its most expensive picture.
    int32_t learnedTokens = -1; ///< That the model learns to write.
    std::vector<Issue> issues;  ///< Of the model's own processor.
};

/// The chosen model and template, as functions: core/models gives them (doctorModel).
struct DoctorModel {
    bool seesPictures = true;
    int32_t cutoffLen = 0; ///< 0 = no model is chosen, or no limit.
    /// Unset: no model is chosen; rules about lengths stay silent.
    std::function<Measured(const Sample&)> measure;
    /// Marks of the model's template and tokenizer that must not stand in a text ("<|im_end|>").
    std::vector<std::string> specialTokens;

    /// The same; where no model is chosen those of the widespread formats.
    const std::vector<std::string>& marks() const;
};

struct DoctorSettings {
    DoctorModel model;
    CheckDepth depth = CheckDepth::FullDecode;
    std::vector<bool> isValidation; ///< A sample is held out; index = sample; empty = none is.
    /// Findings that people have waived: ignoredKey(rule, sample's id).
    std::unordered_set<std::string> ignored;
    std::vector<Issue> readingIssues; ///< Found while reading; they go through into the report.
    bool leavesBadOut = false; ///< skip_bad_samples: what such a run leaves out is a warning, not fatal.
    /// Where pictures' facts are remembered; "" = nowhere. See PictureStore::defaultPath().
    std::string storePath;
};

std::string ignoredKey(std::string_view rule, std::string_view sampleId);
/// Whether a run with skip_bad_samples leaves out what the finding is about. Findings over several samples, such as leaks, stay.
bool canBeLeftOut(const Issue& issue);

/// All findings of one rule.
struct RuleFindings {
    std::string id;
    const Rule* rule = nullptr; ///< null where the rule is known to a reader alone.
    Severity severity = Severity::Warning;
    Text title;                 ///< With its count: "37 pictures cannot be found."
    Text body;
    size_t count = 0;           ///< Pictures or samples, as the title says.
    std::vector<size_t> samples; ///< Distinct, ascending; rows that became no sample are not among them.
    std::vector<size_t> issues; ///< Into DoctorReport::issues.
    std::vector<std::string> folders; ///< image.missing, image.outside: where the pictures should be or are; most of them in the first.
    std::string encoding;       ///< text.encoding: what most of the texts look like, a name of knownEncodings(); "" = it can't be told.
};

/// What samples cost: bin i holds those of [i * width, (i+1) * width) tokens.
struct TokenHistogram {
    int32_t width = 1;
    std::vector<uint32_t> bins;
};

struct DoctorReport {
    std::vector<Issue> issues;          ///< In row order; findings that people ignore are left out.
    std::vector<RuleFindings> findings; ///< Fatal ones first, then warnings, notes; within them by count.
    SampleFacts facts;                  ///< Over all samples; those that don't train are unchecked (-1, 0).
    std::vector<std::vector<size_t>> duplicateGroups; ///< Samples whose pictures are copies or near copies, from different files.
    TokenHistogram tokens;                   ///< Of whole samples.
    TokenHistogram pictureTokens;            ///< Of all pictures of a sample.
    std::vector<size_t> mostExpensive;  ///< Up to 20 samples, the most tokens first.
    size_t checked = 0;                 ///< Samples looked at.
    size_t mustFix = 0;                 ///< Of them: with a fatal finding.
    size_t shouldLook = 0;              ///< With a warning, and no fatal one.
    size_t fine = 0;
    size_t usable = 0;                  ///< Samples to train on: not held out, and without a fatal finding that canBeLeftOut.
    size_t ignored = 0;                 ///< Findings that people ignore.
    size_t pictures = 0;                ///< Distinct ones.
    float score = 100;                  ///< Mean of the samples' scores.

    const RuleFindings* find(std::string_view rule) const;
    bool hasFatal() const;
};

/// done, total (pictures and samples together); false cancels.
using DoctorProgress = std::function<bool(size_t, size_t)>;

/// Keeps what it found, so that an edit costs little. Not thread-safe; any thread may own it. Bad data is never an exception.
class Doctor {
public:
    explicit Doctor(DoctorSettings settings);
    ~Doctor();
    Doctor(Doctor&&) noexcept;

    /// Looks at everything. nullopt when it was cancelled.
    std::optional<DoctorReport> run(const std::vector<Sample>& samples, const DoctorProgress& progress = {});
    /// After an edit of these samples (same list, same order); everything else is remembered from the last run. Runs in full
    /// where there was none.
    std::optional<DoctorReport> recheck(const std::vector<Sample>& samples, const std::vector<size_t>& changed, const DoctorProgress& progress = {});
    /// Other validation samples or ignored findings from the next run or recheck on.
    void setValidation(std::vector<bool> isValidation);
    void setIgnored(std::unordered_set<std::string> ignored);
    const DoctorSettings& settings() const { return settings_; }

private:
    class Step;
    PictureFacts lookOrRemember(const std::string& path);
    std::vector<std::string> tinyPictures(const std::vector<uint32_t>& indexes);
    bool lookAtPictures(const std::vector<Sample>& samples, Step& step);
    bool lookAtSamples(const std::vector<Sample>& samples, const std::vector<size_t>& indexes, Step& step);
    void lookAtSample(const std::vector<Sample>& samples, size_t index);
    bool groupPictures(Step& step);
    DoctorReport conclude(const std::vector<Sample>& samples);
    DoctorSettings settings_;
    std::unique_ptr<PictureStore> store_;
    PictureTable pictures_;
    PictureGroups groups_;
    std::vector<Measured> measured_;          ///< A sample; issues moved into found_.
    std::vector<std::vector<Issue>> found_;   ///< A sample.
    bool hasRun_ = false;
};

} // namespace lorikeet
