#include "core/base/error.h"
#include "core/data/split_plan.h"
#include "core/data/statistics.h"
#include "support/runner.h"

#include <QTest>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

using namespace lorikeet;

namespace {

std::vector<Sample> makeSamples(int count)
{
    std::vector<Sample> samples(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        Sample& sample = samples[static_cast<size_t>(i)];
        sample.id = fmt::format("s{}", i);
        sample.dataset = i < count / 4 ? "one" : "two";
        sample.images = {fmt::format("/p/{}.jpg", i / 2)}; // Two samples a picture.
        sample.imagesAsWritten = {fmt::format("{}.jpg", i / 2)};
        sample.messages = {{Role::User, "<image>?"}, {Role::Assistant, i % 10 == 0 ? "" : fmt::format("The Cat's tail, cat and 犬 {}", i)}};
        sample.tags = {(i / 2) % 5 == 0 ? "rare" : "common"};
        sample.columns = {{"Split", i % 8 < 2 ? "Val" : "train"}};
    }
    return samples;
}

size_t count(const std::vector<TrainingSide>& sides, TrainingSide side)
{
    return static_cast<size_t>(std::count(sides.begin(), sides.end(), side));
}

} // namespace

class StatisticsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void counts();
    void histograms();
    void sidesByShare();
    void sidesByColumnAndTag();
    void sidesLeaveSomethingToTrainOn();
    void wholeDatasetsAreHeldOut();
    void whatWasMovedToTrainingStaysThere();
};

void StatisticsTest::counts()
{
    std::vector<Sample> samples = makeSamples(100);
    samples[1].review = Review::Accepted;
    samples[2].review = Review::Rejected;
    samples[3].isExcluded = true;
    samples[30].provenance.origin = Origin::Model;
    const SearchText text(samples);
    SampleFacts facts;
    facts.width.assign(100, 640);
    const std::vector<uint8_t> edited{1};
    const Statistics statistics = computeStatistics({samples, text, facts, edited});
    QCOMPARE(statistics.all.samples, size_t(100));
    QCOMPARE(statistics.all.captioned, size_t(90));
    QCOMPARE(statistics.all.accepted + statistics.all.rejected + statistics.all.edited + statistics.all.excluded, size_t(4));
    QCOMPARE(statistics.all.model, size_t(1));
    QCOMPARE(statistics.datasets.size(), size_t(2));
    QCOMPARE(statistics.datasets[0].name, std::string("one"));
    QCOMPARE(statistics.datasets[0].samples, size_t(25));
    QCOMPARE(statistics.tags.at(0).name, std::string("common"));
    QCOMPARE(statistics.tags.at(0).count + statistics.tags.at(1).count, size_t(100));
    std::set<std::string> words;
    for (const NameCount& word : statistics.topWords) {
        words.insert(word.name);
        QCOMPARE(word.count, size_t(90));
    }
    QCOMPARE(words, (std::set<std::string>{"cat's", "tail", "cat", "犬"}));
    QCOMPARE(statistics.words.known, size_t(90));
    QCOMPARE(statistics.widths.least, 640.0);
    QCOMPARE(statistics.tokens.known, size_t(0));
    QVERIFY(statistics.tokens.counts.empty());
    const Statistics few = computeStatistics({samples, text, facts, edited}, {{0, 1, 2}, 50, 40});
    QCOMPARE(few.all.samples, size_t(3));
}

void StatisticsTest::histograms()
{
    std::vector<double> values(1000);
    std::iota(values.begin(), values.end(), 1.0);
    values.push_back(1e9);
    values.push_back(std::numeric_limits<double>::quiet_NaN());
    const Histogram histogram = makeHistogram(values, 20);
    QCOMPARE(histogram.known, size_t(1001));
    QCOMPARE(std::accumulate(histogram.counts.begin(), histogram.counts.end(), size_t(0)), size_t(1001));
    QVERIFY(histogram.counts.size() <= 21);
    QCOMPARE(histogram.median, 501.0);
    QVERIFY(histogram.counts[1] >= 50 && histogram.step <= 100);
    QCOMPARE(histogram.most, 1e9);
    const Histogram same = makeHistogram({3, 3, 3}, 20);
    QCOMPARE(same.counts, (std::vector<size_t>{3}));
    QVERIFY(makeHistogram({}, 20).counts.empty());
    QCOMPARE(makeHistogram({0.5, 1.5}, 0).known, size_t(2));
}

