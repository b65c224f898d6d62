#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/project.h"
#include "core/data/snapshot_compare.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <algorithm>

using namespace lorikeet;
using lorikeet::test::DataFolder;
using lorikeet::test::kMessagesInfo;

namespace {

constexpr int kRows = 40;

/// A project with a dataset "d" of forty rows; rows 0 and 1 share a picture.
void makeProject(const DataFolder& folder, const std::string& below = "")
{
    folder.write((below + "project.lorikeet").c_str(), "version: 1\nname: Cats\nfuture:\n  - a: 1\n    b: [x, \"y: z\"]\nnote: \"keep me\"\n");
    folder.write((below + "data/dataset_info.json").c_str(), kMessagesInfo);
    QByteArray rows = "[";
    for (int i = 0; i < kRows; ++i) {
        const QByteArray picture = "p/" + QByteArray::number(i == 1 ? 0 : i) + ".jpg";
        if (i != 1)
            folder.picture((below + "data/" + picture.toStdString()).c_str());
        rows += QByteArray(i > 0 ? "," : "") + R"({"messages": [{"role": "user", "content": "<image>A?"}, {"role": "assistant", "content": "answer )" + QByteArray::number(i)
            + R"("}], "images": [")" + picture + "\"]}";
    }
    folder.write((below + "data/d.json").c_str(), rows + "]");
}

std::vector<std::string> idsOf(const RunOptions& options, const std::vector<std::string>& names)
{
    std::vector<std::string> ids;
    for (const Sample& sample : Dataset::open(options.data, names).samples)
        ids.push_back(sample.id);
    return ids;
}

RunOptions planFor(const char* dataset)
{
    RunOptions options;
    options.data.dataset = {dataset};
    options.data.datasetDir = "data";
    return options;
}

} // namespace

class ProjectSettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void settingsAndUnknownKeysSurvive();
    void aFailedSaveChangesNothing();
    void badSettingsNameTheLine_data();
    void badSettingsNameTheLine();
    void aProjectMovesWithItsData();
    void aSecondWindowIsRefused();
    void ignoredFindingsAreUndoneWithTheJournal();
    void aRunTrainsOnItsSideOfTheSplit();
    void ownEvaluationDataWins();
    void whatWasMovedToTrainingTrains();
    void onlyReviewedSamplesTrain();
    void aSnapshotIsComparedWithTheDataOfToday();
};

void ProjectSettingsTest::settingsAndUnknownKeysSurvive()
{
    const DataFolder folder;
    makeProject(folder);
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Column;
    plan.column = "spl: it";
    plan.values = {"val", "0.5"};
    plan.isStratified = true;
    plan.seed = -7;
    const std::vector<SavedView> views{{"No caption", "-has:caption", "", false}, {"Long: \"ones\"", "words:>20 -\"a b\"", "tokens", true}};
    {
        Project project = Project::open(folder.path());
        QVERIFY(project.splitPlan() == SplitPlan());
        project.setSplitPlan(plan);
        project.setViews(views);
        project.setPreference("train_on_reviewed", "true");
    }
    Project project = Project::open(folder.path());
    QVERIFY(project.splitPlan() == plan);
    QVERIFY(project.views() == views);
    QVERIFY(project.trainingPolicy().reviewedOnly);
    const QByteArray text = folder.read("project.lorikeet");
    QVERIFY(text.contains("note: \"keep me\"") || text.contains("note: keep me"));
    QVERIFY2(text.contains("future:") && text.contains("y: z"), text.constData());
    folder.picture("photos/a.jpg");
    folder.write("photos/a.txt", "x");
    project.addDataset("photos", folder.path("photos"));
    QByteArray later = folder.read("project.lorikeet");
    later.replace("name: \"photos\"", "name: \"photos\"\n    licence: {by: [a, \"b: c\"]}");
    folder.write("project.lorikeet", later);
    Project again = Project::open(folder.path());
    again.addMediaFolder(folder.path("photos"));
    QVERIFY2(folder.read("project.lorikeet").contains("licence: {by: [a, \"b: c\"]}"), folder.read("project.lorikeet").constData());
    project.setSplitPlan({});
    project.setViews({});
    QVERIFY(!folder.read("project.lorikeet").contains("split"));
}

