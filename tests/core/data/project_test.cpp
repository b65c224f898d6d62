#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/describe.h"
#include "core/data/project.h"
#include "data_fixture.h"
#include "support/runner.h"

using namespace lorikeet;
using lorikeet::test::DataFolder;
using lorikeet::test::kMessagesInfo;

namespace {

QByteArray row(const char* question, const char* answer, const char* image)
{
    return QByteArray(R"({"messages": [{"role": "user", "content": ")") + question + R"("}, {"role": "assistant", "content": ")" + answer
        + R"("}], "images": [)" + (*image == '\0' ? QByteArray() : "\"" + QByteArray(image) + "\"") + "]}";
}

/// A project with the dataset "d" of three rows, two of which share a picture.
void makeProject(const DataFolder& folder)
{
    folder.write("project.lorikeet", "version: 1\nname: Cats\n");
    folder.write("data/dataset_info.json", QByteArray(kMessagesInfo).replace("{\"d\"", "{\"d_val\": {\"file_name\": \"d.json\"}, \"d\""));
    folder.picture("data/p/1.jpg");
    folder.picture("data/p/2.jpg");
    folder.write("data/d.json", "[" + row("<image>A?", "one", "p/1.jpg") + "," + row("<image>B?", "two", "p/1.jpg") + "," + row("<image>C?", "三", "p/2.jpg") + "]");
}

} // namespace

class ProjectTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void opensByFolderAndByFile();
    void createsAndKeepsPreferences();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void listsModelsAndLessons();
    void anUnreadableDatasetIsAFinding();
    void referencesHaveTheirOwnIds();
    void aRemovedReferenceComesBackWithItsEdits();
    void snapshotHoldsEditsAndLeavesOutExcluded();
    void snapshotRefusesBrokenRows();
    void runFoldersAreNew();
    void describesData();
};

void ProjectTest::opensByFolderAndByFile()
{
    const DataFolder folder;
    makeProject(folder);
    for (const char* path : {"", "project.lorikeet"}) {
        Project project = Project::open(folder.path(path));
        QCOMPARE(project.name(), std::string("Cats"));
        QCOMPARE(project.folder(), QDir(QString::fromStdString(folder.path())).absolutePath().toStdString());
        QCOMPARE(project.datasetNames(), (std::vector<std::string>{"d", "d_val"}));
        QVERIFY(!project.journal().canUndo());
    }
}

void ProjectTest::createsAndKeepsPreferences()
{
    const DataFolder folder;
    const std::string path = folder.path("新 project");
    {
        Project project = Project::create(path, "My \"cats\": 猫");
        project.setPreference("goal", "describe");
        project.setPreference("val_size", "0.1");
        project.setPreference("goal", "answer: yes");
    }
    const Project project = Project::open(path);
    QCOMPARE(project.name(), std::string("My \"cats\": 猫"));
    QCOMPARE(project.preference("goal"), std::string("answer: yes"));
    QCOMPARE(project.preference("val_size"), std::string("0.1"));
    QCOMPARE(project.preference("none"), std::string(""));
    QVERIFY(project.datasetNames().empty());
    QVERIFY_EXCEPTION_THROWN(Project::create(path, "again"), Error);
}

void ProjectTest::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("says");
    QTest::newRow("no project") << QByteArray() << "holds no project.lorikeet";
    QTest::newRow("not YAML") << QByteArray("name: [\n") << "line";
    QTest::newRow("a list") << QByteArray("- a\n") << "line 1";
    QTest::newRow("later version") << QByteArray("version: 9\n") << "version 9";
    QTest::newRow("dataset without a path") << QByteArray("name: x\ndatasets:\n  - name: a\n") << "line 3";
    QTest::newRow("version is a word") << QByteArray("version: new\n") << "line 1";
}

void ProjectTest::whatIsWrongIsNamed()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QString, says);
    const DataFolder folder;
    if (!yaml.isEmpty())
        folder.write("project.lorikeet", yaml);
    try {
        Project::open(folder.path());
        QFAIL("opened");
    } catch (const Error& error) {
        const QString message = QString::fromStdString(error.message().english());
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(!error.hint().empty());
    }
    QVERIFY_EXCEPTION_THROWN(Project::open(folder.path("nowhere")), Error);
}

