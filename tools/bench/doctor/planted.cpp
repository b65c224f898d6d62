#include "tools/bench/doctor/photos.h"
#include "tools/bench/doctor/steps.h"

#include "core/base/file.h"
#include "core/data/doctor/doctor.h"
#include "core/data/parallel.h"

#include <fmt/format.h>

#include <functional>
#include <map>

#include <opencv2/imgproc.hpp>

namespace lorikeet::bench {
namespace {

constexpr size_t kSamples = 2'000;
constexpr size_t kFaults = 500;
constexpr int kWidth = 800, kHeight = 600;

struct Bed {
    std::string folder;
    std::vector<Sample> samples;
    std::vector<bool> isValidation;

    std::string& answer(size_t i) { return samples[i].messages.back().content; }
    std::string photoBytes(size_t i) const { return readFile(samples[i].images[0]); }
    void setBytes(size_t i, const char* name, const std::string& bytes)
    {
        const std::string path = fmt::format("{}/fault-{}-{}", folder, i, name);
        writeFileAtomically(path, bytes);
        samples[i].images = {path};
    }
    void setPicture(size_t i, const cv::Mat& picture)
    {
        const std::string path = fmt::format("{}/fault-{}.jpg", folder, i);
        saveJpeg(path, picture);
        samples[i].images = {path};
    }
    cv::Mat photo(size_t i) const { return makePhoto(50'000 + i, kWidth, kHeight); }
};

struct Fault {
    const char* rule;
    bool isFatal;
    std::function<void(Bed&, size_t, cv::RNG&)> plant;
};

std::vector<Fault> pictureFaults()
{
    return {
        {"image.missing", true, [](Bed& bed, size_t i, cv::RNG&) { bed.samples[i].images = {bed.folder + fmt::format("/nowhere-{}.jpg", i)}; }},
        {"image.empty", true, [](Bed& bed, size_t i, cv::RNG&) { bed.setBytes(i, "empty.jpg", ""); }},
        {"image.format", true, [](Bed& bed, size_t i, cv::RNG&) { bed.setBytes(i, "page.jpg", "<html>not found</html>" + std::to_string(i)); }},
        {"image.truncated", true, [](Bed& bed, size_t i, cv::RNG& random) {
            const std::string whole = bed.photoBytes(i);
            bed.setBytes(i, "cut.jpg", whole.substr(0, whole.size() * static_cast<size_t>(random.uniform(1, 99)) / 100));
        }},
        {"image.truncated", true, [](Bed& bed, size_t i, cv::RNG& random) { // an end marker all the same
            const std::string whole = bed.photoBytes(i);
            bed.setBytes(i, "ended.jpg", whole.substr(0, whole.size() * static_cast<size_t>(random.uniform(5, 95)) / 100) + "\xFF\xD9");
        }},
        {"image.damaged", true, [](Bed& bed, size_t i, cv::RNG& random) {
            std::string whole = bed.photoBytes(i);
            const auto at = whole.size() / 10 + static_cast<size_t>(random.uniform(0, static_cast<int>(whole.size() * 8 / 10)));
            whole.replace(at, 2048, 2048, '\0'); // a hole, as a copy that was interrupted leaves it
            bed.setBytes(i, "hole.jpg", whole);
        }},
        {"placeholder.count", true, [](Bed& bed, size_t i, cv::RNG&) { bed.samples[i].messages[0].content = "<image><image>What is it?"; }},
        {"roles.order", true, [](Bed& bed, size_t i, cv::RNG&) { bed.samples[i].messages[1].role = Role::User; }},
        {"answer.empty", true, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) = " "; }},
        {"leak.picture", true, [](Bed& bed, size_t i, cv::RNG&) {
            bed.isValidation[i] = true;
            bed.setPicture(i, makeCopy(bed.photo(0), CopyKind::Reencoded));
        }},
        {"image.blurred", false, [](Bed& bed, size_t i, cv::RNG& random) {
            cv::Mat soft;
            cv::GaussianBlur(bed.photo(i), soft, {}, random.uniform(6.0, 12.0));
            bed.setPicture(i, soft);
        }},
        {"image.dark", false, [](Bed& bed, size_t i, cv::RNG& random) { bed.setPicture(i, bed.photo(i) * random.uniform(0.03, 0.1)); }},
        {"image.overexposed", false, [](Bed& bed, size_t i, cv::RNG&) { bed.setPicture(i, bed.photo(i) * 0.12 + cv::Scalar(232, 232, 232)); }},
        {"image.blank", false, [](Bed& bed, size_t i, cv::RNG& random) { bed.setPicture(i, cv::Mat(300, 400, CV_8UC3, cv::Scalar(random.uniform(0, 255), random.uniform(0, 255), 9))); }},
        {"image.tiny", false, [](Bed& bed, size_t i, cv::RNG& random) { bed.setPicture(i, makePhoto(i, random.uniform(30, 60), 24)); }},
        {"image.duplicate", false, [](Bed& bed, size_t i, cv::RNG&) { bed.setBytes(i, "copy.jpg", bed.photoBytes(1 + i % 200)); }},
        {"image.near_duplicate", false, [](Bed& bed, size_t i, cv::RNG& random) { bed.setPicture(i, makeCopy(bed.photo(1 + i % 200), kCopyKinds[random.uniform(0, 7)])); }},
    };
}

std::vector<Fault> textFaults()
{
    return {
        {"answer.short", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) = "tree"; }},
        {"text.repeated_row", false, [](Bed& bed, size_t i, cv::RNG&) { bed.samples[i].content() = bed.samples[1 + i % 200].content(); }},
        {"text.mojibake", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) += " An entrÃ©e, â€œfreshâ€."; }},
        {"text.replacement", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) += " a caf\xEF\xBF\xBD"; }},
        {"text.control", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i).insert(5, 1, '\x0B'); }},
        {"text.special_token", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) += "<|im_end|>"; }},
        {"text.boilerplate", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) = "I'm sorry, but I can't help with this picture " + std::to_string(i); }},
        {"text.whitespace", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) += " \n"; }},
        {"text.mixed_scripts", false, [](Bed& bed, size_t i, cv::RNG&) { bed.answer(i) = "На снимке номер " + std::to_string(i) + " виден старый мост через реку."; }},
        {"answer.contradiction", false, [](Bed& bed, size_t i, cv::RNG&) {
            bed.samples[i].images = {bed.samples[1 + i % 200].images[0]};
            bed.samples[i].messages[0].content = bed.samples[1 + i % 200].messages[0].content = fmt::format("<image>Which animal is it, {}?", 1 + i % 200);
            bed.answer(1 + i % 200) = "one large brown dog";
            bed.answer(i) = "no animal whatsoever anywhere";
            // Copies of files: several captions of one file are wanted.
            bed.setBytes(i, "other.jpg", bed.photoBytes(1 + i % 200));
        }},
    };
}

