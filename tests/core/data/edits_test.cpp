#include "core/base/error.h"
#include "core/data/edits.h"
#include "data_fixture.h"
#include "support/runner.h"

using namespace lorikeet;
using lorikeet::test::DataFolder;

namespace {

SampleContent answer(const std::string& text, bool isExcluded = false)
{
    SampleContent content;
    content.messages = {{Role::User, "<image>?"}, {Role::Assistant, text}};
    content.isExcluded = isExcluded;
    return content;
}

Edit edit(const std::string& sample, const std::string& before, const std::string& after)
{
    return {{{sample, answer(before), answer(after)}}, Text(LK_TEXT("Edit caption of %1"), sample), 1'700'000'000'123};
}

Sample makeSample(const std::string& id)
{
    Sample sample;
    sample.id = id;
    sample.messages = answer("0").messages;
    sample.images = {"/p/x.jpg"};
    return sample;
}

/// What a journal makes of three samples that said "0", as one word; `-` where it holds no edit.
std::string stateOf(const EditJournal& journal)
{
    std::vector<Sample> samples{makeSample("a"), makeSample("b"), makeSample("c")};
    journal.applyTo(samples, false);
    std::string state;
    for (const Sample& sample : samples)
        state += (journal.isEdited(sample.id) ? sample.messages[1].content + (sample.isExcluded ? "!" : "") : std::string("-")) + "|";
    return state;
}

std::string firstText(const Journey& journey)
{
    return journey.lines.at(0).patch.turns.at(0).second;
}

/// A content in which everything differs from answer().
SampleContent everything()
{
    SampleContent content;
    content.messages = {{Role::User, "q\"\\\n\x01"}, {Role::Assistant, "一\xF0\x9F\x90\x88"}, {Role::Observation, "o"}, {Role::Function, std::string("\0x", 2)}};
    content.system = "";
    content.rejectedAnswer = "worse";
    content.images = {"/p/data/a b.jpg", "/elsewhere/c.jpg"};
    content.imagesAsWritten = {"a b.jpg", "../c.jpg"};
    content.tags = {"night", "a,b"};
    content.provenance = {Origin::Model, "m", "p"};
    content.review = Review::Rejected;
    content.isExcluded = true;
    content.alwaysTrains = true;
    content.keepsStoredOrientation = true;
    return content;
}

} // namespace

class EditsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void undoAndRedoSurviveReopening();
    void anEditAfterUndoDropsWhatWasUndone();
    void everyCutOffsetReopens();
    void damageInTheMiddleNamesTheLine();
    void aFullDiskLeavesTheJournalWhole();
    void appliesToSamplesAndDropsWhatDoesNotTrain();
    void everyFieldGoesThereAndBack();
    void picturesMoveWithTheProject();
    void oldJournalsAreRead();
    void aSampleTwiceInAnEdit();
    void ignoredFindingsAreUndone();
    void historyHoldsEveryVersion();
    void bulkEditsAreSmallAndReopen();
    void compactionKeepsWhatCanBeReached();
    void oldHistoryIsFolded();
    void readingOnlyWritesNothing();
};

void EditsTest::undoAndRedoSurviveReopening()
{
    const DataFolder folder;
    const std::string path = folder.path("edits/journal.jsonl");
    {
        EditJournal journal(path);
        QVERIFY(!journal.canUndo());
        journal.record(edit("a", "0", "1"));
        journal.record(edit("a", "1", "2"));
        journal.record(edit("b", "0", "3"));
        QCOMPARE(journal.undoLabel().english(), std::string("Edit caption of b"));
        QCOMPARE(journal.undo().lines[0].sampleId, std::string("b"));
        QCOMPARE(firstText(journal.undo()), std::string("1"));
        QCOMPARE(firstText(journal.redo()), std::string("2"));
        QCOMPARE(stateOf(journal), std::string("2|-|-|"));
        QCOMPARE(journal.editedCount(), size_t(1));
    }
    EditJournal journal(path);
    QCOMPARE(stateOf(journal), std::string("2|-|-|"));
    QVERIFY(journal.canRedo());
    QCOMPARE(journal.redoLabel().english(), std::string("Edit caption of b"));
    journal.redo();
    QVERIFY(!journal.canRedo());
    QCOMPARE(stateOf(journal), std::string("2|3|-|"));
    journal.undo();
    journal.undo();
    QCOMPARE(stateOf(journal), std::string("1|-|-|"));
    QCOMPARE(journal.undo().label.english(), std::string("Edit caption of a"));
    QCOMPARE(journal.editedCount(), size_t(0));
    QVERIFY(journal.undoLabel().empty());
}

