#include "doctor_fixture.h"
#include "support/runner.h"

#include "core/data/doctor/picture_store.h"

#include <fstream>
#include <numeric>

using namespace lorikeet;
using namespace lorikeet::test;

/// The Doctor as a whole: what it remembers, groups and counts.
class DoctorTest : public QObject {
    Q_OBJECT

    static PictureFacts look(const cv::Mat& picture, std::string& tiny)
    {
        const TemporaryFolder folder;
        bench::saveJpeg(folder / "p.jpg", picture);
        return lookAtPicture(folder / "p.jpg", tiny);
    }

private Q_SLOTS:
    void excludedSamplesAreLeftOut()
    {
        SoundData data;
        data.samples[3].messages.back().content = "";
        data.samples[3].isExcluded = true;
        data.samples[4].review = Review::Rejected;
        const DoctorReport report = data.check();
        QVERIFY(report.findings.empty());
        QCOMPARE(report.checked, SoundData::kCount - 2);
        QCOMPARE(report.facts.score[3], -1.0F);
        QCOMPARE(report.facts.tokens[3], -1);
        QCOMPARE(report.facts.tokens[5], 160);
    }

    void anEditIsSeenByARecheck()
    {
        SoundData data;
        Doctor doctor(data.settings);
        QVERIFY(doctor.run(data.samples)->findings.empty());
        data.samples[3].messages.back().content = "";
        data.samples[5].images = {data.folder / "nowhere.jpg"};
        const auto spoilt = doctor.recheck(data.samples, {3, 5});
        QCOMPARE(spoilt->mustFix, size_t(2));
        QVERIFY(spoilt->find("answer.empty") != nullptr && spoilt->find("image.missing") != nullptr);
        data.samples[3].messages.back().content = "It shows a village on a hill, and behind it the sea at noon.";
        data.samples[5].isExcluded = true;
        QVERIFY(doctor.recheck(data.samples, {3, 5})->findings.empty());
    }

    void aRecheckEqualsAFullCheck()
    {
        SoundData data;
        Doctor doctor(data.settings);
        QVERIFY(doctor.run(data.samples));
        data.samples[7].content() = data.samples[3].content();
        data.samples[9].images = {data.save("copy.jpg", bench::makeCopy(bench::makePhoto(3, 320, 240), bench::CopyKind::Resized))};
        const auto rechecked = doctor.recheck(data.samples, {7, 9});
        const DoctorReport full = data.check();
        QCOMPARE(rechecked->issues.size(), full.issues.size());
        QCOMPARE(rechecked->facts.rules, full.facts.rules);
        QCOMPARE(rechecked->facts.duplicateOf, full.facts.duplicateOf);
        QCOMPARE(rechecked->duplicateGroups, (std::vector<std::vector<size_t>>{{3, 7, 9}}));
        QCOMPARE(full.facts.duplicateOf[9], 3);
        QCOMPARE(full.facts.duplicateOf[3], 3);
        QCOMPARE(full.facts.duplicateOf[0], -1);
    }

    void cancellingGivesNoReport()
    {
        SoundData data;
        Doctor doctor(data.settings);
        QVERIFY(!doctor.run(data.samples, [](size_t, size_t) { return false; }));
        QVERIFY(doctor.recheck(data.samples, {})); // and looks at everything the next time
    }

    void everyPictureOfASampleCounts()
    {
        SoundData data;
        data.samples[7].images.push_back(data.folder.write("second.jpg", bytesOf(data.samples[3].images[0])));
        data.samples[7].messages.front().content.insert(0, "<image>");
        const DoctorReport report = data.check();
        QCOMPARE(report.findings.size(), size_t(1));
        QCOMPARE(report.find("image.duplicate")->samples, std::vector<size_t>{7});
    }

    void whatPicturesCostIsCounted()
    {
        SoundData data;
        data.settings.model.measure = [](const Sample& sample) { return Measured{.tokens = 10 * (sample.row + 1), .pictureTokens = sample.row, .mostOfOnePicture = 1, .learnedTokens = 5, .issues = {}}; };
        const DoctorReport report = data.check();
        QCOMPARE(report.mostExpensive.size(), size_t(20));
        QCOMPARE(report.mostExpensive.front(), size_t(29));
        QCOMPARE(std::accumulate(report.tokens.bins.begin(), report.tokens.bins.end(), 0U), 30U);
        QVERIFY(int64_t{report.tokens.width} * static_cast<int64_t>(report.tokens.bins.size()) > 300);
        QCOMPARE(report.facts.pictureTokens[7], 7);
    }

    void whatWasIgnoredIsNotShown()
    {
        SoundData data;
        data.samples[3].messages.back().content += "<|im_end|>";
        data.samples[4].messages.back().content += "<|im_end|>";
        data.settings.ignored = {ignoredKey("text.special_token", data.samples[3].id)};
        const DoctorReport report = data.check();
        QCOMPARE(report.find("text.special_token")->samples, std::vector<size_t>{4});
        QCOMPARE(report.ignored, size_t(1));
        QCOMPARE(report.facts.score[3], 100.0F);
    }