void ProjectTest::listsModelsAndLessons()
{
    const DataFolder folder;
    makeProject(folder);
    folder.write("models/b/config.json", "{}");
    folder.write("models/b/model.safetensors", "x");
    folder.write("models/half/config.json", "{}");
    folder.write("other/config.json", "{}");
    folder.write("other/model-00001-of-00002.safetensors", "x");
    folder.write("lessons/2-b.yaml", "learning_rate: 1\n");
    folder.write("lessons/1-a.yaml", "# title: Words: the first\n# summary: Short.\n#\n# more\nlearning_rate: 1\n# title: no\n");
    {
        Project project = Project::open(folder.path());
        QCOMPARE(project.models().size(), size_t(1));
        project.addModel(folder.path("other"));
        project.addModel(folder.path("other"));
        QVERIFY_EXCEPTION_THROWN(project.addModel(folder.path("data")), Error);
    }
    const Project project = Project::open(folder.path());
    const auto models = project.models();
    QCOMPARE(models.size(), size_t(2));
    QCOMPARE(models[0].name, std::string("b"));
    QCOMPARE(models[1].path, folder.path("other"));
    const auto lessons = project.lessons();
    QCOMPARE(lessons.size(), size_t(2));
    QCOMPARE(lessons[0].title, std::string("Words: the first"));
    QCOMPARE(lessons[0].summary, std::string("Short."));
    QCOMPARE(lessons[1].title, std::string("2-b"));
}

void ProjectTest::anUnreadableDatasetIsAFinding()
{
    const DataFolder folder;
    makeProject(folder);
    folder.write("data/dataset_info.json", QByteArray(kMessagesInfo).replace("{\"d\"", "{\"gone\": {\"file_name\": \"gone.json\"}, \"d\""));
    const Dataset dataset = Project::open(folder.path()).readOriginals();
    QCOMPARE(dataset.samples.size(), size_t(3));
    QCOMPARE(dataset.issues.size(), size_t(1));
    QVERIFY(dataset.issues[0].message.english().find("gone.json") != std::string::npos);
}

void ProjectTest::referencesHaveTheirOwnIds()
{
    const DataFolder folder;
    makeProject(folder);
    folder.picture("photos/a.jpg");
    folder.write("photos/a.txt", "A photo.");
    {
        Project project = Project::open(folder.path());
        project.addDataset("mine", folder.path("photos"));
        QVERIFY_EXCEPTION_THROWN(project.addDataset("mine", folder.path("photos")), Error);
        QVERIFY_EXCEPTION_THROWN(project.addDataset("none", folder.path("nowhere")), Error);
    }
    Project project = Project::open(folder.path());
    const Dataset dataset = project.readOriginals();
    QCOMPARE(dataset.samples.size(), size_t(4));
    QCOMPARE(dataset.samples[3].id, std::string("mine/a.jpg"));
    QCOMPARE(dataset.samples[3].dataset, std::string("mine"));
    RunOptions options;
    options.data.dataset = {"mine"};
    project.snapshotInto(folder.path("runs/r"), options);
    const Dataset read = Dataset::open(options.data, options.data.dataset);
    QCOMPARE(read.samples.size(), size_t(1));
    QCOMPARE(read.samples[0].id, std::string("mine/a.jpg"));
    QCOMPARE(read.samples[0].images[0], folder.path("photos/a.jpg"));
}

void ProjectTest::aRemovedReferenceComesBackWithItsEdits()
{
    const DataFolder folder;
    makeProject(folder);
    folder.picture("photos/a.jpg");
    folder.write("photos/a.txt", "A photo.");
    {
        Project project = Project::open(folder.path());
        project.addDataset("mine", folder.path("photos"));
        const Sample original = project.readOriginals().samples.at(3);
        SampleContent edited = original.content();
        edited.messages[1].content = "An edited photo.";
        project.journal().record({{{original.id, original.content(), edited}}, LK_TEXT("Edit"), 1});
        QVERIFY_EXCEPTION_THROWN(project.removeReference("none"), Error);
        QVERIFY_EXCEPTION_THROWN(project.removeReference("d"), Error); // It lies in data/.
        project.removeReference("mine");
        QCOMPARE(project.datasetNames(), (std::vector<std::string>{"d", "d_val"}));
    }
    Project project = Project::open(folder.path());
    QVERIFY(project.references().empty());
    QCOMPARE(project.readOriginals().samples.size(), size_t(3));
    QCOMPARE(folder.read("photos/a.txt"), QByteArray("A photo."));
    project.addReference("mine", folder.path("photos"), {});
    std::vector<Sample> samples = project.readOriginals().samples;
    project.journal().applyTo(samples, false);
    QCOMPARE(samples.at(3).messages[1].content, std::string("An edited photo."));
}