void EditsTest::anEditAfterUndoDropsWhatWasUndone()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    journal.undo();
    journal.record(edit("a", "0", "2"));
    QVERIFY(!journal.canRedo());
    QCOMPARE(stateOf(EditJournal(folder.path("j"))), std::string("2|-|-|"));
}

void EditsTest::everyCutOffsetReopens()
{
    const DataFolder folder;
    std::vector<std::pair<qsizetype, std::string>> states{{0, "-|-|-|"}};
    {
        EditJournal journal(folder.path("whole"));
        const auto note = [&] { states.emplace_back(folder.read("whole").size(), stateOf(journal)); };
        journal.record(edit("a", "0", "一"));
        note();
        journal.record({{{"a", answer("一"), answer("x", true)}, {"b", answer("0"), answer("y")}}, LK_TEXT("Exclude"), 5});
        note();
        journal.undo();
        note();
        journal.redo();
        note();
        journal.record(edit("b", "y", "z"));
        note();
    }
    const QByteArray whole = folder.read("whole");
    for (qsizetype cut = 0; cut <= whole.size(); ++cut) {
        const std::string path = folder.write("cut", whole.left(cut));
        std::string expected;
        qsizetype kept = 0;
        for (const auto& [size, state] : states)
            if (size <= cut)
                std::tie(kept, expected) = std::tie(size, state);
        {
            EditJournal journal(path);
            QCOMPARE(stateOf(journal), expected);
            QCOMPARE(folder.read("cut").size(), kept);
            if (cut % 9 != 0)
                continue; // Each record waits for the disk.
            journal.record(edit("c", "0", "after"));
        }
        QVERIFY(stateOf(EditJournal(path)).ends_with("|after|"));
    }
}

void EditsTest::damageInTheMiddleNamesTheLine()
{
    const DataFolder folder;
    {
        EditJournal journal(folder.path("j"));
        journal.record(edit("a", "0", "1"));
        journal.record(edit("a", "1", "2"));
    }
    const QByteArray whole = folder.read("j");
    const qsizetype second = whole.indexOf("{\"op\"", 5); // The head of the second edit, line 3.
    const QByteArray head = whole.mid(second, whole.indexOf('\n', second) + 1 - second);
    const auto refuses = [&](const QByteArray& bytes, const char* line) {
        const std::string path = folder.write("bad", bytes);
        try {
            EditJournal journal(path);
            return QByteArray("opened a damaged journal");
        } catch (const Error& error) {
            const QByteArray message = QByteArray::fromStdString(error.message().english());
            return message.contains(line) && message.contains(path.c_str()) && folder.read("bad") == bytes ? QByteArray() : message;
        }
    };
    for (const QByteArray& bad : {QByteArray("{\"op\":\"edit\"}\n"), QByteArray("\0\0\0\n", 4), QByteArray("{\"op\":\"redo\"}\n"), QByteArray("\n"), head.mid(5)})
        QCOMPARE(refuses(whole.left(second) + bad + whole.mid(second), "line 3"), QByteArray());
    // Within an edit the edit is named by its head.
    QByteArray changed = whole;
    changed.replace("\"turns\":[[1,\"1\",", "\"turns\":[[1,x1\",");
    QCOMPARE(refuses(changed, "line 3"), QByteArray());
    changed = whole;
    changed.replace(changed.indexOf("{\"sample\""), 9, "{\"simple\"");
    QCOMPARE(refuses(changed, "line 1"), QByteArray());
}

