#include "core/base/file.h"
#include "core/data/project.h"
#include "core/data/row_marks.h"
#include "core/data/snapshot_compare.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace lorikeet;
using lorikeet::test::DataFolder;
using lorikeet::test::kMessagesInfo;

namespace {

/// Rows that say their number, with a picture each.
void writeRows(const DataFolder& folder, const std::vector<int>& numbers)
{
    QJsonArray rows;
    for (const int number : numbers) {
        const QJsonArray messages{QJsonObject{{"role", "user"}, {"content", "<image>What?"}}, QJsonObject{{"role", "assistant"}, {"content", QString("row %1").arg(number)}}};
        rows.append(QJsonObject{{"messages", messages}, {"images", QJsonArray{QString("p%1.jpg").arg(number)}}});
    }
    folder.write("data/d.json", QJsonDocument(rows).toJson());
}

std::vector<int> upTo(int count)
{
    std::vector<int> numbers(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i)
        numbers[static_cast<size_t>(i)] = i;
    return numbers;
}

/// The project as a window opens it.
struct Opened {
    Project project;
    std::vector<Sample> samples;
    std::vector<Issue> astray;

    explicit Opened(const DataFolder& folder) : project(Project::open(folder.path())), samples(project.readOriginals().samples)
    {
        project.journal().followRows(samples);
        astray = project.journal().applyTo(samples, false);
    }
    void answer(size_t index, const std::string& text)
    {
        SampleContent after = samples[index].content();
        after.messages.back().content = text;
        project.journal().record({{{samples[index].id, samples[index].content(), after}}, LK_TEXT("Edit"), 1});
        samples[index].content() = after;
    }
    std::string text(size_t index) const { return samples.at(index).messages.back().content; }
};

void makeProject(const DataFolder& folder, int rows)
{
    folder.write("project.lorikeet", "version: 1\nname: Rows\n");
    folder.write("data/dataset_info.json", kMessagesInfo);
    for (int i = 0; i < rows; ++i)
        folder.picture(QByteArray("data/p" + QByteArray::number(i) + ".jpg").constData());
    writeRows(folder, upTo(rows));
}

} // namespace

class EditsAlignTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void placesAreReadFromIds()
    {
        QCOMPARE(placeOf("set/train#12").file, std::string_view("set/train"));
        QCOMPARE(placeOf("set/train#12").row, uint64_t(12));
        QCOMPARE(placeOf("train#3~2").row, uint64_t(3));
        QVERIFY(placeOf("cats/a.jpg").file.empty());
        QVERIFY(placeOf("cats/a#b.jpg").file.empty());
        QVERIFY(placeOf("cats#1.jpg").file.empty());
    }

    void editsGoWithTheirRows()
    {
        const DataFolder folder;
        makeProject(folder, 10);
        {
            Opened first(folder);
            QVERIFY(first.astray.empty());
            first.answer(5, "five");
            first.answer(7, "seven");
            first.answer(7, "seven again");
            first.project.journal().record({{}, LK_TEXT("Ignore"), 1, {{"image.dark", first.samples[7].id, true}}});
        }
        writeRows(folder, {0, 1, 3, 4, 5, 6, 7, 8, 9, 11}); // Row 2 is gone, and there is one more at the end.
        {
            Opened second(folder);
            QVERIFY(second.astray.empty());
            QCOMPARE(second.text(4), std::string("five"));
            QCOMPARE(second.text(6), std::string("seven again"));
            QCOMPARE(second.text(5), std::string("row 6"));
            QCOMPARE(second.text(7), std::string("row 8"));
            QVERIFY(second.project.isIgnored("image.dark", second.samples[6].id));
            QVERIFY(second.project.journal().isEdited(second.samples[6].id) && !second.project.journal().isEdited(second.samples[7].id));
            second.answer(7, "eight"); // Its number is that of an older edit.
        }
        Opened third(folder);
        QCOMPARE(third.text(6), std::string("seven again"));
        QCOMPARE(third.text(7), std::string("eight"));
        QVERIFY(QFileInfo::exists(QString::fromStdString(folder.path("edits/journal.jsonl.before-1")))); // As it was before.
        QVERIFY(!QFileInfo::exists(QString::fromStdString(folder.path("edits/journal.jsonl.before-2")))); // Nothing has moved since.
        writeRows(folder, {20, 21, 0, 1, 3, 4, 5, 6, 7, 8, 9, 11});
        QCOMPARE(Opened(folder).text(9), std::string("eight"));
    }

    void anEditWhoseRowIsGoneIsKeptAsideAndComesBack()
    {
        const DataFolder folder;
        makeProject(folder, 6);
        Opened(folder).answer(2, "two");
        writeRows(folder, {0, 1, 3, 4, 5});
        for (int i = 0; i < 2; ++i) {
            const Opened gone(folder);
            QCOMPARE(gone.text(2), std::string("row 3"));
            QCOMPARE(gone.astray.size(), size_t(1));
            QCOMPARE(gone.astray[0].rule, std::string("edit.row"));
            QCOMPARE(gone.astray[0].row, 2);
            QVERIFY(gone.astray[0].message.english().find("d.json") != std::string::npos);
        }
        writeRows(folder, {5, 0, 1, 2, 3, 4});
        const Opened back(folder);
        QVERIFY(back.astray.empty());
        QCOMPARE(back.text(3), std::string("two"));
    }

    void aRowThatWasChangedInItsPlaceKeepsItsEdit()
    {
        const DataFolder folder;
        makeProject(folder, 6);
        {
            Opened first(folder);
            SampleContent after = first.samples[2].content();
            after.isExcluded = true;
            first.project.journal().record({{{first.samples[2].id, first.samples[2].content(), after}}, LK_TEXT("Leave out"), 1});
        }
        writeRows(folder, {0, 1, 99, 3, 4, 5}); // As many rows as before: also what another encoding or mapping makes of them.
        const Opened second(folder);
        QVERIFY(second.astray.empty());
        QVERIFY(second.samples[2].isExcluded);
        QVERIFY(second.project.journal().canUndo()); // Nothing was written anew.
    }

    void rowsThatSayTheSameKeepTheirOrder()
    {
        const DataFolder folder;
        makeProject(folder, 4);
        writeRows(folder, {1, 1, 1, 1});
        {
            Opened first(folder);
            first.answer(1, "second");
            first.answer(3, "fourth");
        }
        const Opened again(folder);
        QCOMPARE(again.text(0), std::string("row 1"));
        QCOMPARE(again.text(1), std::string("second"));
        QCOMPARE(again.text(3), std::string("fourth"));
    }

    void readingWritesNothingWhileAWindowWrites()
    {
        const DataFolder folder;
        makeProject(folder, 4);
        {
            Opened window(folder);
            window.answer(1, "one");
        }
        const std::string journal = folder.path("edits/journal.jsonl");
        std::string bytes = readFile(journal);
        const std::string torn = bytes + bytes.substr(0, bytes.size() - 5); // The next edit is being written.
        writeFileAtomically(journal, torn);
        Project reader = Project::openToRead(folder.path());
        std::vector<Sample> samples = reader.readOriginals().samples;
        reader.journal().applyTo(samples, false);
        QCOMPARE(samples[1].messages.back().content, std::string("one"));
        QCOMPARE(readFile(journal), torn);
        QVERIFY_EXCEPTION_THROWN(reader.journal().record({{}, LK_TEXT("Edit"), 1, {{"rule", "d#1", true}}}), Error);
    }

    void aDatasetOutsideTheProjectIsComparedToo()
    {
        const DataFolder folder;
        const DataFolder elsewhere;
        makeProject(folder, 2);
        elsewhere.picture("a.jpg");
        elsewhere.write("a.txt", "one");
        elsewhere.picture("b.jpg");
        elsewhere.write("b.txt", "two");
        Project project = Project::open(folder.path());
        project.addDataset("photos", elsewhere.path());
        RunOptions options;
        options.data.dataset = {"photos"};
        options.data.datasetDir = "data";
        project.snapshotInto(folder.path("runs/r"), options);
        const SnapshotDifference difference = compareSnapshot(folder.path("runs/r/data"), project.readOriginals().samples);
        QCOMPARE(difference.unchanged, size_t(2));
        QVERIFY(difference.isEmpty());
    }
};

LK_TEST_CLASS(EditsAlignTest);
#include "edits_align_test.moc"