void ProjectSettingsTest::aFailedSaveChangesNothing()
{
    const DataFolder folder;
    makeProject(folder);
    Project project = Project::open(folder.path());
    const QByteArray before = folder.read("project.lorikeet");
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Share;
    os::testing::failWritesAfter(10);
    QVERIFY_EXCEPTION_THROWN(project.setSplitPlan(plan), Error);
    QVERIFY_EXCEPTION_THROWN(project.setPreference("goal", "x"), Error);
    QVERIFY_EXCEPTION_THROWN(project.setViews({{"a", "b", "", false}}), Error);
    QVERIFY_EXCEPTION_THROWN(project.addMediaFolder(folder.path("m")), Error);
    os::testing::failWritesAfter(-1);
    QVERIFY(project.splitPlan() == SplitPlan());
    QCOMPARE(project.preference("goal"), std::string());
    QVERIFY(project.views().empty());
    QVERIFY(project.mediaFolders().empty());
    QCOMPARE(folder.read("project.lorikeet"), before);
}

void ProjectSettingsTest::badSettingsNameTheLine_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("says");
    QTest::newRow("kind") << QByteArray("split:\n  by: luck\n") << "line 2: share, count or column";
    QTest::newRow("share") << QByteArray("split:\n  by: share\n  amount: 1.5\n") << "line 3: a share";
    QTest::newRow("no kind") << QByteArray("split: 0.1\n") << "line 1: by";
    QTest::newRow("view") << QByteArray("views:\n  - filter: x\n") << "line 2: a name";
    QTest::newRow("views") << QByteArray("views: x\n") << "line 1: a list";
}

void ProjectSettingsTest::badSettingsNameTheLine()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, says);
    const DataFolder folder;
    folder.write("project.lorikeet", yaml);
    try {
        Project::open(folder.path());
        QFAIL("opened");
    } catch (const Error& error) {
        QVERIFY2(QString::fromStdString(error.message().english()).contains(says), error.what());
    }
}

void ProjectSettingsTest::aProjectMovesWithItsData()
{
    const DataFolder folder;
    makeProject(folder, "here/project/");
    folder.picture("here/photos/a.jpg");
    folder.write("here/photos/a.txt", "as found");
    folder.write("here/project/models/far/config.json", "{}");
    folder.picture("here/project/extra/b.jpg");
    {
        Project project = Project::open(folder.path("here/project"));
        project.addDataset("beside", folder.path("here/photos"));
        project.addDataset("inside", folder.path("here/project/extra"));
        const Dataset data = project.readOriginals();
        const Sample& sample = data.samples.back();
        SampleContent after = sample.content();
        after.images = {folder.path("here/project/data/p/3.jpg")};
        project.journal().record({{{sample.id, sample.content(), after}}, LK_TEXT("Edit"), 1});
    }
    QVERIFY(!folder.read("here/project/project.lorikeet").contains(folder.path().c_str()));
    QVERIFY(QDir().rename(QString::fromStdString(folder.path("here")), QString::fromStdString(folder.path("there"))));
    const Project project = Project::open(folder.path("there/project/project.lorikeet"));
    std::vector<Sample> samples = project.readOriginals().samples;
    QCOMPARE(samples.size(), size_t(kRows + 2));
    QCOMPARE(samples[kRows].images[0], folder.path("there/photos/a.jpg"));
    project.journal().applyTo(samples, false);
    QCOMPARE(samples.back().images[0], folder.path("there/project/data/p/3.jpg"));
}

