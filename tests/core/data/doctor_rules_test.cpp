#include "doctor_fixture.h"
#include "support/runner.h"

#include <functional>

#include <opencv2/imgproc.hpp>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

using Spoil = std::function<void(SoundData&)>;
struct Case {
    const char* rule;
    std::vector<size_t> samples; ///< That must be named.
    Spoil spoil;
};

std::string& answer(SoundData& data, size_t i) { return data.samples[i].messages.back().content; }
std::string& question(SoundData& data, size_t i) { return data.samples[i].messages.front().content; }
/// Another picture for sample 3.
void show(SoundData& data, const char* name, const cv::Mat& picture) { data.samples[3].images = {data.save(name, picture)}; }
cv::Mat photoOf(uint64_t seed, int width = 320, int height = 240) { return bench::makePhoto(seed, width, height); }

Issue issueOf(const char* rule, Severity severity)
{
    Issue issue;
    issue.severity = severity;
    issue.rule = rule;
    issue.file = "d.json";
    issue.row = 3;
    issue.message = "It is so.";
    issue.fix = "Do this.";
    issue.sample = 3;
    return issue;
}

/// The model's own processor says this of sample 3.
Spoil saidByModel(const char* rule)
{
    return [rule](SoundData& data) {
        data.settings.model.measure = [rule, sound = data.settings.model.measure](const Sample& sample) {
            Measured measured = sound(sample);
            if (sample.row == 3)
                measured.issues.push_back(issueOf(rule, findRule(rule)->severity));
            return measured;
        };
    };
}

Spoil measuredAs(Measured measured)
{
    return [measured](SoundData& data) {
        data.settings.model.measure = [measured, sound = data.settings.model.measure](const Sample& sample) { return sample.row == 3 ? measured : sound(sample); };
    };
}

/// Of a row that became no sample.
Spoil saidByReader(const char* rule)
{
    return [rule](SoundData& data) {
        Issue issue = issueOf(rule, Severity::Fatal);
        issue.sample = static_cast<size_t>(-1);
        data.settings.readingIssues.push_back(issue);
    };
}

/// Of a sample whose caption could not be read.
Spoil unread(const char* rule)
{
    return [rule](SoundData& data) {
        data.settings.readingIssues.push_back(issueOf(rule, findRule(rule)->severity));
        answer(data, 3).clear();
    };
}

/// A JPEG with an EXIF block that says orientation 6.
std::string sideways(const std::string& jpeg)
{
    const std::string exif("\xFF\xE1\x00\x22" "Exif\0\0" "MM\0*\0\0\0\x08" "\0\x01" "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" "\0\0\0\0", 36);
    std::string turned = jpeg;
    turned.insert(2, exif);
    return turned;
}