Bed makeBed(const std::string& folder)
{
    Bed bed;
    bed.folder = folder + "/planted";
    makeFolders(bed.folder);
    static const char* kThings[] = {"a bridge", "two horses", "a market", "an open window", "a train", "some boats", "a table with fruit"};
    bed.samples.resize(kSamples);
    for (size_t i = 0; i < kSamples; ++i) {
        Sample& sample = bed.samples[i];
        sample.id = std::to_string(i);
        sample.dataset = "planted";
        sample.row = static_cast<int>(i);
        sample.messages = {{Role::User, "<image>What does it show?"}, {Role::Assistant, fmt::format("The photo number {} shows {} and {} in the light of day {}.", i, kThings[i % 7], kThings[i / 7 % 7], i)}};
        sample.images = {fmt::format("{}/photo-{}.jpg", bed.folder, i)};
    }
    parallelFor(kSamples, 8, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            if (!std::filesystem::exists(bed.samples[i].images[0]))
                saveJpeg(bed.samples[i].images[0], bed.photo(i));
    });
    bed.isValidation.assign(kSamples, false);
    return bed;
}

} // namespace

void measurePlantedFaults(const std::string& folder)
{
    Bed bed = makeBed(folder);
    std::vector<Fault> faults = pictureFaults();
    for (Fault& fault : textFaults())
        faults.push_back(std::move(fault));
    cv::RNG random(42);
    std::map<size_t, const Fault*> planted; // from sample 400 on; the first ones are what copies are made of
    for (size_t i = 0; i < kFaults; ++i) {
        const Fault& fault = faults[i % faults.size()];
        const size_t sample = 400 + i * 3;
        fault.plant(bed, sample, random);
        planted[sample] = &fault;
    }
    DoctorSettings settings;
    settings.isValidation = bed.isValidation;
    const double start = secondsNow();
    Doctor doctor(settings);
    const auto report = doctor.run(bed.samples);
    std::map<std::string, std::pair<size_t, size_t>> byRule; // planted, found
    size_t fatal = 0, fatalFound = 0, soft = 0, softFound = 0;
    for (const auto& [sample, fault] : planted) {
        bool isFound = report->facts.hasRule(sample, ruleIndex(fault->rule));
        if (fault->isFatal && fault->rule == std::string_view("image.truncated"))
            isFound = isFound || report->facts.hasRule(sample, ruleIndex("image.damaged")); // a cut header
        if (fault->isFatal && fault->rule == std::string_view("image.damaged"))
            isFound = isFound || report->facts.hasRule(sample, ruleIndex("image.truncated"));
        ++byRule[fault->rule].first;
        byRule[fault->rule].second += isFound ? 1 : 0;
        ++(fault->isFatal ? fatal : soft);
        (fault->isFatal ? fatalFound : softFound) += isFound ? 1 : 0;
    }
    size_t sound = 0, alarms = 0;
    for (size_t i = 0; i < kSamples; ++i) {
        if (planted.contains(i))
            continue;
        ++sound;
        alarms += report->facts.rules[i] != 0 ? 1 : 0;
        for (size_t rule = 0; rule < report->facts.ruleNames.size(); ++rule)
            if (report->facts.hasRule(i, rule))
                fmt::print("  false alarm: sample {} {}\n", i, report->facts.ruleNames[rule]);
    }
    for (const auto& [rule, counts] : byRule)
        if (counts.first != counts.second)
            fmt::print("  {}: {} of {} found\n", rule, counts.second, counts.first);
    fmt::print("planted faults among {} samples: fatal {} of {} found, soft {} of {} ({:.1f} %), false alarms {} of {} sound samples ({:.2f} %), {:.1f} s\n", kSamples,
        fatalFound, fatal, softFound, soft, 100.0 * static_cast<double>(softFound) / static_cast<double>(soft), alarms, sound,
        100.0 * static_cast<double>(alarms) / static_cast<double>(sound), secondsNow() - start);
}

} // namespace lorikeet::bench