void ProjectSettingsTest::aSecondWindowIsRefused()
{
    const DataFolder folder;
    makeProject(folder);
    {
        const Project first = Project::openForEditing(folder.path());
        QVERIFY(!first.isReadOnly());
        try {
            Project::openForEditing(folder.path("project.lorikeet"));
            QFAIL("opened twice");
        } catch (const Error& error) {
            QVERIFY(QString::fromStdString(error.message().english()).contains("open in another window"));
        }
        const Project again = Project::openForEditing(folder.path(), &first);
        QVERIFY(&again.journal() == &first.journal());
        QVERIFY(!Project::open(folder.path()).isReadOnly()); // Reading by others goes on.
    }
    QVERIFY(!Project::openForEditing(folder.path()).isReadOnly());
}

void ProjectSettingsTest::ignoredFindingsAreUndoneWithTheJournal()
{
    const DataFolder folder;
    makeProject(folder);
    {
        Project project = Project::open(folder.path());
        QVERIFY(project.setIgnored("image.dark", {"d:0", "d:1"}, true));
        QVERIFY(!project.setIgnored("image.dark", {"d:0"}, true));
    }
    Project project = Project::open(folder.path());
    QVERIFY(project.isIgnored("image.dark", "d:1"));
    QCOMPARE(project.journal().undoLabel().english(), std::string("Ignore 2 findings"));
    project.journal().undo();
    QVERIFY(!project.isIgnored("image.dark", "d:1"));
}

void ProjectSettingsTest::aRunTrainsOnItsSideOfTheSplit()
{
    const DataFolder folder;
    makeProject(folder);
    Project project = Project::open(folder.path());
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Share;
    plan.amount = 0.25;
    project.setSplitPlan(plan);
    RunOptions options = planFor("d");
    options.data.valSize = 0.5;
    project.snapshotInto(folder.path("runs/r"), options);
    QCOMPARE(options.data.evalDataset, (std::vector<std::string>{"d_validation"}));
    QCOMPARE(options.data.valSize, 0.0);
    const auto train = idsOf(options, options.data.dataset);
    const auto heldOut = idsOf(options, options.data.evalDataset);
    QCOMPARE(heldOut.size(), size_t(10));
    QCOMPARE(train.size(), size_t(30));
    std::vector<Sample> samples = project.readOriginals().samples;
    const auto isOut = [&](size_t i) { return std::find(heldOut.begin(), heldOut.end(), samples[i].id) != heldOut.end(); };
    QCOMPARE(isOut(0), isOut(1));
    const auto sides = assignSides(samples, project.trainingPolicy());
    for (size_t i = 0; i < samples.size(); ++i)
        QCOMPARE(sides[i] == TrainingSide::HeldOut, isOut(i));
    RunOptions again = planFor("d");
    project.snapshotInto(folder.path("runs/r2"), again);
    QCOMPARE(idsOf(again, {"d_validation"}), heldOut);
}

void ProjectSettingsTest::ownEvaluationDataWins()
{
    const DataFolder folder;
    makeProject(folder);
    folder.picture("photos/a.jpg");
    folder.write("photos/a.txt", "x");
    Project project = Project::open(folder.path());
    project.addDataset("own", folder.path("photos"));
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Count;
    plan.amount = 5;
    project.setSplitPlan(plan);
    RunOptions options = planFor("d");
    options.data.evalDataset = {"own"};
    project.snapshotInto(folder.path("runs/r"), options);
    QCOMPARE(options.data.evalDataset, (std::vector<std::string>{"own"}));
    QCOMPARE(idsOf(options, {"d"}).size(), size_t(kRows));
}

