#include "doctor_fixture.h"
#include "support/runner.h"

#include "core/data/doctor/fixes.h"
#include "core/data/encodings.h"

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

Issue unreadCaption(const SoundData& data, size_t sample)
{
    Issue issue{Severity::Fatal, "text.encoding", data.folder / "p.txt", static_cast<int>(sample), encodingMessage("Caption file p.txt", "\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8"), encodingHint()};
    issue.sample = sample;
    return issue;
}

/// As RowReader tells of it.
Issue outside(int row, const std::string& picture, const std::string& folder)
{
    return {Severity::Fatal, "image.outside", "d.json", row,
        Text("Example %1: the picture %2 lies outside the data folder, in %3; it is not opened.", row + 1, picture, folder), "Allow their folder."};
}

} // namespace

/// What was found while reading: how it is counted, what it names, and when it is over.
class DoctorReadingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unreadTextsAreWholeOnceTheyAreWritten()
    {
        SoundData data;
        for (const size_t sample : {3, 4}) {
            data.samples[sample].messages.back().content.clear();
            data.settings.readingIssues.push_back(unreadCaption(data, sample));
        }
        Doctor doctor(data.settings);
        const auto unread = [&](const std::vector<size_t>& changed) {
            const auto report = doctor.recheck(data.samples, changed);
            const RuleFindings* found = report->find("text.encoding");
            return found == nullptr ? std::vector<size_t>() : found->samples;
        };
        QCOMPARE(unread({}), (std::vector<size_t>{3, 4}));
        data.samples[3].tags = {"cat"}; // An edit of something else mends nothing.
        QCOMPARE(unread({3}), (std::vector<size_t>{3, 4}));
        data.samples[3].messages.back().content = "An orange cat that sleeps on the wall of an old garden.";
        QCOMPARE(unread({3}), std::vector<size_t>{4});
        data.samples[4].isExcluded = true;
        QVERIFY(doctor.recheck(data.samples, {4})->findings.empty());
        data.samples[4].isExcluded = false;
        data.samples[4].review = Review::Rejected;
        QCOMPARE(unread({4}), std::vector<size_t>());
        data.samples[4].review = Review::None; // Undone.
        data.samples[3].messages.back().content.clear();
        QCOMPARE(unread({3, 4}), (std::vector<size_t>{3, 4}));
    }

    void unreadTextsSayWhatTheyLookLike()
    {
        SoundData data;
        data.samples[3].messages.back().content.clear();
        data.settings.readingIssues.push_back(unreadCaption(data, 3));
        const DoctorReport report = data.check();
        QCOMPARE(report.findings.size(), size_t(1)); // It isn't missing as well.
        const RuleFindings& found = report.findings.front();
        QCOMPARE(found.encoding, std::string("GB18030"));
        QVERIFY2(found.body.english().find("一只橘猫") != std::string::npos, found.body.english().c_str());
        QVERIFY(found.body.english().find("GBK") != std::string::npos);
    }

    void rowsThatBecameNoSampleCountOnce()
    {
        SoundData data;
        for (int row = 0; row < 37; ++row)
            data.settings.readingIssues.push_back(outside(row, fmt::format("../photos/{}.jpg", row), "/elsewhere/photos"));
        const DoctorReport report = data.check();
        const RuleFindings* found = report.find("image.outside");
        QCOMPARE(found->count, size_t(37));
        QVERIFY(found->title.english().starts_with("37 "));
        QVERIFY(found->samples.empty());
        QCOMPARE(found->folders, std::vector<std::string>{"/elsewhere/photos"});
        QVERIFY(found->body.english().find("/elsewhere/photos") != std::string::npos);
    }

    void picturesOfSamplesAndRowsAddUp()
    {
        SoundData data;
        Issue ofASample = outside(3, "a.jpg", "/elsewhere");
        ofASample.sample = 3;
        data.settings.readingIssues = {ofASample, ofASample, outside(7, "b.jpg", "/elsewhere")}; // One picture, twice; and a row.
        QCOMPARE(data.check().find("image.outside")->count, size_t(2));
    }

    void missingPicturesNameTheirFolder()
    {
        SoundData data;
        for (const size_t sample : {3, 4})
            data.samples[sample].images = {data.folder / fmt::format("moved/cats/{}.jpg", sample)};
        data.samples[5].images = {data.folder / "moved/dogs/5.jpg"};
        const DoctorReport report = data.check();
        const RuleFindings* found = report.find("image.missing");
        QCOMPARE(found->folders, (std::vector<std::string>{data.folder / "moved/cats", data.folder / "moved/dogs"}));
        const std::string body = found->body.english();
        QVERIFY2(body.starts_with("They were expected in " + (data.folder / "moved/cats")) && body.ends_with("Did the folder move?"), body.c_str());
    }

    void marksAreTakenOutWithoutAModel()
    {
        SoundData data;
        data.samples[3].messages.back().content += "<|im_end|>";
        QVERIFY(data.settings.model.specialTokens.empty());
        const DoctorReport report = data.check();
        const RuleFindings* found = report.find("text.special_token");
        QVERIFY(found != nullptr);
        FixRequest request;
        request.kind = FixKind::RemoveTokens;
        request.rule = found->id;
        request.samples = found->samples;
        request.tokens = data.settings.model.marks();
        const auto changes = makeFix(request, data.samples, report);
        QCOMPARE(changes.size(), size_t(1));
        data.samples[3].content() = changes.front().after;
        QVERIFY(data.check().findings.empty());
        DoctorModel model;
        model.specialTokens = {"<own>"};
        QCOMPARE(model.marks(), std::vector<std::string>{"<own>"});
    }
};

LK_TEST_CLASS(DoctorReadingTest);
#include "doctor_reading_test.moc"