std::vector<Case> pictureCases()
{
    return {
        {"image.missing", {3}, [](SoundData& data) { data.samples[3].images = {data.folder / "nowhere.jpg"}; }},
        {"image.empty", {3}, [](SoundData& data) { data.samples[3].images = {data.folder.write("zero.jpg", "")}; }},
        {"image.format", {3}, [](SoundData& data) { data.samples[3].images = {data.folder.write("text.jpg", "words, and no picture at all")}; }},
        {"image.truncated", {3}, [](SoundData& data) {
            const std::string whole = bytesOf(data.samples[3].images[0]);
            data.samples[3].images = {data.folder.write("cut.jpg", whole.substr(0, whole.size() / 100 + 620))};
        }},
        {"image.damaged", {3}, [](SoundData& data) {
            std::string bytes = bytesOf(data.samples[3].images[0]);
            bytes.replace(bytes.size() - 3000, 900, 900, '\x55');
            data.samples[3].images = {data.folder.write("bad.jpg", bytes)};
        }},
        {"image.too_large", {3}, [](SoundData& data) {
            std::string png = bytesOf(std::string(LORIKEET_FIXTURES) + "/pictures/rgb.png");
            png.replace(16, 8, std::string("\0\0\x75\x30\0\0\x75\x30", 8));
            data.samples[3].images = {data.folder.write("bomb.png", png)};
        }},
        {"image.outside", {}, saidByReader("image.outside")},
        {"image.remote", {}, saidByReader("image.remote")},
        {"edit.row", {}, saidByReader("edit.row")},
        {"dataset.unreadable", {}, saidByReader("dataset.unreadable")},
        {"dataset.outside", {}, saidByReader("dataset.outside")},
        {"dataset.remote", {}, saidByReader("dataset.remote")},
        {"dataset.unlisted", {}, saidByReader("dataset.unlisted")},
        {"dataset.aside", {}, saidByReader("dataset.aside")},
        {"folder.unreadable", {}, saidByReader("folder.unreadable")},
        {"row.json", {}, saidByReader("row.json")},
        {"row.quote", {}, saidByReader("row.quote")},
        {"row.too_long", {}, saidByReader("row.too_long")},
        {"answer.several", {}, saidByReader("answer.several")},
        {"image.text_model", {3}, [](SoundData& data) {
            data.settings.model.seesPictures = false;
            for (Sample& sample : data.samples)
                if (sample.row != 3) {
                    sample.images.clear();
                    sample.messages.front().content = fmt::format("What does number {} show?", sample.row);
                }
        }},
        {"image.aspect", {3}, saidByModel("image.aspect")},
        {"image.sideways", {3}, [](SoundData& data) { data.samples[3].images = {data.folder.write("turned.jpg", sideways(bytesOf(data.samples[3].images[0])))}; }},
        {"image.blurred", {3}, [](SoundData& data) {
            cv::Mat soft;
            cv::GaussianBlur(photoOf(100, 1152, 864), soft, {}, 9);
            show(data, "soft.jpg", soft);
        }},
        {"image.dark", {3}, [](SoundData& data) { show(data, "dark.jpg", photoOf(101) * 0.08); }},
        {"image.overexposed", {3}, [](SoundData& data) { show(data, "light.jpg", photoOf(102) * 0.15 + cv::Scalar(228, 228, 228)); }},
        {"image.blank", {3}, [](SoundData& data) { show(data, "blank.jpg", cv::Mat(240, 320, CV_8UC3, cv::Scalar(90, 140, 200))); }},
        {"image.tiny", {3}, [](SoundData& data) { show(data, "tiny.jpg", photoOf(103, 60, 24)); }},
        {"image.elongated", {3}, [](SoundData& data) { show(data, "strip.jpg", photoOf(104, 1200, 50)); }},
        {"image.duplicate", {7}, [](SoundData& data) { data.samples[7].images = {data.folder.write("copy.jpg", bytesOf(data.samples[3].images[0]))}; answer(data, 7) = answer(data, 3);
            answer(data, 7) += " Yes."; }},
        {"image.near_duplicate", {7}, [](SoundData& data) {
            data.samples[7].images = {data.save("cropped.jpg", bench::makeCopy(photoOf(3), bench::CopyKind::CroppedCentre))};
            answer(data, 7) = answer(data, 3);
            answer(data, 7) += " Yes.";
        }},
        {"leak.picture", {29}, [](SoundData& data) {
            data.settings.isValidation.assign(SoundData::kCount, false);
            data.settings.isValidation[29] = true;
            data.samples[29].images = data.samples[3].images;
        }},
        {"picture.expensive", {3}, measuredAs({.tokens = 700, .pictureTokens = 600, .mostOfOnePicture = 600, .learnedTokens = 20, .issues = {}})},
    };
}