void StatisticsTest::sidesByShare()
{
    const std::vector<Sample> samples = makeSamples(1000);
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Share;
    plan.amount = 0.1;
    const auto sides = assignSides(samples, {plan, false});
    QCOMPARE(count(sides, TrainingSide::HeldOut), size_t(100));
    for (size_t i = 0; i < samples.size(); i += 2)
        QCOMPARE(sides[i], sides[i + 1]);
    plan.kind = SplitPlan::Kind::Count;
    plan.amount = 30;
    QCOMPARE(count(assignSides(samples, {plan, false}), TrainingSide::HeldOut), size_t(30));
    plan.seed = 43;
    QVERIFY(assignSides(samples, {plan, false}) != sides);
    // More rows behind do not stir those before: most keep their side.
    plan = {};
    plan.kind = SplitPlan::Kind::Share;
    plan.amount = 0.1;
    const auto more = assignSides(makeSamples(1100), {plan, false});
    size_t moved = 0;
    for (size_t i = 0; i < 1000; ++i)
        moved += more[i] != sides[i] ? 1 : 0;
    QVERIFY(moved < 40);
    QCOMPARE(count(assignSides(samples, {{}, false}), TrainingSide::Train), size_t(1000));
    QCOMPARE(count(assignSides(samples, {{}, true}), TrainingSide::Neither), size_t(1000));
}

void StatisticsTest::sidesByColumnAndTag()
{
    const std::vector<Sample> samples = makeSamples(1000);
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Column;
    plan.column = "split";
    auto sides = assignSides(samples, {plan, false});
    QCOMPARE(count(sides, TrainingSide::HeldOut), size_t(250));
    QCOMPARE(sides[0], TrainingSide::HeldOut);
    plan.values = {"TRAIN"};
    QCOMPARE(count(assignSides(samples, {plan, false}), TrainingSide::HeldOut), size_t(750));
    plan.kind = SplitPlan::Kind::Share;
    plan.amount = 0.2;
    plan.isStratified = true;
    sides = assignSides(samples, {plan, false});
    const SplitCounts counts = countSides(samples, sides);
    QCOMPARE(counts.heldOut, size_t(200));
    QCOMPARE(counts.tags.at("rare").heldOut, size_t(40));
    QCOMPARE(counts.tags.at("common").heldOut, size_t(160));
    QCOMPARE(counts.train + counts.heldOut + counts.neither, size_t(1000));
}

void StatisticsTest::sidesLeaveSomethingToTrainOn()
{
    std::vector<Sample> samples = makeSamples(4);
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Count;
    plan.amount = 10;
    QVERIFY_EXCEPTION_THROWN(assignSides(samples, {plan, false}), Error);
    plan.amount = 1; // Smaller than a group: the smallest group is held out.
    QCOMPARE(count(assignSides(samples, {plan, false}), TrainingSide::HeldOut), size_t(2));
    QVERIFY(assignSides(std::vector<Sample>(), {plan, false}).empty());
}

void StatisticsTest::wholeDatasetsAreHeldOut()
{
    QVERIFY(isForEvaluation("cats_val") && isForEvaluation("Test") && isForEvaluation("my-validation-set"));
    QVERIFY(!isForEvaluation("invalid") && !isForEvaluation("latest") && !isForEvaluation("evaluated"));
    std::vector<Sample> samples = makeSamples(100);
    for (Sample& sample : samples)
        sample.dataset = sample.dataset == "one" ? "cats_val" : "cats";
    QCOMPARE(count(assignSides(samples, {}), TrainingSide::HeldOut), size_t(25)); // By its name.
    TrainingPolicy policy;
    policy.evalDatasets.emplace();
    QCOMPARE(count(assignSides(samples, policy), TrainingSide::HeldOut), size_t(0)); // None, as a run says.
    policy.evalDatasets = {"cats"};
    QCOMPARE(count(assignSides(samples, policy), TrainingSide::HeldOut), size_t(75));
    policy.split.kind = SplitPlan::Kind::Count; // Data of its own wins.
    policy.split.amount = 4;
    QCOMPARE(count(assignSides(samples, policy), TrainingSide::HeldOut), size_t(75));
    policy.evalDatasets.reset();
    QCOMPARE(count(assignSides(samples, policy), TrainingSide::HeldOut), size_t(4));
    for (Sample& sample : samples)
        sample.dataset = "test";
    QCOMPARE(count(assignSides(samples, {}), TrainingSide::Train), size_t(100)); // Something must train.
}

void StatisticsTest::whatWasMovedToTrainingStaysThere()
{
    std::vector<Sample> samples = makeSamples(100);
    SplitPlan plan;
    plan.kind = SplitPlan::Kind::Share;
    plan.amount = 0.2;
    const std::vector<bool> before = listHeldOut(samples, {plan, false});
    const size_t moved = static_cast<size_t>(std::find(before.begin(), before.end(), true) - before.begin());
    samples[moved].alwaysTrains = true;
    std::vector<bool> after = listHeldOut(samples, {plan, false});
    QVERIFY(!after[moved] && !after[moved + 1]); // Its group goes with it.
    QCOMPARE(std::count(after.begin(), after.end(), true), std::ptrdiff_t(20)); // Others take its place.
    for (Sample& sample : samples)
        sample.dataset = "val";
    samples[0].dataset = "train";
    QVERIFY(!listHeldOut(samples, {})[moved]);
    for (Sample& sample : samples)
        sample.alwaysTrains = true;
    after = listHeldOut(samples, {plan, false});
    QCOMPARE(std::count(after.begin(), after.end(), true), std::ptrdiff_t(0));
}

LK_TEST_CLASS(StatisticsTest);
#include "statistics_test.moc"
