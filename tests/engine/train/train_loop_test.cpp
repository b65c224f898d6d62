#include "fake_model.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include "core/base/json.h"
#include "core/run/run_folder.h"
#include "core/train/train_loop.h"

#include <cmath>
#include <limits>
#include <map>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

struct Recorder : EventSink {
    std::vector<Event> events;
    std::function<void(const Event&)> onEvent;
    void emit(const Event& event) override
    {
        events.push_back(event);
        if (onEvent)
            onEvent(event);
    }
    template <typename Kind>
    std::vector<Kind> all() const
    {
        std::vector<Kind> found;
        for (const auto& event : events)
            if (const auto* kind = std::get_if<Kind>(&event))
                found.push_back(*kind);
        return found;
    }
    std::map<int64_t, double> losses() const
    {
        std::map<int64_t, double> losses;
        for (const auto& step : all<Step>())
            losses[step.step] = step.loss.value_or(-1);
        return losses;
    }
};

RunOptions smallRun(const std::string& folder)
{
    RunOptions options;
    options.output.outputDir = folder;
    options.output.loggingSteps = 1;
    options.output.saveSteps = 3;
    options.train.perDeviceTrainBatchSize = 2;
    options.train.gradientAccumulationSteps = 2;
    options.train.learningRate = 0.05;
    options.train.lrSchedulerType = "cosine";
    options.train.maxSteps = 11;
    return options;
}

/// A run of a fake model in a folder of its own.
struct FakeRun {
    RunOptions options;
    RunFolder folder;
    FakeModel model;
    std::unique_ptr<SampleStore> train;
    std::unique_ptr<SampleStore> eval;
    StepPlan plan;
    Recorder sink;
    std::atomic<bool> stop{false};
    CheckpointStore checkpoints;
    TrainLoop loop;

    explicit FakeRun(RunOptions given, std::vector<size_t> broken = {}, double dropout = 0.2)
        : options(std::move(given)), folder(options.output.outputDir), model(dropout), train(fakeStore(18, std::move(broken))),
          eval(fakeStore(5)), plan(StepPlan::make(options, 18)), checkpoints(prepared(), model, options, plan),
          loop(LoopParts{.options = options, .plan = plan, .model = model, .train = *train, .eval = eval.get(), .folder = &folder,
              .checkpoints = &checkpoints, .sink = sink, .stop = stop})
    {
    }
    RunFolder& prepared()
    {
        folder.create(options, {});
        return folder;
    }
    std::vector<torch::Tensor> weights() const { return {model.model->embedding.detach().clone(), model.model->head.detach().clone()}; }
    /// Calls `react` right after step `wanted` was logged.
    void afterStep(int64_t wanted, std::function<void()> react)
    {
        sink.onEvent = [wanted, react = std::move(react)](const Event& event) {
            if (const auto* step = std::get_if<Step>(&event); step != nullptr && step->step == wanted)
                react();
        };
    }
};

bool sameWeights(const FakeRun& a, const FakeRun& b)
{
    const auto x = a.weights();
    const auto y = b.weights();
    return torch::equal(x[0], y[0]) && torch::equal(x[1], y[1]);
}

} // namespace

class TrainLoopTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lossFallsBelowATenth();
    void microBatchSizeChangesNothing();
    void resumedRunIsBitEqual();
    void loggedMeanSurvivesAResume();
    void stopSavesAndSaysSo();
    void pauseIsAFinalEventOfItsOwn();
    void saveOnRequestGoesOn();
    void lossThatIsNotFiniteEndsBeforeAnyUpdate();
    void weightsThatAreNotFiniteAreNotSaved();
    void damagedSampleEndsTheRunWithItsRow();
    void damagedSampleIsLeftOutWhenAllowed();
    void oldCheckpointsArePruned();
    void fullDiskKeepsTheLastCheckpoint();
    void tamperedCheckpointIsRefused();
    void parameterWithoutGradientKeepsItsValue();
    void evaluationLossIsLogged();
    void samplesCarryTheirOwnLoss();
};

void TrainLoopTest::lossFallsBelowATenth()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.train.maxSteps = 120;
    options.train.lrSchedulerType = "constant";
    options.output.saveStrategy = "no";
    FakeRun run(options, {}, 0.0);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    QCOMPARE(run.sink.losses().size(), 120u);
    QVERIFY2(run.sink.losses().at(120) < 0.1, qPrintable(QString::number(run.sink.losses().at(120))));
}

void TrainLoopTest::microBatchSizeChangesNothing()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "a");
    FakeRun one(options, {}, 0.0);
    QCOMPARE(one.loop.run(), ExitCode::Done);
    options.output.outputDir = folder / "b";
    options.train.perDeviceTrainBatchSize = 4;
    options.train.gradientAccumulationSteps = 1;
    FakeRun other(options, {}, 0.0);
    QCOMPARE(other.loop.run(), ExitCode::Done);
    for (const auto& [step, loss] : one.sink.losses())
        QVERIFY2(std::abs(loss - other.sink.losses().at(step)) < 1e-5, qPrintable(QString::number(step)));
}