std::vector<Case> textCases()
{
    return {
        {"placeholder.count", {3}, [](SoundData& data) { question(data, 3) = "<image><image>What is it?"; }},
        {"placeholder.answer", {3}, [](SoundData& data) { question(data, 3) = "What is it?"; answer(data, 3) += " <image>"; }},
        {"placeholder.token", {3}, saidByModel("placeholder.token")},
        {"roles.order", {3}, [](SoundData& data) { data.samples[3].messages[1].role = Role::User; }},
        {"roles.count", {3}, [](SoundData& data) { data.samples[3].messages.pop_back(); }},
        {"answer.empty", {3}, [](SoundData& data) { answer(data, 3) = " \n"; }},
        {"question.empty", {3}, [](SoundData& data) { question(data, 3) = " "; data.samples[3].images.clear(); }},
        {"text.encoding", {3}, [](SoundData& data) { answer(data, 3) += "\xC0\x80"; }},
        {"text.outside", {3}, unread("text.outside")},
        {"text.file", {3}, unread("text.file")},
        {"length.image_cut", {3}, saidByModel("length.image_cut")},
        {"length.no_label", {3}, saidByModel("length.no_label")},
        {"length.cut", {3}, saidByModel("length.cut")},
        {"labels.none", {3}, measuredAs({.tokens = 90, .pictureTokens = 60, .mostOfOnePicture = 60, .learnedTokens = 0, .issues = {}})},
        {"token.unknown", {3}, saidByModel("token.unknown")},
        {"tools.malformed", {3}, saidByModel("tools.malformed")},
        {"stage.conversation", {3}, saidByModel("stage.conversation")},
        {"stage.text", {3}, saidByModel("stage.text")},
        {"answer.contradiction", {7}, [](SoundData& data) { data.samples[7].images = data.samples[3].images; answer(data, 3) = "a black dog"; answer(data, 7) = "a white cat"; }},
        {"answer.repeated", {}, [](SoundData& data) {
            for (size_t i = 0; i < 22; ++i)
                answer(data, i) = "A photograph of something that is outdoors.";
        }},
        {"answer.short", {3}, [](SoundData& data) { answer(data, 3) = "boat"; }},
        {"text.repeated_row", {7}, [](SoundData& data) { data.samples[7].content() = data.samples[3].content(); }},
        {"text.replacement", {3}, [](SoundData& data) { answer(data, 3) += " caf\xEF\xBF\xBD"; }},
        {"text.mojibake", {3}, [](SoundData& data) { answer(data, 3) += " It is a cafÃ©."; }},
        {"text.control", {3}, [](SoundData& data) { answer(data, 3).insert(4, "\x07"); }},
        {"text.special_token", {3}, [](SoundData& data) { answer(data, 3) += "<|im_end|>"; }},
        {"text.boilerplate", {3}, [](SoundData& data) { answer(data, 3) = "I'm sorry, but I can't describe people, as I was told not to."; }},
        {"text.mixed_scripts", {3}, [](SoundData& data) { answer(data, 3) = "На картинке виден старый маяк на скале у моря."; }},
        {"text.whitespace", {3}, [](SoundData& data) { answer(data, 3) += "\n"; }},
        {"preference.same", {3}, [](SoundData& data) { data.samples[3].rejectedAnswer = answer(data, 3) + " "; }},
        {"system.mixed", {3}, [](SoundData& data) { data.samples[3].system = "You are a pirate."; }},
    };
}

} // namespace

class DoctorRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundDataHasNoFinding()
    {
        const SoundData data;
        const DoctorReport report = data.check();
        for (const Issue& issue : report.issues)
            qWarning("%s", describe(issue).c_str());
        QVERIFY(report.findings.empty());
        QCOMPARE(report.fine, SoundData::kCount);
        QCOMPARE(report.score, 100.0F);
    }

    void eachRuleFindsItsFaultAndNothingElse_data()
    {
        QTest::addColumn<size_t>("index");
        const std::vector<Case> cases = all();
        for (size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].rule) << i;
    }

    void eachRuleFindsItsFaultAndNothingElse()
    {
        QFETCH(size_t, index);
        const Case it = all()[index];
        SoundData data;
        it.spoil(data);
        const DoctorReport report = data.check();
        for (const Issue& issue : report.issues)
            if (issue.rule != it.rule)
                qWarning("%s: %s", issue.rule.c_str(), describe(issue).c_str());
        QCOMPARE(report.findings.size(), size_t(1));
        const RuleFindings& found = report.findings.front();
        QCOMPARE(found.id, std::string(it.rule));
        QVERIFY(found.rule != nullptr);
        QVERIFY(!found.title.english().empty() && found.title.english().find('%') == std::string::npos);
        QVERIFY(!found.body.empty());
        if (!it.samples.empty())
            QCOMPARE(found.samples, it.samples);
        else
            QCOMPARE(found.count, std::max<size_t>(found.samples.size(), 1));
        for (const size_t sample : found.samples) {
            QVERIFY(report.facts.hasRule(sample, ruleIndex(it.rule)));
            QVERIFY(report.facts.score[sample] < 100);
        }
        for (const Issue& issue : report.issues)
            QVERIFY(!issue.message.empty() && !issue.fix.empty() && !issue.file.empty() && issue.row >= 0);
        QCOMPARE(report.hasFatal(), found.severity == Severity::Fatal);
    }

    void everyRuleIsTriedAndSaysWhatToDo()
    {
        const std::vector<Case> cases = all();
        QVERIFY(allRules().size() >= 20 && allRules().size() <= 64);
        for (const Rule& rule : allRules()) {
            const bool isTried = std::any_of(cases.begin(), cases.end(), [&](const Case& it) { return rule.id == it.rule; });
            QVERIFY2(isTried, std::string(rule.id).c_str());
            // What was found while reading may be mended in the file alone, and each finding says its own.
            const bool isOfReading = rule.checkSample == nullptr && rule.checkData == nullptr;
            QVERIFY(isOfReading || !rule.fixes.empty());
            QVERIFY(rule.title(1).english().starts_with("1 "));
            QVERIFY(rule.title(37).english().starts_with("37 "));
            QVERIFY((isOfReading && *rule.body == '\0') || std::string_view(rule.body).ends_with(".") || std::string_view(rule.body).ends_with("?"));
            QCOMPARE(findRule(rule.id), &rule);
        }
    }

    void whatOnlyLooksLikeAFaultIsNone_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("bytes after a JPEG's end") << 0;
        QTest::newRow("a wrong name ending") << 1;
        QTest::newRow("several questions about one picture") << 2;
        QTest::newRow("five captions of one picture") << 3;
        QTest::newRow("a class name that repeats") << 4;
        QTest::newRow("a page of writing") << 5;
        QTest::newRow("a night scene with lamps") << 6;
        QTest::newRow("accents") << 7;
    }

    void whatOnlyLooksLikeAFaultIsNone()
    {
        QFETCH(int, kind);
        SoundData data;
        if (kind == 0)
            data.samples[3].images = {data.folder.write("phone.jpg", bytesOf(data.photo(300)) + std::string(5000, 'x'))};
        if (kind == 1)
            data.samples[3].images = {data.folder.write("named.png", bytesOf(data.photo(300)))};
        if (kind == 2) {
            data.samples[4].images = data.samples[3].images;
            question(data, 4) = "<image>Which time of the day is it?";
        }
        if (kind == 3)
            for (size_t i = 4; i < 8; ++i)
                data.samples[i].images = data.samples[3].images;
        if (kind == 4)
            for (size_t i = 0; i < SoundData::kCount; ++i)
                answer(data, i) = i % 2 == 0 ? "cat" : "dog";
        if (kind == 5) {
            cv::Mat page(864, 660, CV_8UC3, cv::Scalar(255, 255, 255));
            for (int line = 0; line < 20; ++line)
                cv::putText(page, "It was a dark and stormy night", {40, 60 + line * 40}, cv::FONT_HERSHEY_SIMPLEX, 0.9, {20, 20, 20}, 2);
            show(data, "page.jpg", page);
        }
        if (kind == 6) {
            cv::Mat night = photoOf(300, 640, 480) * 0.08;
            for (int i = 0; i < 12; ++i)
                cv::circle(night, {40 + i * 50, 200}, 9, {180, 230, 250}, cv::FILLED);
            show(data, "night.jpg", night);
        }
        if (kind == 7)
            answer(data, 3) = "Ein Café an der Straße, «très joli», naïve façade – 10 °C, ½ Preis… à côté d’une forêt.";
        const DoctorReport report = data.check();
        for (const Issue& issue : report.issues)
            qWarning("%s: %s", issue.rule.c_str(), describe(issue).c_str());
        QVERIFY(report.findings.empty());
    }

private:
    static std::vector<Case> all()
    {
        std::vector<Case> cases = pictureCases();
        for (Case& it : textCases())
            cases.push_back(std::move(it));
        return cases;
    }
};

LK_TEST_CLASS(DoctorRulesTest);
#include "doctor_rules_test.moc"
