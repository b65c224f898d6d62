#include "support/runner.h"
#include "support/temporary_folder.h"

#include "core/train/schedule.h"
#include "core/train/step_plan.h"

#include <set>

using namespace lorikeet;

namespace {

// transformers 5.23: 10 steps, 3 of them warm-up, base rate 2e-4.
struct Golden {
    const char* name;
    std::vector<double> factors;
};
const Golden kGolden[] = {
    {"linear", {0, 0.333333333333, 0.666666666667, 1, 0.857142857143, 0.714285714286, 0.571428571429, 0.428571428571, 0.285714285714, 0.142857142857}},
    {"cosine", {0, 0.333333333333, 0.666666666667, 1, 0.950484433951, 0.811744900929, 0.611260466978, 0.388739533022, 0.188255099071, 0.049515566049}},
    {"cosine_with_restarts", {0, 0.333333333333, 0.666666666667, 1, 0.950484433951, 0.811744900929, 0.611260466978, 0.388739533022, 0.188255099071, 0.049515566049}},
    {"polynomial", {0, 0.333333333333, 0.666666666667, 1, 0.857214285714, 0.714428571429, 0.571642857143, 0.428857142857, 0.286071428571, 0.143285714286}},
    {"constant", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {"constant_with_warmup", {0, 0.333333333333, 0.666666666667, 1, 1, 1, 1, 1, 1, 1}},
    {"inverse_sqrt", {0, 0.333333333333, 0.666666666667, 1, 0.866025403784, 0.774596669241, 0.707106781187, 0.654653670708, 0.612372435696, 0.57735026919}},
    {"cosine_with_min_lr", {0, 0.333333333333, 0.666666666667, 1, 0.955435990556, 0.830570410836, 0.65013442028, 0.44986557972, 0.269429589164, 0.144564009444}},
};

RunOptions optionsFor(int batch, int accumulation, double epochs, int maxSteps = -1)
{
    RunOptions options;
    options.train.perDeviceTrainBatchSize = batch;
    options.train.gradientAccumulationSteps = accumulation;
    options.train.numTrainEpochs = epochs;
    options.train.maxSteps = maxSteps;
    return options;
}

} // namespace

class ScheduleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void factorsEqualTransformers_data();
    void factorsEqualTransformers();
    void warmupIsCountOrShare();
    void unknownScheduleNamesTheChoices();
    void stepsAreCountedAsTransformersDoes_data();
    void stepsAreCountedAsTransformersDoes();
    void lastPartialGroupIsUsed();
    void everyEpochSeesEveryRowOnce();
    void orderDependsOnSeedAndEpochOnly();
    void groupingKeepsAllRowsAndPutsTheLongestFirst();
};

void ScheduleTest::factorsEqualTransformers_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(kGolden)); ++i)
        QTest::newRow(kGolden[i].name) << i;
}

void ScheduleTest::factorsEqualTransformers()
{
    QFETCH(int, index);
    TrainOptions options;
    options.learningRate = 2e-4;
    options.lrSchedulerType = kGolden[index].name;
    options.warmupSteps = 3;
    const LrSchedule schedule(options, 10);
    for (int64_t step = 1; step <= 10; ++step) {
        const double expected = kGolden[index].factors[static_cast<size_t>(step - 1)];
        QVERIFY2(std::abs(schedule.factorOfStep(step) - expected) < 1e-11, qPrintable(QString::number(step)));
    }
}

void ScheduleTest::warmupIsCountOrShare()
{
    TrainOptions options;
    options.warmupRatio = 0.1;
    QCOMPARE(LrSchedule(options, 21).warmupSteps(), 3);
    options.warmupSteps = 0.25;
    QCOMPARE(LrSchedule(options, 21).warmupSteps(), 6);
    options.warmupSteps = 7;
    QCOMPARE(LrSchedule(options, 21).warmupSteps(), 7);
}

void ScheduleTest::unknownScheduleNamesTheChoices()
{
    TrainOptions options;
    options.lrSchedulerType = "cosinus";
    const auto error = test::errorOf([&] { LrSchedule(options, 10); });
    QVERIFY(error.find("cosinus") != std::string::npos && error.find("inverse_sqrt") != std::string::npos);
}