void ProjectSettingsTest::whatWasMovedToTrainingTrains()
{
    const DataFolder folder;
    makeProject(folder);
    for (const char* name : {"a", "b"}) {
        folder.picture((std::string("photos/") + name + ".jpg").c_str());
        folder.write((std::string("photos/") + name + ".txt").c_str(), name);
    }
    Project project = Project::open(folder.path());
    project.addDataset("own_val", folder.path("photos"));
    const std::vector<Sample> samples = project.readOriginals().samples;
    const Sample& moved = samples.back();
    QCOMPARE(moved.dataset, std::string("own_val"));
    SampleContent after = moved.content();
    after.alwaysTrains = true;
    project.journal().record({{{moved.id, moved.content(), after}}, LK_TEXT("Move"), 1});
    RunOptions options = planFor("d");
    options.data.evalDataset = {"own_val"};
    project.snapshotInto(folder.path("runs/r"), options);
    QCOMPARE(options.data.evalDataset, (std::vector<std::string>{"own_val"}));
    QCOMPARE(idsOf(options, {"own_val"}).size(), size_t(1));
    const auto train = idsOf(options, options.data.dataset);
    QCOMPARE(train.size(), size_t(kRows + 1));
    QVERIFY(std::find(train.begin(), train.end(), moved.id) != train.end());
    std::vector<Sample> today = samples;
    today.back().alwaysTrains = true;
    QVERIFY(compareSnapshot(folder.path("runs/r/data"), today).isEmpty());
}

void ProjectSettingsTest::onlyReviewedSamplesTrain()
{
    const DataFolder folder;
    makeProject(folder);
    Project project = Project::open(folder.path());
    const std::vector<Sample> samples = project.readOriginals().samples;
    Edit edit{{}, LK_TEXT("Review"), 1};
    for (size_t i = 0; i < 10; ++i) {
        SampleContent after = samples[i].content();
        after.review = i < 8 ? Review::Accepted : Review::Rejected;
        after.isExcluded = i == 0;
        edit.changes.push_back({samples[i].id, samples[i].content(), after});
    }
    project.journal().record(edit);
    RunOptions options = planFor("d");
    project.snapshotInto(folder.path("runs/all"), options);
    QCOMPARE(idsOf(options, {"d"}).size(), size_t(kRows - 3)); // One left out, two rejected.
    project.setPreference("train_on_reviewed", "true");
    options = planFor("d");
    project.snapshotInto(folder.path("runs/reviewed"), options);
    QCOMPARE(idsOf(options, {"d"}).size(), size_t(7));
}

void ProjectSettingsTest::aSnapshotIsComparedWithTheDataOfToday()
{
    const DataFolder folder;
    makeProject(folder);
    Project project = Project::open(folder.path());
    std::vector<Sample> samples = project.readOriginals().samples;
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Count;
    plan.amount = 5;
    project.setSplitPlan(plan);
    samples[3].isExcluded = true;
    SampleContent excluded = samples[3].content();
    SampleContent included = excluded;
    included.isExcluded = false;
    project.journal().record({{{samples[3].id, included, excluded}}, LK_TEXT("Leave out"), 1});
    RunOptions options = planFor("d");
    project.snapshotInto(folder.path("runs/r"), options);
    QVERIFY(compareSnapshot(folder.path("runs/r/data"), samples).isEmpty());
    QCOMPARE(compareSnapshot(folder.path("runs/r/data"), samples).unchanged, size_t(kRows - 1));
    samples[3].isExcluded = false;
    samples[5].messages[1].content = "another";
    samples[6].review = Review::Rejected;
    const SnapshotDifference difference = compareSnapshot(folder.path("runs/r/data"), samples);
    QCOMPARE(difference.added, (std::vector<std::string>{samples[3].id}));
    QCOMPARE(difference.removed, (std::vector<std::string>{samples[6].id}));
    QCOMPARE(difference.changed.size(), size_t(1));
    QCOMPARE(difference.changed[0].before.messages[1].content, std::string("answer 5"));
    QCOMPARE(difference.changed[0].after.messages[1].content, std::string("another"));
    QVERIFY_EXCEPTION_THROWN(compareSnapshot(folder.path("nowhere"), samples), Error);
}

LK_TEST_CLASS(ProjectSettingsTest);
#include "project_settings_test.moc"
