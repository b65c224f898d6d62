#include "core/run/run_folder.h"

#include "core/config/run_yaml.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace lorikeet;
using namespace lorikeet::test;
namespace fs = std::filesystem;

namespace {

std::string lineOf(int64_t step, double loss = 1.5)
{
    Step event;
    event.step = step;
    event.totalSteps = 40;
    event.loss = loss;
    return eventToJsonLine(event) + "\n";
}

void age(const std::string& path, int seconds)
{
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::seconds(seconds));
}

/// A process that holds the run's lock until it is ended.
class Trainer {
public:
    /// Returns once the child has the lock.
    explicit Trainer(const std::string& folder)
    {
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0)
            qFatal("no pipe");
        child_ = ::fork();
        if (child_ == 0) {
            const auto lock = RunFolder(folder).lock();
            const bool isTold = ::write(ends[1], "x", 1) == 1;
            ::pause();
            ::_exit(lock && isTold ? 0 : 1);
        }
        ::close(ends[1]);
        char byte = 0;
        if (::read(ends[0], &byte, 1) != 1)
            qFatal("the trainer ended before it had the lock");
        ::close(ends[0]);
    }
    ~Trainer() { kill(); }
    void kill()
    {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(child_, nullptr, 0);
        }
        child_ = 0;
    }

private:
    pid_t child_ = 0;
};

} // namespace

class RunFolderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { os::testing::failWritesAfter(-1); }

    void runYamlIsWrittenOnce()
    {
        TemporaryFolder folder;
        RunFolder run(folder / "a/run");
        QVERIFY(!run.exists());
        RunOptions options;
        options.lora.rank = 7;
        run.create(options, "");
        QVERIFY(run.exists() && !run.isOccupied());
        const std::string yaml = bytesOf(run.runYamlPath());
        QCOMPARE(loadRun(run.runYamlPath()).options.lora.rank, 7);
        options.lora.rank = 8;
        run.create(options, "");
        QCOMPARE(bytesOf(run.runYamlPath()), yaml);
    }

    void fullDiskAtTheStartIsAnIoError()
    {
        TemporaryFolder folder;
        RunFolder run(folder / "run");
        os::testing::failWritesAfter(100);
        QCOMPARE(exitCodeOf([&] { run.create(RunOptions(), ""); }), ExitCode::Io);
        QVERIFY(!fs::exists(run.runYamlPath()));
    }

    void occupiedIsWhatAnotherRunWouldDestroy_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("isOccupied");
        QTest::newRow("log") << "trainer_log.jsonl" << true;
        QTest::newRow("checkpoint") << "checkpoint-5/config.json" << true;
        QTest::newRow("adapter") << "adapter_model.safetensors" << true;
        QTest::newRow("model") << "model.safetensors" << true;
        QTest::newRow("shard") << "model-00001-of-00002.safetensors" << true;
        QTest::newRow("run.yaml alone") << "run.yaml" << false;
        QTest::newRow("console") << "console.log" << false;
        QTest::newRow("data") << "data/dataset_info.json" << false;
    }
    void occupiedIsWhatAnotherRunWouldDestroy()
    {
        QFETCH(QString, file);
        QFETCH(bool, isOccupied);
        TemporaryFolder folder;
        folder.write(file.toStdString(), "x");
        QCOMPARE(RunFolder(folder.path()).isOccupied(), isOccupied);
    }

    void clearTakesWhatRunsWriteAndNothingElse()
    {
        TemporaryFolder folder;
        for (const char* gone : {"run.yaml", "trainer_log.jsonl", "checkpoint-5/config.json", "checkpoint-10/x", "model-00001-of-00002.safetensors",
                 "adapter_config.json", "control/stop", "final.tmp-1-2-3/config.json"})
            folder.write(gone, "x");
        for (const char* kept : {"my notes.txt", "data/dataset_info.json", "console.log", "run.lock", "pictures/checkpoint-7.png"})
            folder.write(kept, "x");
        RunFolder run(folder.path());
        run.clear();
        QVERIFY(!run.isOccupied());
        QStringList left;
        for (const auto& entry : fs::directory_iterator(folder.path()))
            left << QString::fromStdString(entry.path().filename().string());
        left.sort();
        QCOMPARE(left, (QStringList{"console.log", "data", "my notes.txt", "pictures", "run.lock"}));
    }

    void twoTrainersDoNotShareAFolder()
    {
        TemporaryFolder folder;
        RunFolder run(folder / "run");
        const auto lock = run.lock();
        const auto second = [&] { RunFolder(folder / "run").lock(); };
        QCOMPARE(exitCodeOf(second), ExitCode::Input);
        QVERIFY(errorOf(second).find(folder / "run") != std::string::npos);
    }

    void requestsAreFiles()
    {
        TemporaryFolder folder;
        RunFolder run(folder / "run");
        QVERIFY(!run.isRequested(Request::Save));
        run.request(Request::Save);
        run.request(Request::Save);
        QVERIFY(run.isRequested(Request::Save) && !run.isRequested(Request::Stop));
        QVERIFY(fs::exists(folder / "run/control/save"));
        run.request(Request::Pause);
        run.clearRequests();
        QVERIFY(!run.isRequested(Request::Save) && !run.isRequested(Request::Pause));
    }

    void finalEventsDecide_data()
    {
        QTest::addColumn<QString>("event");
        QTest::addColumn<QString>("state");
        const auto finished = [](FinishStatus status) {
            return QString::fromStdString(eventToJsonLine(RunFinished{.status = status, .step = 9, .message = "m", .hint = "h"}));
        };
        QTest::newRow("completed") << finished(FinishStatus::Completed) << "completed";
        QTest::newRow("stopped") << finished(FinishStatus::Stopped) << "stopped";
        QTest::newRow("failed") << finished(FinishStatus::Failed) << "failed";
        QTest::newRow("paused") << QString::fromStdString(eventToJsonLine(Paused{.step = 9})) << "paused";
    }
    void finalEventsDecide()
    {
        QFETCH(QString, event);
        QFETCH(QString, state);
        TemporaryFolder folder;
        folder.write("run.yaml", "");
        folder.write("trainer_log.jsonl", lineOf(9, 0.25) + event.toStdString() + "\n");
        const RunStatus status = RunFolder(folder.path()).status();
        QCOMPARE(QString(runStateName(status.state)), state);
        QVERIFY(isFinal(status.state));
        QCOMPARE(status.step, int64_t(9));
        QCOMPARE(status.totalSteps, int64_t(40));
        QCOMPARE(*status.lastLoss, 0.25);
        QCOMPARE(status.message.empty(), state == "paused");
    }

    void startingLastsFifteenSeconds()
    {
        TemporaryFolder folder;
        RunFolder run(folder.path());
        run.create(RunOptions(), "");
        QCOMPARE(run.status().state, RunState::Starting);
        folder.write("console.log", "loading\r 10%\r100%\nSegmentation fault \xff\n");
        age(run.runYamlPath(), 16);
        const RunStatus status = run.status();
        QCOMPARE(status.state, RunState::Crashed);
        QCOMPARE(status.message, std::string("100%\nSegmentation fault ?"));
        QVERIFY(!status.hint.empty());
    }

    void heldLockMeansItIsAlive()
    {
        TemporaryFolder folder;
        RunFolder run(folder.path());
        run.create(RunOptions(), "");
        age(run.runYamlPath(), 3600);
        Trainer trainer(folder.path());
        QTRY_VERIFY(os::FileLock::isHeld(run.lockPath()));
        QCOMPARE(run.status().state, RunState::Starting);
        folder.write("trainer_log.jsonl", eventToJsonLine(RunStarted{.totalSteps = 40}) + "\n" + lineOf(3) + "{\"current_steps\":4");
        QCOMPARE(run.status().state, RunState::Running);
        QCOMPARE(run.status().step, int64_t(3));
        run.request(Request::Pause);
        QCOMPARE(run.status().state, RunState::Pausing);
        run.request(Request::Stop);
        QCOMPARE(run.status().state, RunState::Stopping);
        trainer.kill();
        folder.write("console.log", "Killed\n");
        QCOMPARE(run.status().state, RunState::Crashed);
        QCOMPARE(run.status().message, std::string("Killed"));
        QCOMPARE(run.status().step, int64_t(3));
    }

    void resumedRunIsNotTakenForTheFinishedOne()
    {
        TemporaryFolder folder;
        RunFolder run(folder.path());
        run.create(RunOptions(), "");
        folder.write("trainer_log.jsonl", lineOf(9) + eventToJsonLine(Paused{.step = 9}) + "\n");
        age(run.logPath(), 5);
        QCOMPARE(run.status().state, RunState::Paused);
        Trainer trainer(folder.path());
        QTRY_COMPARE(run.status().state, RunState::Starting);
        folder.write("trainer_log.jsonl", bytesOf(run.logPath()) + eventToJsonLine(RunStarted{.resumedFrom = 9, .totalSteps = 40}) + "\n");
        QCOMPARE(run.status().state, RunState::Running);
        folder.write("trainer_log.jsonl", bytesOf(run.logPath()) + eventToJsonLine(RunFinished{.step = 40}) + "\n");
        QCOMPARE(run.status().state, RunState::Completed);
        trainer.kill();
        QCOMPARE(run.status().state, RunState::Completed);
    }

    void consoleTailIsCutAtALine()
    {
        TemporaryFolder folder;
        folder.write("console.log", std::string(1000, 'x') + "\nlast but one\nlast\n");
        QCOMPARE(RunFolder(folder.path()).consoleTail(30), std::string("last but one\nlast"));
        QCOMPARE(RunFolder(folder / "none").consoleTail(), std::string());
    }

    void statusOfALongLogNeedsItsEndOnly()
    {
        TemporaryFolder folder;
        folder.write("run.yaml", "");
        std::string text = eventToJsonLine(RunStarted{.totalSteps = 40}) + "\n";
        for (int64_t i = 1; i <= 20'000; ++i)
            text += lineOf(i);
        folder.write("trainer_log.jsonl", text + eventToJsonLine(RunFinished{.step = 20'000}) + "\n");
        QCOMPARE(RunFolder(folder.path()).status().state, RunState::Completed);
        QCOMPARE(RunFolder(folder.path()).status().step, int64_t(20'000));
    }
};

LK_TEST_CLASS(RunFolderTest);
#include "run_folder_test.moc"