void EditsTest::aFullDiskLeavesTheJournalWhole()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    const QByteArray before = folder.read("j");
    os::testing::failWritesAfter(20);
    QVERIFY_EXCEPTION_THROWN(journal.record(edit("a", "1", "2")), Error);
    QVERIFY_EXCEPTION_THROWN(journal.undo(), Error);
    os::testing::failWritesAfter(-1);
    QCOMPARE(folder.read("j"), before);
    QCOMPARE(stateOf(journal), std::string("1|-|-|"));
    journal.record(edit("a", "1", "3"));
    QCOMPARE(stateOf(EditJournal(folder.path("j"))), std::string("3|-|-|"));
}

void EditsTest::appliesToSamplesAndDropsWhatDoesNotTrain()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    std::vector<Sample> samples{makeSample("a"), makeSample("b"), makeSample("c"), makeSample("d")};
    SampleContent rejected = answer("0");
    rejected.review = Review::Rejected;
    journal.record(edit("a", "0", "new"));
    journal.record({{{"b", answer("0"), answer("0", true)}, {"d", answer("0"), rejected}}, LK_TEXT("Exclude"), 5});
    std::vector<Sample> all = samples;
    journal.applyTo(all, false);
    QCOMPARE(all.size(), size_t(4));
    QCOMPARE(all[0].messages[1].content, std::string("new"));
    QCOMPARE(all[0].images.size(), size_t(1));
    journal.applyTo(samples, true);
    QCOMPARE(samples.size(), size_t(2));
    QCOMPARE(samples[1].id, std::string("c"));
}

void EditsTest::everyFieldGoesThereAndBack()
{
    const DataFolder folder;
    Sample sample = makeSample("a");
    const SampleContent before = sample.content();
    {
        EditJournal journal(folder.path("j"), "/p");
        journal.record({{{"a", before, everything()}}, LK_TEXT("Edit"), 1});
        journal.record(edit("a", "", "") ); // Nothing differs: an edit without changes.
    }
    EditJournal journal(folder.path("j"), "/p");
    std::vector<Sample> samples{sample};
    journal.applyTo(samples, false);
    QVERIFY(samples[0].content() == everything());
    journal.undo();
    Journey back = journal.undo();
    back.lines.at(0).patch.moveInto(samples[0].content());
    QVERIFY(samples[0].content() == before);
    QCOMPARE(journal.editedCount(), size_t(0));
}

void EditsTest::picturesMoveWithTheProject()
{
    const DataFolder folder;
    {
        EditJournal journal(folder.path("j"), "/p");
        journal.record({{{"a", makeSample("a").content(), everything()}}, LK_TEXT("Edit"), 1});
    }
    QVERIFY(!folder.read("j").contains("/p/data"));
    std::vector<Sample> samples{makeSample("a")};
    EditJournal(folder.path("j"), "/moved").applyTo(samples, false);
    QCOMPARE(samples[0].images, (std::vector<std::string>{"/moved/data/a b.jpg", "/elsewhere/c.jpg"}));
}

void EditsTest::oldJournalsAreRead()
{
    const DataFolder folder;
    const auto content = [](const char* text) { return QByteArray(R"({"messages":[{"role":"user","content":"<image>?"},{"role":"assistant","content":")") + text + "\"}]"; };
    folder.write("j",
        R"({"op":"edit","time":7,"label":"Edit %1","label_args":["a"],"changes":[{"sample":"a","before":)" + content("0") + R"(},"after":)" + content("1") + "}}]}\n"
            + R"({"op":"edit","time":8,"label":"x","changes":[{"sample":"b","before":)" + content("0") + R"(},"after":)" + content("2") + R"(,"system":"S","excluded":true}}]})" + "\n"
            + "{\"op\":\"undo\"}\n{\"op\":\"redo\"}\n");
    EditJournal journal(folder.path("j"));
    QCOMPARE(stateOf(journal), std::string("1|2!|-|"));
    journal.record(edit("c", "0", "3"));
    journal.record(edit("a", "1", "4"));
    EditJournal again(folder.path("j"));
    QCOMPARE(stateOf(again), std::string("4|2!|3|"));
    for (int i = 0; i < 3; ++i)
        again.undo();
    QCOMPARE(stateOf(again), std::string("1|-|-|"));
    QCOMPARE(again.undoLabel().english(), std::string("Edit a"));
}

