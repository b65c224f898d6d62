#include "core/run/event.h"

#include "core/run/run_folder.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <limits>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

Step stepAt(int64_t step, double loss = 1.5)
{
    Step event;
    event.step = step;
    event.totalSteps = 40;
    event.loss = loss;
    event.lr = 1e-4;
    event.epoch = 0.25;
    event.gradNorm = 0.5;
    event.tokensPerSecond = 1234.5;
    event.memoryMib = 812;
    event.elapsedSeconds = 3723;
    event.remainingSeconds = 90000;
    event.totalTokens = 4567;
    event.samples = {{3, 1.25}, {0, 1.75}};
    return event;
}

std::vector<Event> oneOfEach()
{
    return {RunStarted{.resumedFrom = 20, .totalSteps = 40, .epochs = 2.5, .trainSamples = 100, .evalSamples = 10, .trainableParameters = 5,
                .allParameters = 7, .device = "cpu", .computeDtype = "float32", .timeMs = 1'700'000'000'123},
        stepAt(5), Eval{.step = 5, .totalSteps = 40, .epoch = 0.5, .loss = 2.25, .elapsedSeconds = 61, .remainingSeconds = 3},
        SampleText{.step = 5, .sampleId = "图-1", .images = {"/a b/图.png"}, .prompt = "What?\n", .reference = "A \"cat\"", .answer = "dog\t"},
        CheckpointSaved{.step = 5, .path = "checkpoint-5", .evalLoss = 2.25},
        Warning{.step = 6, .message = "m", .hint = "h", .file = "f.png", .row = 12}, Paused{.step = 7},
        RunFinished{.status = FinishStatus::Failed, .step = 8, .message = "no", .hint = "try", .exitCode = 5}};
}

} // namespace

class EventTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { os::testing::failWritesAfter(-1); }

    void linesComeBackAsTheyWere()
    {
        for (const Event& event : oneOfEach()) {
            const std::string line = eventToJsonLine(event);
            QVERIFY2(line.find('\n') == std::string::npos, line.c_str());
            const auto again = eventFromJsonLine(line);
            QVERIFY2(again && again->index() == event.index(), line.c_str());
            QCOMPARE(eventToJsonLine(*again), line);
        }
        const auto step = std::get<Step>(*eventFromJsonLine(eventToJsonLine(stepAt(5))));
        QCOMPARE(step.elapsedSeconds, 3723.0);
        QCOMPARE(step.remainingSeconds, 90000.0);
        QCOMPARE(step.samples, stepAt(5).samples);
        QCOMPARE(std::get<RunFinished>(*eventFromJsonLine(eventToJsonLine(oneOfEach().back()))).exitCode, 5);
    }

    void stepLinesAreLlamaFactorys()
    {
        const std::string line = eventToJsonLine(stepAt(5));
        QCOMPARE(QString::fromStdString(line),
            QString("{\"current_steps\":5,\"total_steps\":40,\"loss\":1.5,\"lr\":0.0001,\"epoch\":0.25,\"percentage\":12.5,"
                    "\"elapsed_time\":\"1:02:03\",\"remaining_time\":\"25:00:00\",\"throughput\":1234.5,\"total_tokens\":4567,\"grad_norm\":0.5,"
                    "\"tokens_per_second\":1234.5,\"memory_mib\":812.0,\"samples\":[[3,1.25],[0,1.75]]}"));
        const std::string eval = eventToJsonLine(oneOfEach()[2]);
        QVERIFY(eval.find("\"event\"") == std::string::npos && eval.find("\"eval_loss\":2.25") != std::string::npos);
        QVERIFY(eval.find("\"loss\":") == std::string::npos);
    }

    void whatIsNotFiniteIsNull()
    {
        Step step = stepAt(1, std::nan(""));
        step.gradNorm = std::numeric_limits<double>::infinity();
        step.lr = std::nan("");
        const auto again = std::get<Step>(*eventFromJsonLine(eventToJsonLine(step)));
        QVERIFY(!again.loss && !again.gradNorm);
        QVERIFY(eventToJsonLine(step).find("\"loss\":null") != std::string::npos);
    }

    void linesOfLlamaFactoryAreRead()
    {
        const auto step = eventFromJsonLine("{\"current_steps\": 10, \"total_steps\": 20, \"loss\": 6.92, \"lr\": 9.8e-05, \"epoch\": 0.5, "
                                            "\"percentage\": 50.0, \"elapsed_time\": \"1 day, 0:00:05\", \"remaining_time\": \"0:00:05\", "
                                            "\"throughput\": 14070.5, \"total_tokens\": 1000}");
        QCOMPARE(std::get<Step>(*step).tokensPerSecond, 14070.5);
        QCOMPARE(std::get<Step>(*step).elapsedSeconds, 86405.0);
        QVERIFY(!std::get<Step>(*step).gradNorm);
        const auto eval = eventFromJsonLine("{\"current_steps\": 10, \"total_steps\": 20, \"eval_loss\": 6.5, \"epoch\": 0.5}");
        QCOMPARE(*std::get<Eval>(*eval).loss, 6.5);
        QVERIFY(!eventFromJsonLine("{\"current_steps\": 20, \"total_steps\": 20, \"epoch\": 1.0, \"percentage\": 100.0}"));
    }

    void linesThatAreNoEventsAreLeftOut_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char* line : {"", "{", "null", "[]", "3", "{}", "{\"event\":\"dance\"}", "{\"event\":5}", "{\"loss\":1}", "{\"current_steps\":\"5\",\"loss\":1}",
                 "\xff\xfe", "{\"a\":NaN}"})
            QTest::newRow(line) << QByteArray(line);
        QTest::newRow("deep") << QByteArray(100000, '[');
    }
    void linesThatAreNoEventsAreLeftOut()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!eventFromJsonLine(line.toStdString()));
    }

    void wrongTypesCountAsAbsent()
    {
        const auto step = eventFromJsonLine("{\"current_steps\":5,\"loss\":\"x\",\"lr\":null,\"samples\":[[1],\"a\",[1,2,3],[4,0.5]],\"epoch\":1e300,\"total_steps\":1e300}");
        QVERIFY(step && !std::get<Step>(*step).loss);
        QCOMPARE(std::get<Step>(*step).samples.size(), size_t(1));
        QCOMPARE(std::get<Step>(*step).totalSteps, int64_t(0));
    }

    void readerTakesWholeLinesOnly()
    {
        TemporaryFolder folder;
        const std::string log = folder / "trainer_log.jsonl";
        EventReader reader(log);
        QVERIFY(reader.poll().empty());
        const std::string line = eventToJsonLine(stepAt(1)) + "\n";
        std::ofstream out(log, std::ios::binary);
        out << line << line.substr(0, 20) << std::flush;
        QCOMPARE(reader.poll().size(), size_t(1));
        QVERIFY(reader.poll().empty());
        out << line.substr(20) << "garbage\n\n" << line << std::flush;
        QCOMPARE(reader.poll().size(), size_t(2));
        bool wasRestarted = true;
        QVERIFY(reader.poll(&wasRestarted).empty());
        QVERIFY(!wasRestarted);
    }

    void readerNoticesAShorterOrOtherFile()
    {
        TemporaryFolder folder;
        const std::string log = folder.write("trainer_log.jsonl", eventToJsonLine(stepAt(1)) + "\n" + eventToJsonLine(stepAt(2)) + "\n");
        EventReader reader(log);
        QCOMPARE(reader.poll().size(), size_t(2));
        folder.write("trainer_log.jsonl", eventToJsonLine(stepAt(3)) + "\n");
        bool wasRestarted = false;
        auto events = reader.poll(&wasRestarted);
        QVERIFY(wasRestarted);
        QCOMPARE(events.size(), size_t(1));
        std::string longer;
        for (int64_t i = 0; i < 50; ++i)
            longer += eventToJsonLine(stepAt(100 + i)) + "\n";
        folder.write("trainer_log.jsonl", longer);
        events = reader.poll(&wasRestarted);
        QVERIFY(wasRestarted);
        QCOMPARE(events.size(), size_t(50));
        std::filesystem::remove(log);
        QVERIFY(reader.poll().empty());
    }

    void longLogsAreReadInPieces()
    {
        TemporaryFolder folder;
        std::string text;
        for (int64_t i = 1; i <= 40'000; ++i)
            text += eventToJsonLine(stepAt(i)) + "\n";
        QVERIFY(text.size() > 9'000'000);
        EventReader reader(folder.write("trainer_log.jsonl", text));
        const auto events = reader.poll();
        QCOMPARE(events.size(), size_t(40'000));
        QCOMPARE(std::get<Step>(events.back()).step, int64_t(40'000));
        EventReader endless(folder.write("other.jsonl", std::string(40'000'000, 'x') + "\n" + eventToJsonLine(stepAt(1)) + "\n"));
        QCOMPARE(endless.poll().size(), size_t(1));
    }

    void writerEndsTheHalfLineOfAKilledOne()
    {
        TemporaryFolder folder;
        folder.write("trainer_log.jsonl", eventToJsonLine(stepAt(1)) + "\n{\"current_st");
        EventWriter writer{RunFolder(folder.path())};
        writer.emit(stepAt(2));
        EventReader reader(folder / "trainer_log.jsonl");
        const auto events = reader.poll();
        QCOMPARE(events.size(), size_t(2));
        QCOMPARE(std::get<Step>(events[1]).step, int64_t(2));
    }

    void fullDiskNeverThrows()
    {
        TemporaryFolder folder;
        EventWriter writer{RunFolder(folder.path())};
        writer.emit(stepAt(1));
        os::testing::failWritesAfter(30);
        writer.emit(stepAt(2));
        writer.emit(stepAt(3));
        os::testing::failWritesAfter(-1);
        writer.emit(stepAt(4));
        EventReader reader(folder / "trainer_log.jsonl");
        const auto events = reader.poll();
        QCOMPARE(events.size(), size_t(2));
        QCOMPARE(std::get<Step>(events[1]).step, int64_t(4));
        EventWriter nowhere{RunFolder(folder / "not/there")};
        nowhere.emit(stepAt(1));
    }

    void resumeDropsLaterPoints()
    {
        RunHistory history;
        history.add(RunStarted{.totalSteps = 40});
        for (int64_t step = 1; step <= 12; ++step) {
            history.add(stepAt(step));
            if (step % 5 == 0) {
                history.add(Eval{.step = step, .loss = 1.0});
                history.add(SampleText{.step = step});
                history.add(CheckpointSaved{.step = step});
            }
        }
        history.add(RunStarted{.resumedFrom = 5, .totalSteps = 50});
        QCOMPARE(history.steps.size(), size_t(5));
        QCOMPARE(history.evals.size(), size_t(1));
        QCOMPARE(history.samples.size(), size_t(1));
        QCOMPARE(history.checkpoints.size(), size_t(1));
        QCOMPARE(history.started->totalSteps, int64_t(50));
        history.add(stepAt(6));
        QCOMPARE(history.steps.back().step, int64_t(6));
        QVERIFY(std::holds_alternative<Step>(*history.last));
        history.add(RunStarted{.resumedFrom = 0});
        QVERIFY(history.steps.empty() && history.samples.empty());
    }
};

LK_TEST_CLASS(EventTest);
#include "event_test.moc"