void ProjectTest::snapshotHoldsEditsAndLeavesOutExcluded()
{
    const DataFolder folder;
    makeProject(folder);
    Project project = Project::open(folder.path());
    std::vector<Sample> originals = project.readOriginals().samples;
    const auto content = [](const Sample& sample) { return sample.content(); };
    SampleContent edited = content(originals[2]);
    edited.messages[1].content = "三 and more";
    edited.system = "Be exact.";
    SampleContent excluded = content(originals[0]);
    excluded.isExcluded = true;
    project.journal().record({{{originals[2].id, content(originals[2]), edited}, {originals[0].id, content(originals[0]), excluded}}, LK_TEXT("Edit"), 1});
    RunOptions options;
    options.data.dataset = {"d"};
    options.data.evalDataset = {"d"};
    options.data.mediaDir = "data";
    project.snapshotInto(folder.path("runs/r 1"), options);
    QCOMPARE(options.data.datasetDir, folder.path("runs/r 1/data"));
    QVERIFY(options.data.mediaDir.empty());
    QCOMPARE(options.data.dataset, std::vector<std::string>{"d"});
    const Dataset read = Dataset::open(options.data, options.data.dataset);
    QCOMPARE(read.issues.size(), size_t(0));
    QCOMPARE(read.samples.size(), size_t(2));
    QCOMPARE(read.samples[0].id, std::string("d#1"));
    QCOMPARE(read.samples[1].id, std::string("d#2"));
    QCOMPARE(read.samples[1].messages[1].content, std::string("三 and more"));
    QCOMPARE(read.samples[1].system.value(), std::string("Be exact."));
    QVERIFY(!read.samples[0].system || read.samples[0].system->empty());
    QCOMPARE(read.samples[1].images[0], folder.path("data/p/2.jpg"));
    // The form that LLaMA-Factory reads: relative to no folder, with named columns and tags.
    const Json info = readJsonFile(folder.path("runs/r 1/data/dataset_info.json"));
    QCOMPARE(info["d"]["formatting"].get<std::string>(), std::string("sharegpt"));
    QCOMPARE(info["d"]["tags"]["role_tag"].get<std::string>(), std::string("role"));
    QVERIFY(QFile::exists(QString::fromStdString(folder.path("runs/r 1/data/") + info["d"]["file_name"].get<std::string>())));
    QCOMPARE(readFile(folder.path("data/d.json")).find("and more"), std::string::npos);
}

void ProjectTest::snapshotRefusesBrokenRows()
{
    const DataFolder folder;
    makeProject(folder);
    folder.write("data/d.json", "[" + row("<image>A?", "one", "p/1.jpg") + ", {\"images\": [], \"messages\": []}]");
    const Project project = Project::open(folder.path());
    RunOptions options;
    options.data.dataset = {"d"};
    try {
        project.snapshotInto(folder.path("runs/r"), options);
        QFAIL("took broken rows");
    } catch (const Error& error) {
        QVERIFY(error.message().english().find("Example 2") != std::string::npos);
    }
    QVERIFY(!QFile::exists(QString::fromStdString(folder.path("runs/r/data"))));
    options.data.skipBadSamples = true;
    project.snapshotInto(folder.path("runs/r"), options);
    QCOMPARE(Dataset::open(options.data, {"d"}).samples.size(), size_t(1));
}

void ProjectTest::runFoldersAreNew()
{
    const DataFolder folder;
    makeProject(folder);
    const Project project = Project::open(folder.path());
    const QString first = QString::fromStdString(project.newRunFolder("Lesson 3: answer/see"));
    QVERIFY2(first.startsWith(QString::fromStdString(project.runsFolder()) + QStringLiteral("/Lesson-3-answer-see-20")), qPrintable(first));
    QVERIFY(QDir().mkpath(first));
    QCOMPARE(QString::fromStdString(project.newRunFolder("Lesson 3: answer/see")), first + QStringLiteral("-2"));
    QVERIFY(QString::fromStdString(project.newRunFolder("../..")).startsWith(QString::fromStdString(project.runsFolder()) + QStringLiteral("/data-20")));
}

void ProjectTest::describesData()
{
    const DataFolder folder;
    makeProject(folder);
    folder.write("data/dataset_info.json", kMessagesInfo);
    const DatasetSummary summary = describeDataset(folder.path("data"));
    QCOMPARE(summary.format, std::string("dataset_info"));
    QCOMPARE(summary.samples, size_t(3));
    QCOMPARE(summary.pictures, size_t(2));
    QCOMPARE(summary.names, std::vector<std::string>{"d"});
    QCOMPARE(summary.issues.size(), size_t(0));
    QCOMPARE(describeDataset(folder.path("data/d.json")).format, std::string("messages"));
    QCOMPARE(describeDataset(folder.path("data/p")).format, std::string("captions"));
    QVERIFY(isDataset(folder.path("data/d.json")));
    folder.write("x.json", "{\"a\": 1}");
    QVERIFY(!isDataset(folder.path("x.json")));
    QVERIFY(!isDataset(folder.path("nowhere")));
}

LK_TEST_CLASS(ProjectTest);
#include "project_test.moc"