void EditsTest::aSampleTwiceInAnEdit()
{
    const DataFolder folder;
    {
        EditJournal journal(folder.path("j"));
        journal.record({{{"a", answer("0"), answer("1")}, {"a", answer("1"), answer("2")}}, LK_TEXT("Twice"), 1});
    }
    EditJournal journal(folder.path("j"));
    QCOMPARE(stateOf(journal), std::string("2|-|-|"));
    Journey back = journal.undo();
    SampleContent content = answer("2");
    for (ChangeLine& line : back.lines)
        line.patch.moveInto(content);
    QVERIFY(content == answer("0"));
}

void EditsTest::ignoredFindingsAreUndone()
{
    const DataFolder folder;
    {
        EditJournal journal(folder.path("j"));
        Edit ignore{{}, LK_TEXT("Ignore"), 1, {{"image.blurry", "a", true}, {"image.blurry", "b", true}}};
        journal.record(ignore);
        QVERIFY(journal.isIgnored("image.blurry", "a"));
        QVERIFY(!journal.isIgnored("image.dark", "a"));
        QVERIFY(!journal.isEdited("a"));
        journal.record({{}, LK_TEXT("Look again"), 1, {{"image.blurry", "b", false}}});
    }
    EditJournal journal(folder.path("j"));
    QCOMPARE(journal.ignored(), (std::set<std::pair<std::string, std::string>>{{"image.blurry", "a"}}));
    const Journey back = journal.undo();
    QCOMPARE(back.lines.at(0).ignores.at(0).isIgnored, true);
    QVERIFY(journal.isIgnored("image.blurry", "b"));
    journal.undo();
    QVERIFY(journal.ignored().empty());
    journal.redo();
    QCOMPARE(EditJournal(folder.path("j")).ignored().size(), size_t(2));
}

void EditsTest::historyHoldsEveryVersion()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    journal.record(edit("b", "0", "x"));
    journal.record(edit("a", "1", "2"));
    journal.record(edit("aa", "0", "y"));
    journal.record(edit("a", "2", "undone"));
    journal.undo();
    const std::vector<SampleVersion> versions = journal.historyOf("a", answer("2"));
    QCOMPARE(versions.size(), size_t(3));
    QVERIFY(versions[0].content == answer("0"));
    QVERIFY(versions[0].label.empty());
    QVERIFY(versions[1].content == answer("1"));
    QCOMPARE(versions[1].timeMs, int64_t(1'700'000'000'123));
    QVERIFY(versions[2].content == answer("2"));
    QCOMPARE(journal.historyOf("none", answer("0")).size(), size_t(1));
}

void EditsTest::bulkEditsAreSmallAndReopen()
{
    const DataFolder folder;
    constexpr size_t kCount = 20'000;
    std::vector<Sample> samples(kCount, makeSample(""));
    for (size_t i = 0; i < kCount; ++i)
        samples[i].id = "folder/picture " + std::to_string(i) + ".jpg";
    {
        EditJournal journal(folder.path("j"));
        for (const char* text : {"first caption of this picture", "second caption of this picture"}) {
            EditBlock block;
            for (const Sample& sample : samples)
                block.add(sample.id, sample.content(), answer(text));
            journal.record(std::move(block), Text(LK_TEXT("Replace in %1 captions"), kCount), 3);
        }
        EditBlock few;
        few.add(samples[7].id, samples[7].content(), answer("x", true));
        journal.record(std::move(few), LK_TEXT("One"), 4);
    }
    QVERIFY2(folder.read("j").size() < qsizetype(kCount) * 2 * 120, qPrintable(QString::number(folder.read("j").size())));
    EditJournal journal(folder.path("j"));
    QCOMPARE(journal.editedCount(), kCount);
    std::vector<Sample> read = samples;
    journal.applyTo(read, false);
    for (size_t i = 0; i < kCount; ++i)
        QVERIFY2(read[i].content() == (i == 7 ? answer("x", true) : answer("second caption of this picture")), qPrintable(QString::number(i)));
    QCOMPARE(read[7].messages[1].content, std::string("x"));
    QVERIFY(read[7].isExcluded);
    QCOMPARE(journal.undo().lines.size(), size_t(1));
    const Journey back = journal.undo();
    QCOMPARE(back.lines.size(), kCount);
    QCOMPARE(back.label.english(), std::string("Replace in 20000 captions"));
    QCOMPARE(journal.editedCount(), kCount);
    journal.undo();
    QCOMPARE(journal.editedCount(), size_t(0));
}

