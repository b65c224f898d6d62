// A process that is killed while it writes edits, at every kind of step: nothing that was recorded is lost, nothing is there by half.
#include "core/base/os.h"
#include "core/data/edits.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <csignal>
#include <map>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace lorikeet;
using lorikeet::test::DataFolder;

namespace {

constexpr int kKills = 200;
constexpr size_t kSamples = 150;
const EditJournal::Compaction kEager{1, 60'000};

SampleContent answer(const std::string& text)
{
    SampleContent content;
    content.messages = {{Role::User, "<image>?"}, {Role::Assistant, text}};
    return content;
}

std::vector<Sample> originals()
{
    std::vector<Sample> samples(kSamples);
    for (size_t i = 0; i < kSamples; ++i) {
        samples[i].id = "picture " + std::to_string(i);
        samples[i].content() = answer("original");
    }
    return samples;
}

/// What the journal makes of the samples: one text where all agree, else "half".
std::string stateOf(const EditJournal& journal)
{
    std::vector<Sample> samples = originals();
    journal.applyTo(samples, false);
    for (const Sample& sample : samples)
        if (sample.messages[1].content != samples[0].messages[1].content)
            return "half";
    return samples[0].messages[1].content;
}

/// What should be there: the texts of the edits, and how many count.
struct Model {
    std::vector<std::string> texts;
    size_t position = 0;
    std::string state() const { return position == 0 ? "original" : texts[position - 1]; }
    void take(char operation, const std::string& text)
    {
        if (operation == 'r') {
            texts.resize(position);
            texts.push_back(text);
            ++position;
        } else if (operation == 'u') {
            --position;
        } else if (operation == 'd') {
            ++position;
        }
    }
};

std::string textOf(int trial, int operation)
{
    return "trial " + std::to_string(trial) + " operation " + std::to_string(operation);
}

/// Works on the journal until the kill comes; says before and after each operation what it does.
[[noreturn]] void workUntilKilled(const std::string& path, int trial, const std::string& current, int report)
{
    std::mt19937 random(static_cast<unsigned>(trial));
    EditJournal journal(path);
    os::testing::killAtStep(1 + static_cast<int64_t>(random() % 24));
    std::string before = current;
    for (int i = 0; i < 1000; ++i) {
        const auto choice = random() % 10;
        const char operation = choice < 3 ? 'c' : choice < 5 && journal.canUndo() ? 'u' : choice < 6 && journal.canRedo() ? 'd' : 'r';
        static_cast<void>(!::write(report, &operation, 1));
        if (operation == 'c') {
            journal.compact(kEager);
        } else if (operation == 'r') {
            EditBlock block;
            for (const Sample& sample : originals())
                block.add(sample.id, answer(before), answer(textOf(trial, i)));
            journal.record(std::move(block), LK_TEXT("Replace"), i);
            before = textOf(trial, i);
        } else {
            Journey journey = operation == 'u' ? journal.undo() : journal.redo();
            before = journey.lines.at(0).patch.turns.at(0).second;
        }
        static_cast<void>(!::write(report, "+", 1));
    }
    ::_exit(1);
}

/// Runs such a process to its end; gives what it said.
std::string runChild(const std::string& path, int trial, const std::string& current)
{
    int ends[2];
    if (::pipe(ends) != 0)
        return "";
    const pid_t child = ::fork();
    if (child == 0)
        workUntilKilled(path, trial, current, ends[1]);
    ::close(ends[1]);
    std::string said;
    char buffer[256];
    for (ssize_t got = ::read(ends[0], buffer, sizeof(buffer)); got > 0; got = ::read(ends[0], buffer, sizeof(buffer)))
        said.append(buffer, static_cast<size_t>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? said : "";
}

} // namespace

class EditKillsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostOrHalfWritten();
};

void EditKillsTest::nothingIsLostOrHalfWritten()
{
    const DataFolder folder;
    const std::string path = folder.path("journal.jsonl");
    Model model;
    std::map<char, int> killedIn;
    int recorded = 0;
    for (int trial = 0; trial < kKills; ++trial) {
        const std::string said = runChild(path, trial, model.state());
        QVERIFY2(!said.empty(), "the process was not killed");
        for (size_t i = 0; i + 1 < said.size(); i += 2) {
            model.take(said[i], textOf(trial, static_cast<int>(i / 2)));
            ++recorded;
        }
        QVERIFY(said.size() % 2 == 1 || said.back() == '+');
        Model next = model;
        const bool isUnderWay = said.size() % 2 == 1;
        if (isUnderWay) {
            ++killedIn[said.back()];
            next.take(said.back(), textOf(trial, static_cast<int>(said.size() / 2)));
        }
        const EditJournal journal(path);
        const std::string state = stateOf(journal);
        // What was under way may be there (its bytes were, only the answer wasn't) or not, but not by half.
        QVERIFY2(state == model.state() || state == next.state(), qPrintable(QString::fromStdString(state + " / " + model.state() + " / " + next.state())));
        QCOMPARE(journal.editedCount(), state == "original" && model.position == 0 ? size_t(0) : kSamples);
        if (state != model.state())
            model = next;
        QCOMPARE(journal.canRedo(), model.position < model.texts.size());
    }
    qInfo("%d kills: %d while recording, %d while undoing, %d while redoing, %d while compacting; %d operations had returned before, 0 lost, 0 half-written", kKills,
        killedIn['r'], killedIn['u'], killedIn['d'], killedIn['c'], recorded);
    QVERIFY(killedIn['r'] > 20 && killedIn['u'] > 5 && killedIn['c'] > 30);
}

LK_TEST_CLASS(EditKillsTest);
#include "edit_kills_test.moc"