void ScheduleTest::stepsAreCountedAsTransformersDoes_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("accumulation");
    QTest::addColumn<double>("epochs");
    QTest::addColumn<int>("maxSteps");
    QTest::addColumn<int>("total");
    QTest::newRow("even") << 8 << 2 << 2 << 3.0 << -1 << 6;
    QTest::newRow("partial batch and group") << 9 << 2 << 2 << 1.0 << -1 << 3;
    QTest::newRow("fraction of an epoch") << 100 << 10 << 1 << 0.25 << -1 << 3;
    QTest::newRow("max_steps wins") << 100 << 10 << 1 << 3.0 << 7 << 7;
    QTest::newRow("fewer samples than a batch") << 3 << 8 << 4 << 2.0 << -1 << 2;
}

void ScheduleTest::stepsAreCountedAsTransformersDoes()
{
    QFETCH(int, samples);
    QFETCH(int, batch);
    QFETCH(int, accumulation);
    QFETCH(double, epochs);
    QFETCH(int, maxSteps);
    QFETCH(int, total);
    QCOMPARE(StepPlan::make(optionsFor(batch, accumulation, epochs, maxSteps), samples).totalSteps, total);
}

void ScheduleTest::lastPartialGroupIsUsed()
{
    const auto options = optionsFor(2, 2, 1);
    const auto plan = StepPlan::make(options, 9);
    const auto last = BatchOrder(plan, options).rowsOfStep(3);
    QCOMPARE(last.size(), 1u);
    QCOMPARE(last.front().size(), 1u);
    QCOMPARE(plan.epochAfter(3), 1.0);
    QCOMPARE(plan.epochAfter(1), 0.4);
}

void ScheduleTest::everyEpochSeesEveryRowOnce()
{
    const auto options = optionsFor(3, 2, 2);
    const auto plan = StepPlan::make(options, 20);
    const BatchOrder order(plan, options);
    for (int64_t epoch = 0; epoch < 2; ++epoch) {
        std::multiset<size_t> seen;
        for (int64_t step = 1; step <= plan.stepsPerEpoch; ++step)
            for (const auto& rows : order.rowsOfStep(epoch * plan.stepsPerEpoch + step))
                seen.insert(rows.begin(), rows.end());
        QCOMPARE(seen.size(), 20u);
        QCOMPARE(std::set<size_t>(seen.begin(), seen.end()).size(), 20u);
    }
}

void ScheduleTest::orderDependsOnSeedAndEpochOnly()
{
    auto options = optionsFor(4, 1, 3);
    const auto plan = StepPlan::make(options, 32);
    const BatchOrder one(plan, options);
    const BatchOrder other(plan, options);
    for (const int64_t step : {20, 3, 11}) // in any order, as after a resume
        QCOMPARE(one.rowsOfStep(step), other.rowsOfStep(step));
    QVERIFY(one.rowsOfStep(1) != one.rowsOfStep(1 + plan.stepsPerEpoch));
    options.data.disableShuffling = true;
    QCOMPARE(BatchOrder(plan, options).rowsOfStep(2).front(), (std::vector<size_t>{4, 5, 6, 7}));
}

void ScheduleTest::groupingKeepsAllRowsAndPutsTheLongestFirst()
{
    auto options = optionsFor(2, 1, 1);
    options.train.groupByLength = true;
    const auto plan = StepPlan::make(options, 40);
    std::vector<int64_t> lengths(40);
    for (size_t i = 0; i < lengths.size(); ++i)
        lengths[i] = static_cast<int64_t>((i * 17) % 40);
    const BatchOrder order(plan, options, lengths);
    std::set<size_t> seen;
    int64_t spread = 0;
    for (int64_t step = 1; step <= plan.totalSteps; ++step) {
        const auto rows = order.rowsOfStep(step).front();
        seen.insert(rows.begin(), rows.end());
        spread += std::abs(lengths[rows[0]] - lengths[rows[1]]);
    }
    QCOMPARE(seen.size(), 40u);
    QCOMPARE(lengths[order.rowsOfStep(1).front().front()], 39);
    QVERIFY(spread < 120); // unsorted pairs differ by 13 on average: 260
}

LK_TEST_CLASS(ScheduleTest);
#include "schedule_test.moc"
