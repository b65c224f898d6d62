#include "support/runner.h"

#include "core/data/doctor/leaks.h"

#include <fmt/format.h>

using namespace lorikeet;

namespace {

Sample sampleOf(const std::string& dataset, const std::string& picture)
{
    static int row = 0;
    Sample sample;
    sample.dataset = dataset;
    sample.row = row++;
    sample.id = fmt::format("{}#{}", dataset, sample.row);
    sample.images = {picture};
    return sample;
}

/// Two train, three are held out: one shows a trained picture, one a copy of it.
std::vector<Sample> samples()
{
    return {sampleOf("cats", "/p/a.jpg"), sampleOf("cats", "/p/b.jpg"), sampleOf("cats_val", "/p/a.jpg"), sampleOf("cats_val", "/p/copy-of-b.jpg"), sampleOf("cats_val", "/p/c.jpg")};
}

LeakQuestion question()
{
    LeakQuestion question;
    question.datasets = {"cats"};
    question.policy.evalDatasets = {"cats_val"};
    return question;
}

} // namespace

/// Test pictures that a run also trains on.
class LeaksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameFileOnBothSidesIsFoundWithoutADoctor()
    {
        const Leaks leaks = findLeaks(samples(), question());
        QCOMPARE(leaks.samples, std::vector<size_t>{2});
        QCOMPARE(leaks.pictures, size_t(1));
    }

    void aReportTellsOfCopies()
    {
        auto report = std::make_shared<DoctorReport>();
        report->duplicateGroups = {{1, 3}, {4, 99}};
        LeakQuestion it = question();
        it.report = report;
        QCOMPARE(findLeaks(samples(), it).samples, (std::vector<size_t>{2, 3}));
        QCOMPARE(findLeaks(samples(), it).pictures, size_t(2));
    }

    void questionsAboutOnePictureAreOnePicture()
    {
        std::vector<Sample> all = samples();
        all.push_back(sampleOf("cats_val", "/p/a.jpg"));
        const Leaks leaks = findLeaks(all, question());
        QCOMPARE(leaks.samples, (std::vector<size_t>{2, 5}));
        QCOMPARE(leaks.pictures, size_t(1));
    }

    void whatIsWaivedMovedOrLeftOutIsNone()
    {
        std::vector<Sample> all = samples();
        LeakQuestion it = question();
        it.waived = {all[2].id};
        QVERIFY(findLeaks(all, it).samples.empty());
        all = samples();
        all[2].alwaysTrains = true;
        QVERIFY(findLeaks(all, question()).samples.empty());
        all = samples();
        all[2].isExcluded = true;
        QVERIFY(findLeaks(all, question()).samples.empty());
        all = samples();
        all[0].isExcluded = true; // The trained one is.
        QVERIFY(findLeaks(all, question()).samples.empty());
    }

    void otherDataPlaysNoPart()
    {
        LeakQuestion it = question();
        it.policy.evalDatasets = std::vector<std::string>(); // All that is ticked trains.
        it.datasets = {"cats", "cats_val"};
        QVERIFY(findLeaks(samples(), it).samples.empty());
        it = question();
        it.datasets = {"dogs"};
        QVERIFY(findLeaks(samples(), it).samples.empty());
    }
};

LK_TEST_CLASS(LeaksTest);
#include "leaks_test.moc"
