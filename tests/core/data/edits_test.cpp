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

/// What a journal says about two samples, as one word.
std::string stateOf(const EditJournal& journal)
{
    std::string state;
    for (const char* id : {"a", "b"}) {
        const SampleContent* content = journal.contentOf(id);
        state += content == nullptr ? "-" : content->messages[1].content + (content->isExcluded ? "!" : "");
        state += "|";
    }
    return state;
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
    void appliesToSamplesAndDropsExcluded();
    void keepsOddText();
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
        QCOMPARE(journal.undo().changes[0].sampleId, std::string("b"));
        journal.undo();
        QCOMPARE(journal.redo().changes[0].after.messages[1].content, std::string("2"));
        QCOMPARE(stateOf(journal), std::string("2|-|"));
        QCOMPARE(journal.editedCount(), size_t(1));
    }
    EditJournal journal(path);
    QCOMPARE(stateOf(journal), std::string("2|-|"));
    QVERIFY(journal.canRedo());
    journal.redo();
    QVERIFY(!journal.canRedo());
    QCOMPARE(stateOf(journal), std::string("2|3|"));
    journal.undo();
    journal.undo();
    QCOMPARE(stateOf(journal), std::string("1|-|"));
    QCOMPARE(journal.undo().label.english(), std::string("Edit caption of a"));
    QCOMPARE(journal.editedCount(), size_t(0));
}

void EditsTest::anEditAfterUndoDropsWhatWasUndone()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    journal.undo();
    journal.record(edit("a", "0", "2"));
    QVERIFY(!journal.canRedo());
    QCOMPARE(stateOf(EditJournal(folder.path("j"))), std::string("2|-|"));
}

void EditsTest::everyCutOffsetReopens()
{
    const DataFolder folder;
    std::vector<std::pair<qsizetype, std::string>> states{{0, "-|-|"}};
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
            journal.record(edit("a", "?", "after"));
        }
        const EditJournal again(path);
        QCOMPARE(again.contentOf("a")->messages[1].content, std::string("after"));
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
    const QByteArray first = whole.left(whole.indexOf('\n') + 1);
    for (const QByteArray& bad : {QByteArray("{\"op\":\"edit\"}\n"), QByteArray("\0\0\0\n", 4), QByteArray("{\"op\":\"redo\"}\n"), QByteArray("\n"), first.mid(5)}) {
        const std::string path = folder.write("bad", first + bad + whole.mid(first.size()));
        try {
            EditJournal journal(path);
            QFAIL("opened a damaged journal");
        } catch (const Error& error) {
            QVERIFY(error.message().english().find("line 2") != std::string::npos);
            QVERIFY(error.message().english().find(path) != std::string::npos);
        }
        QCOMPARE(folder.read("bad"), first + bad + whole.mid(first.size()));
    }
}

void EditsTest::aFullDiskLeavesTheJournalWhole()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    journal.record(edit("a", "0", "1"));
    const QByteArray before = folder.read("j");
    os::testing::failWritesAfter(20);
    QVERIFY_EXCEPTION_THROWN(journal.record(edit("a", "1", "2")), Error);
    os::testing::failWritesAfter(-1);
    QCOMPARE(folder.read("j"), before);
    QCOMPARE(stateOf(journal), std::string("1|-|"));
    journal.record(edit("a", "1", "3"));
    QCOMPARE(stateOf(EditJournal(folder.path("j"))), std::string("3|-|"));
}

void EditsTest::appliesToSamplesAndDropsExcluded()
{
    const DataFolder folder;
    EditJournal journal(folder.path("j"));
    std::vector<Sample> samples(3);
    for (size_t i = 0; i < 3; ++i) {
        samples[i].id = std::string(1, static_cast<char>('a' + i));
        samples[i].messages = answer("0").messages;
        samples[i].images = {"x.jpg"};
    }
    journal.record(edit("a", "0", "new"));
    journal.record({{{"b", answer("0"), answer("0", true)}}, LK_TEXT("Exclude"), 5});
    std::vector<Sample> all = samples;
    journal.applyTo(all, false);
    QCOMPARE(all.size(), size_t(3));
    QCOMPARE(all[0].messages[1].content, std::string("new"));
    QCOMPARE(all[0].images.size(), size_t(1));
    journal.applyTo(samples, true);
    QCOMPARE(samples.size(), size_t(2));
    QCOMPARE(samples[1].id, std::string("c"));
}

void EditsTest::keepsOddText()
{
    const DataFolder folder;
    SampleContent odd = answer(std::string("一\n\"\\\0\x7f\xF0\x9F\x90\x88", 12));
    odd.system = "";
    {
        EditJournal journal(folder.path("j"));
        journal.record({{{"a", answer("0"), odd}}, LK_TEXT("Edit"), 1});
    }
    const EditJournal journal(folder.path("j"));
    QVERIFY(*journal.contentOf("a") == odd);
}

LK_TEST_CLASS(EditsTest);
#include "edits_test.moc"