    void storedPicturesHaveTheirStoredSize()
    {
        SoundData data;
        data.samples[3].images = {std::string(LORIKEET_FIXTURES) + "/pictures/orientation_6.jpg"};
        const DoctorReport upright = data.check();
        data.samples[3].keepsStoredOrientation = true;
        const DoctorReport stored = data.check();
        QVERIFY(upright.find("image.sideways") != nullptr);
        QVERIFY(stored.find("image.sideways") == nullptr);
        QCOMPARE(stored.facts.width[3], upright.facts.height[3]);
        QCOMPARE(stored.facts.height[3], upright.facts.width[3]);
    }

    void factsAreRememberedUntilAFileChanges()
    {
        SoundData data;
        data.settings.storePath = data.folder / "cache/facts.sqlite";
        QVERIFY(data.check().findings.empty());
        PictureStore store(data.settings.storePath);
        const std::string picture = data.samples[3].images[0];
        std::string tiny;
        const PictureFacts seen = lookAtPicture(picture, tiny);
        const auto known = store.find(picture);
        QVERIFY(known && known->isDecoded);
        QCOMPARE(known->contentHash, seen.contentHash);
        QCOMPARE(known->patternHash, seen.patternHash);
        QCOMPARE(known->blur, seen.blur);
        QCOMPARE(store.tinyOf(picture), tiny);
        std::ofstream(picture, std::ios::binary) << "no picture any more";
        QVERIFY(!store.find(picture));
        QCOMPARE(data.check().find("image.format")->samples, std::vector<size_t>{3});
        // What is wrong with a picture is remembered, too.
        PictureStore again(data.settings.storePath);
        QCOMPARE(again.find(picture)->problem->rule, std::string("image.format"));
        QVERIFY(again.find(picture)->problem->message.english().find(picture) != std::string::npos);
    }

    void aPictureThatChangesWhileItIsReadIsNotRemembered()
    {
        SoundData data;
        const std::string picture = data.samples[3].images[0];
        PictureStore store(data.folder / "cache/facts.sqlite");
        const auto stamp = PictureStore::stampOf(picture);
        std::string tiny;
        const PictureFacts seen = lookAtPicture(picture, tiny);
        QVERIFY(seen.isDecoded);
        std::filesystem::resize_file(picture, 300);
        store.add(picture, stamp, seen, tiny);
        QVERIFY(!store.find(picture));
        store.flush();
        QVERIFY(!store.find(picture));
    }

    void aDamagedStoreIsSetAside()
    {
        SoundData data;
        data.settings.storePath = data.folder.write("facts.sqlite", std::string(20'000, 'x'));
        QVERIFY(data.check().findings.empty());
        QVERIFY(std::filesystem::exists(data.folder / "facts.sqlite.damaged"));
        QVERIFY(PictureStore(data.settings.storePath).find(data.samples[3].images[0]));
    }

    void whereNothingCanBeWrittenNothingIsRemembered()
    {
        SoundData data;
        data.folder.write("file", "x");
        data.settings.storePath = data.folder / "file/facts.sqlite";
        data.samples[7].images = {data.save("copy.jpg", bench::makeCopy(bench::makePhoto(3, 320, 240), bench::CopyKind::Resized))};
        QVERIFY(data.check().find("image.near_duplicate") != nullptr); // tiny copies are kept in memory
    }

    void copiesAreFoundAndStrangersAreNot()
    {
        constexpr size_t kCount = 60;
        std::vector<PictureFacts> facts(kCount);
        std::vector<std::string> tinies(kCount);
        int found = 0;
        int tried = 0;
        for (size_t i = 0; i < kCount; ++i) {
            const cv::Mat photo = bench::makePhoto(1000 + i, 384, 288);
            facts[i] = look(photo, tinies[i]);
            for (const bench::CopyKind kind : bench::kCopyKinds) {
                std::string tiny;
                const PictureFacts copy = look(bench::makeCopy(photo, kind), tiny);
                found += showTheSame(facts[i], copy, tinies[i], tiny) ? 1 : 0;
                ++tried;
            }
        }
        QVERIFY2(found * 100 >= tried * 98, qPrintable(QString("%1 of %2").arg(found).arg(tried)));
        const PictureGroups groups = groupPictures(facts, [&](const std::vector<uint32_t>& wanted) {
            std::vector<std::string> result;
            for (const uint32_t i : wanted)
                result.push_back(tinies[i]);
            return result;
        });
        for (uint32_t i = 0; i < kCount; ++i)
            QCOMPARE(groups.firstAlike[i], i);
    }

    void theFramesOfOneFilmAreOneGroup()
    {
        std::string tiny;
        std::vector<PictureFacts> facts(500, look(bench::makePhoto(7, 384, 288), tiny));
        for (uint32_t i = 0; i < facts.size(); ++i) {
            facts[i].contentHash = {i, i};
            facts[i].brightness += 0.001F * static_cast<float>(i * 7919 % facts.size());
            facts[i].patternHash ^= uint64_t{1} << (i % 6);
        }
        size_t asked = 0;
        const PictureGroups groups = groupPictures(facts, [&](const std::vector<uint32_t>& wanted) {
            asked = wanted.size();
            return std::vector<std::string>(wanted.size(), tiny);
        });
        QCOMPARE(asked, facts.size());
        QCOMPARE(std::count(groups.firstAlike.begin(), groups.firstAlike.end(), 0U), std::ptrdiff_t(facts.size()));
    }
};

LK_TEST_CLASS(DoctorTest);
#include "doctor_test.moc"