void TrainLoopTest::resumedRunIsBitEqual()
{
    const TemporaryFolder folder;
    FakeRun whole(smallRun(folder / "whole"));
    QCOMPARE(whole.loop.run(), ExitCode::Done);
    for (const int64_t cut : {1, 4, 6, 10}) { // in the first, second and third epoch
        const auto path = folder / ("cut" + std::to_string(cut));
        {
            FakeRun first(smallRun(path));
            first.afterStep(cut, [&] { first.stop = true; });
            QCOMPARE(first.loop.run(), ExitCode::Stopped);
            QCOMPARE(first.loop.step(), cut);
        }
        FakeRun resumed(smallRun(path));
        resumed.loop.resume(resumed.folder.checkpointPath(cut));
        QCOMPARE(resumed.loop.startStep(), cut);
        QCOMPARE(resumed.loop.run(), ExitCode::Done);
        for (int64_t step = cut + 1; step <= 11; ++step)
            QVERIFY(resumed.sink.losses().at(step) == whole.sink.losses().at(step)); // to the last bit
        QVERIFY(sameWeights(resumed, whole));
        QVERIFY(bytesOf(path + "/adapter_model.safetensors") == bytesOf(folder / "whole/adapter_model.safetensors"));
    }
}

void TrainLoopTest::loggedMeanSurvivesAResume()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "whole");
    options.output.loggingSteps = 4; // steps 5 to 8 are one line; the checkpoint of step 6 lies between
    FakeRun whole(options);
    QCOMPARE(whole.loop.run(), ExitCode::Done);
    FakeRun resumed(options);
    resumed.loop.resume(whole.folder.checkpointPath(6));
    QCOMPARE(resumed.loop.run(), ExitCode::Done);
    QVERIFY(resumed.sink.losses().at(8) == whole.sink.losses().at(8));
    QCOMPARE(resumed.sink.all<Step>().front().samples, whole.sink.all<Step>()[2].samples);
}

void TrainLoopTest::stopSavesAndSaysSo()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"));
    run.afterStep(2, [&] { run.folder.request(Request::Stop); });
    QCOMPARE(run.loop.run(), ExitCode::Stopped);
    QVERIFY(!run.loop.wasPaused());
    const auto saved = run.sink.all<CheckpointSaved>();
    QCOMPARE(saved.size(), 1u);
    QCOMPARE(saved.front().step, 2);
    QVERIFY(std::filesystem::exists(folder / ("run/" + saved.front().path + "/optimizer.safetensors")));
    QVERIFY(std::filesystem::exists(folder / "run/adapter_model.safetensors"));
    QVERIFY(!run.folder.isRequested(Request::Stop));
}

void TrainLoopTest::pauseIsAFinalEventOfItsOwn()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"));
    run.folder.request(Request::Pause);
    QCOMPARE(run.loop.run(), ExitCode::Stopped);
    QVERIFY(run.loop.wasPaused());
    QCOMPARE(run.sink.all<Paused>().size(), 1u);
    QVERIFY(std::holds_alternative<Paused>(run.sink.events.back()));
}

void TrainLoopTest::saveOnRequestGoesOn()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.output.saveStrategy = "no";
    FakeRun run(options);
    run.folder.request(Request::Save);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    QCOMPARE(run.sink.all<CheckpointSaved>().size(), 1u);
    QCOMPARE(run.sink.all<CheckpointSaved>().front().step, 1);
    QCOMPARE(run.sink.all<Step>().size(), 11u);
}

void TrainLoopTest::lossThatIsNotFiniteEndsBeforeAnyUpdate()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"));
    std::vector<torch::Tensor> before;
    run.sink.onEvent = [&](const Event& event) {
        const auto* saved = std::get_if<CheckpointSaved>(&event);
        if (saved == nullptr)
            return;
        run.model.model->poison = std::numeric_limits<double>::quiet_NaN();
        before = run.weights();
    };
    ExitCode code = ExitCode::Done;
    QString hint;
    try {
        run.loop.run();
    } catch (const Error& error) {
        code = error.code();
        hint = QString::fromStdString(error.hint().english());
    }
    QCOMPARE(code, ExitCode::NotFinite);
    QVERIFY2(hint.contains("checkpoint-3"), qPrintable(hint));
    QVERIFY(torch::equal(run.weights()[0], before[0]));
    QCOMPARE(run.sink.all<Warning>().size(), 1u);
    QVERIFY(!std::filesystem::exists(folder / "run/adapter_model.safetensors"));
}

void TrainLoopTest::weightsThatAreNotFiniteAreNotSaved()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"));
    {
        const torch::NoGradGuard noGradient;
        run.model.model->unused.fill_(std::numeric_limits<float>::infinity());
    }
    QCOMPARE(exitCodeOf([&] { run.loop.run(); }), ExitCode::NotFinite);
    QVERIFY(run.folder.checkpoints().empty());
}

