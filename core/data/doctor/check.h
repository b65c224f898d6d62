#pragma once
/// @file What a rule may look at, and where it reports.

#include "core/data/checks/checks.h"
#include "core/data/doctor/doctor.h"

#include <string>
#include <vector>

namespace lorikeet {

/// One sample under one rule.
struct SampleCheck {
    const Rule& rule;
    const Sample& sample;
    size_t index;
    const DoctorModel& model;
    const PictureTable& pictures;
    const Measured* measured; ///< null where no model was chosen.
    std::vector<Issue>& issues;

    /// With the rule's severity, or a milder one.
    void report(Text message, Text fix) const { report(rule.severity, std::move(message), std::move(fix)); }
    void report(Severity severity, Text message, Text fix) const;
    int number() const { return sample.row + 1; } ///< As people count.
    /// What is known of the sample's picture; null for one that wasn't looked at.
    const PictureFacts* picture(size_t image) const { return pictures.find(sample.images[image]); }
};

/// All samples under one rule.
struct DataCheck {
    const Rule& rule;
    const std::vector<Sample>& samples;
    const std::vector<size_t>& looked; ///< Those that train.
    const std::vector<bool>& isValidation; ///< Empty: none is held out.
    const PictureTable& pictures;
    const PictureGroups& groups; ///< Empty where pictures weren't decoded.
    const std::vector<Measured>& measured;
    const DoctorModel& model;
    std::vector<std::vector<Issue>>& issues; ///< A list a sample.

    void report(size_t sample, Text message, Text fix) const;
    bool isHeldOut(size_t sample) const { return sample < isValidation.size() && isValidation[sample]; }
};

/// The picture's file name, for messages.
std::string fileNameOf(const std::string& path);
/// The first few with commas between, for messages.
std::string firstOf(const std::vector<std::string>& names);
/// The beginning of a text, on one line, for messages.
std::string shortened(const std::string& text);
/// Calls visit(file name, facts) for each picture that the model sees and that was looked at.
template <typename Visit>
void forPictures(const SampleCheck& check, const Visit& visit)
{
    if (!check.model.seesPictures)
        return;
    for (size_t i = 0; i < check.sample.images.size(); ++i)
        if (const PictureFacts* facts = check.picture(i))
            visit(fileNameOf(check.sample.images[i]), *facts);
}
/// Whether it is something that the model learns to say.
bool isAnswer(const Message& message);
/// Reports the picture's problem where it is the rule's own.
void checkPictureProblem(const SampleCheck& check);
/// Reports what the model's processor said under the rule's name.
void checkMeasured(const SampleCheck& check);
} // namespace lorikeet
