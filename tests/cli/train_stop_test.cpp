#include "tiny_run.h"

#include "support/runner.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <memory>

using namespace lorikeet::test;

/// How a run ends before its end: asked to, or by a fault.
class TrainStopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signalsStopAndKeep_data();
    void signalsStopAndKeep();
    void stopFileStopsAndKeeps();
    void pauseFilePauses();
    void secondTrainerIsRefused();
    void lossNotFiniteExitsWithFive();
    void fullDiskExitsWithSix();
    void damagedPictureExitsWithTwoAndItsRow();

private:
    /// A run that would last for hours, once it has logged a few steps.
    std::unique_ptr<QProcess> startLongRun(const QString& output);
    static bool waitUntil(const std::function<bool()>& holds, int timeoutMs = 60'000);

    TinyRun tiny_;
};

bool TrainStopTest::waitUntil(const std::function<bool()>& holds, int timeoutMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!holds()) {
        if (timer.elapsed() > timeoutMs)
            return false;
        QTest::qWait(20);
    }
    return true;
}

std::unique_ptr<QProcess> TrainStopTest::startLongRun(const QString& output)
{
    auto process = std::make_unique<QProcess>();
    process->start(LORIKEET_CLI_PATH, {"train", tiny_.yaml(), "output_dir=" + tiny_.path(output), "max_steps=10000000", "save_steps=5000000"});
    return waitUntil([&] { return tiny_.log(output).size() > 3; }) ? std::move(process) : nullptr;
}

void TrainStopTest::signalsStopAndKeep_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TrainStopTest::signalsStopAndKeep()
{
    QFETCH(int, signal);
    const QString name = QString("signal%1").arg(signal);
    const auto process = startLongRun(name);
    QVERIFY(process);
    ::kill(static_cast<pid_t>(process->processId()), signal);
    QVERIFY(process->waitForFinished(60'000));
    QCOMPARE(process->exitCode(), 3);
    const auto saved = tiny_.log(name, "checkpoint_saved");
    QCOMPARE(saved.size(), 1);
    QVERIFY(tiny_.has(name + "/" + saved.first()["path"].toString() + "/manifest.json"));
    QVERIFY(tiny_.has(name + "/adapter_model.safetensors"));
    const auto last = tiny_.log(name, "run_finished");
    QCOMPARE(last.size(), 1);
    QCOMPARE(last.first()["status"].toString(), QString("stopped"));
}

void TrainStopTest::stopFileStopsAndKeeps()
{
    const auto process = startLongRun("stopfile");
    QVERIFY(process);
    writeText(tiny_.path("stopfile/control/stop"), "");
    QVERIFY(process->waitForFinished(60'000));
    QCOMPARE(process->exitCode(), 3);
    QCOMPARE(tiny_.log("stopfile", "run_finished").first()["status"].toString(), QString("stopped"));
}

void TrainStopTest::pauseFilePauses()
{
    const auto process = startLongRun("pausefile");
    QVERIFY(process);
    writeText(tiny_.path("pausefile/control/pause"), "");
    QVERIFY(process->waitForFinished(60'000));
    QCOMPARE(process->exitCode(), 3);
    QCOMPARE(tiny_.log("pausefile", "paused").size(), 1);
    QCOMPARE(tiny_.log("pausefile", "run_finished").size(), 0);
    const int step = tiny_.log("pausefile", "paused").first()["step"].toInt();
    const CliResult resumed = tiny_.train("pausefile", {"resume_from_checkpoint=auto", QString("max_steps=%1").arg(step + 2)});
    QVERIFY2(resumed.exitCode == 0, resumed.err);
    QCOMPARE(tiny_.log("pausefile").last()["current_steps"].toInt(), step + 2);
}

void TrainStopTest::secondTrainerIsRefused()
{
    const auto process = startLongRun("locked");
    QVERIFY(process);
    const CliResult second = tiny_.train("locked", {"overwrite_output_dir=true"});
    QCOMPARE(second.exitCode, 2);
    QVERIFY2(second.errorLine().contains("locked"), second.err);
    QVERIFY(tiny_.log("locked").size() > 3);
    process->terminate();
    QVERIFY(process->waitForFinished(60'000));
}

void TrainStopTest::lossNotFiniteExitsWithFive()
{
    const CliResult result = tiny_.train("notfinite", {"finetuning_type=full", "learning_rate=10", "weight_decay=1", "max_grad_norm=0", "save_steps=1", "max_steps=300",
        "lr_scheduler_type=constant"});
    QVERIFY2(result.exitCode == 5, result.err);
    QVERIFY2(result.errorLine().startsWith("error: ") && result.errorLine().contains("not finite"), result.err);
    QVERIFY(result.hintLine().startsWith("hint: "));
    const auto finished = tiny_.log("notfinite", "run_finished");
    QCOMPARE(finished.size(), 1);
    QCOMPARE(finished.first()["status"].toString(), QString("failed"));
    QVERIFY(!tiny_.has("notfinite/model.safetensors"));
}

void TrainStopTest::fullDiskExitsWithSix()
{
    QCOMPARE(tiny_.train("fulldisk", {"max_steps=2"}).exitCode, 0);
    const QByteArray before = tiny_.bytes("fulldisk/checkpoint-2/adapter_model.safetensors");
    const CliResult result = tiny_.train("fulldisk", {"resume_from_checkpoint=auto"}, {{"LORIKEET_TEST_FAIL_AFTER_BYTES", "20000"}});
    QVERIFY2(result.exitCode == 6, result.err);
    QVERIFY(result.errorLine().startsWith("error: "));
    QVERIFY(tiny_.bytes("fulldisk/checkpoint-2/adapter_model.safetensors") == before);
    const CliResult resumed = tiny_.train("fulldisk", {"resume_from_checkpoint=auto"});
    QVERIFY2(resumed.exitCode == 0, resumed.err);
}

void TrainStopTest::damagedPictureExitsWithTwoAndItsRow()
{
    const TinyRun own;
    QByteArray png = own.bytes("data/pictures/3.png");
    const qsizetype data = png.indexOf("IDAT");
    QVERIFY(data > 0);
    for (qsizetype i = data + 6; i < png.size() - 16; ++i)
        png[i] = static_cast<char>(png[i] ^ 0x5a); // header and end marker stay sound
    writeText(own.path("data/pictures/3.png"), png);
    const CliResult result = own.train("damaged");
    QVERIFY2(result.exitCode == 2, result.err);
    const auto warnings = own.log("damaged", "warning");
    QVERIFY(!warnings.isEmpty());
    QCOMPARE(warnings.first()["row"].toInt(), 3);
    QCOMPARE(own.log("damaged", "run_finished").first()["status"].toString(), QString("failed"));
    const CliResult skipped = own.train("skipped", {"skip_bad_samples=true"});
    QVERIFY2(skipped.exitCode == 0, skipped.err);
}

LK_TEST_CLASS(TrainStopTest);
#include "train_stop_test.moc"