void TrainLoopTest::damagedSampleEndsTheRunWithItsRow()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"), {7});
    const auto error = errorOf([&] { run.loop.run(); });
    QVERIFY2(error.find("broken.png, row 8") != std::string::npos, error.c_str());
    const auto warnings = run.sink.all<Warning>();
    QCOMPARE(warnings.size(), 1u);
    QCOMPARE(warnings.front().row, 7);
    if (run.loop.step() > 0)
        QVERIFY(std::filesystem::exists(run.folder.checkpointPath(run.loop.step())));
}

void TrainLoopTest::damagedSampleIsLeftOutWhenAllowed()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.data.skipBadSamples = true;
    FakeRun run(options, {7});
    QCOMPARE(run.loop.run(), ExitCode::Done);
    QVERIFY(!run.sink.all<Warning>().empty());
    for (const auto& step : run.sink.all<Step>())
        for (const auto& [index, loss] : step.samples)
            QVERIFY(index != 7);
}

void TrainLoopTest::oldCheckpointsArePruned()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.output.saveSteps = 2;
    options.output.saveTotalLimit = 2;
    FakeRun run(options);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    QVERIFY(!std::filesystem::exists(run.folder.checkpointPath(8)));
    QVERIFY(std::filesystem::exists(run.folder.checkpointPath(10)));
    QVERIFY(std::filesystem::exists(run.folder.checkpointPath(11)));
}

void TrainLoopTest::fullDiskKeepsTheLastCheckpoint()
{
    const TemporaryFolder folder;
    FakeRun run(smallRun(folder / "run"));
    run.sink.onEvent = [](const Event& event) {
        if (std::holds_alternative<CheckpointSaved>(event))
            os::testing::failWritesAfter(100);
    };
    const auto code = exitCodeOf([&] { run.loop.run(); });
    os::testing::failWritesAfter(-1);
    QCOMPARE(code, ExitCode::Io);
    QCOMPARE(run.folder.latestCheckpoint().value().step, 3);
    FakeRun resumed(smallRun(folder / "run"));
    resumed.loop.resume(resumed.folder.checkpointPath(3));
    QCOMPARE(resumed.loop.run(), ExitCode::Done);
}

void TrainLoopTest::tamperedCheckpointIsRefused()
{
    const TemporaryFolder folder;
    {
        FakeRun run(smallRun(folder / "run"));
        QCOMPARE(run.loop.run(), ExitCode::Done);
    }
    FakeRun resumed(smallRun(folder / "run"));
    const auto path = resumed.folder.checkpointPath(6);
    auto bytes = bytesOf(path + "/optimizer.safetensors");
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    folder.write("run/checkpoint-6/optimizer.safetensors", bytes);
    const auto error = errorOf([&] { resumed.loop.resume(path); });
    QVERIFY2(error.find("optimizer.safetensors") != std::string::npos, error.c_str());
}

void TrainLoopTest::parameterWithoutGradientKeepsItsValue()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.train.weightDecay = 0.3;
    FakeRun run(options);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    QVERIFY(torch::equal(run.model.model->unused.detach(), torch::ones({3})));
}

void TrainLoopTest::evaluationLossIsLogged()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.eval.evalStrategy = "steps";
    options.eval.evalSteps = 5;
    options.eval.perDeviceEvalBatchSize = 2;
    FakeRun run(options);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    const auto evals = run.sink.all<Eval>();
    QCOMPARE(evals.size(), 2u);
    QVERIFY(evals[1].loss.value() < evals[0].loss.value());
    const auto history = readJsonFile(run.folder.checkpointPath(11) + "/trainer_state.json")["log_history"];
    QCOMPARE(history.size(), 13u);
    QVERIFY(history.back()["loss"].get<double>() == run.sink.losses().at(11));
}

void TrainLoopTest::samplesCarryTheirOwnLoss()
{
    const TemporaryFolder folder;
    auto options = smallRun(folder / "run");
    options.data.disableShuffling = true;
    FakeRun run(options, {}, 0.0);
    QCOMPARE(run.loop.run(), ExitCode::Done);
    const auto first = run.sink.all<Step>().front();
    QCOMPARE(first.samples.size(), 4u);
    double sum = 0;
    double tokens = 0;
    for (size_t i = 0; i < 4; ++i) {
        QCOMPARE(first.samples[i].first, static_cast<int64_t>(i));
        const auto learned = static_cast<double>(fakeEncoded(i).ids.size() - 1);
        sum += first.samples[i].second * learned;
        tokens += learned;
    }
    QVERIFY(std::abs(sum / tokens - first.loss.value()) < 1e-6);
}

LK_TEST_CLASS(TrainLoopTest);
#include "train_loop_test.moc"