void EditsTest::compactionKeepsWhatCanBeReached()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    for (int i = 0; i < 50; ++i) {
        journal.record(edit("b", "0", std::string(100, 'x')));
        journal.undo();
    }
    journal.record(edit("b", "0", "2"));
    journal.record(edit("c", "0", "3"));
    journal.undo();
    QVERIFY(!journal.compact());
    const qsizetype before = folder.read("j").size();
    QVERIFY(journal.compact({1000, 1 << 30}));
    QVERIFY(folder.read("j").size() < before / 5);
    const auto check = [](EditJournal& j) {
        QCOMPARE(stateOf(j), std::string("1|2|-|"));
        QCOMPARE(firstText(j.redo()), std::string("3"));
        QCOMPARE(firstText(j.undo()), std::string("0"));
        QCOMPARE(j.editCount(), size_t(2));
    };
    check(journal);
    journal.record(edit("a", "1", "4"));
    journal.undo();
    EditJournal again(folder.path("j"));
    QCOMPARE(stateOf(again), std::string("1|2|-|"));
}

void EditsTest::oldHistoryIsFolded()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"), "/p");
    journal.record({{{"c", makeSample("c").content(), everything()}}, LK_TEXT("Edit"), 1});
    journal.record({{}, LK_TEXT("Ignore"), 1, {{"r", "a", true}}});
    for (int i = 0; i < 30; ++i)
        journal.record(edit("a", std::to_string(i), std::to_string(i + 1)));
    const std::string state = stateOf(journal);
    for (int round = 0; round < 3; ++round) {
        QVERIFY(journal.compact({1 << 30, 900}));
        QCOMPARE(stateOf(journal), state);
        journal.record(edit("b", "0", std::string(100, 'b')));
        journal.undo();
        for (int i = 0; i < 5; ++i)
            journal.record(edit("a", "30", "30"));
        for (int i = 0; i < 8; ++i)
            journal.record(edit("a", i % 2 == 0 ? "30" : "31", i % 2 == 0 ? "31" : "30"));
    }
    EditJournal again(folder.path("j"), "/p");
    QCOMPARE(stateOf(again), state);
    QVERIFY(again.isIgnored("r", "a"));
    std::vector<Sample> samples{makeSample("c")};
    again.applyTo(samples, false);
    QVERIFY(samples[0].content() == everything());
    size_t undone = 0;
    for (; again.canUndo(); ++undone)
        again.undo();
    QVERIFY(undone >= 8 && undone < 40);
    QVERIFY(again.isEdited("a"));
}

void EditsTest::readingOnlyWritesNothing()
{
    const DataFolder folder;
    EditJournal none(folder.path("edits/j"), "", true);
    QVERIFY(!none.canUndo());
    QVERIFY(!QFile::exists(QString::fromStdString(folder.path("edits"))));
    {
        EditJournal journal(folder.path("j"));
        journal.record(edit("a", "0", "1"));
    }
    folder.write("torn", folder.read("j") + "{\"op\":\"un");
    const QByteArray torn = folder.read("torn");
    EditJournal journal(folder.path("torn"), "", true);
    QCOMPARE(stateOf(journal), std::string("1|-|-|"));
    QVERIFY_EXCEPTION_THROWN(journal.undo(), Error);
    QVERIFY_EXCEPTION_THROWN(journal.record(edit("a", "1", "2")), Error);
    QVERIFY(!journal.compact({0, 0}));
    QCOMPARE(folder.read("torn"), torn);
}

LK_TEST_CLASS(EditsTest);
#include "edits_test.moc"
