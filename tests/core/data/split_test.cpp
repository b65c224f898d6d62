#include "core/base/error.h"
#include "core/data/dataset.h"
#include "support/runner.h"

#include <numeric>
#include <set>

using namespace lorikeet;

namespace {

Dataset makeDataset(int count, int picturesShared)
{
    Dataset dataset;
    for (int i = 0; i < count; ++i) {
        Sample sample;
        sample.id = "d#" + std::to_string(i);
        if (picturesShared > 0)
            sample.images = sample.imagesAsWritten = {std::to_string(i / picturesShared) + ".jpg"};
        dataset.samples.push_back(sample);
    }
    return dataset;
}

} // namespace

class SplitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sharesAndCounts();
    void samplesOfAPictureStayTogether();
    void splitDependsOnTheSeedAndNotOnTheOrder();
    void nothingLeftToTrainIsAnError();
    void shuffleIsAPureFunction();
};

void SplitTest::sharesAndCounts()
{
    const Dataset dataset = makeDataset(100, 0);
    QCOMPARE(splitDataset(dataset, 0, 42).eval.size(), size_t(0));
    QCOMPARE(splitDataset(dataset, 0.1, 42).eval.size(), size_t(10));
    QCOMPARE(splitDataset(dataset, 7, 42).eval.size(), size_t(7));
    QCOMPARE(splitDataset(dataset, 0.001, 42).eval.size(), size_t(1));
    const Split split = splitDataset(dataset, 0.25, 42);
    QCOMPARE(split.train.size() + split.eval.size(), size_t(100));
}

void SplitTest::samplesOfAPictureStayTogether()
{
    const Dataset dataset = makeDataset(90, 3);
    const Split split = splitDataset(dataset, 0.2, 1);
    QCOMPARE(split.eval.size(), size_t(18));
    std::set<std::string> pictures;
    for (size_t i : split.eval)
        pictures.insert(dataset.samples[i].images[0]);
    for (size_t i : split.train)
        QVERIFY(!pictures.contains(dataset.samples[i].images[0]));
    // A chain: sample 1 shares a picture with 0 and another with 2.
    Dataset chain = makeDataset(4, 1);
    chain.samples[1].images = {"0.jpg", "2.jpg"};
    const Split parts = splitDataset(chain, 1.5, 3);
    QVERIFY(parts.eval == std::vector<size_t>{3});
}

void SplitTest::splitDependsOnTheSeedAndNotOnTheOrder()
{
    Dataset dataset = makeDataset(50, 1);
    const auto idsOf = [](const Dataset& d, const Split& split) {
        std::set<std::string> ids;
        for (size_t i : split.eval)
            ids.insert(d.samples[i].id);
        return ids;
    };
    const auto first = idsOf(dataset, splitDataset(dataset, 0.2, 42));
    QVERIFY(first != idsOf(dataset, splitDataset(dataset, 0.2, 43)));
    std::reverse(dataset.samples.begin(), dataset.samples.end());
    QVERIFY(first == idsOf(dataset, splitDataset(dataset, 0.2, 42)));
}

void SplitTest::nothingLeftToTrainIsAnError()
{
    QVERIFY_EXCEPTION_THROWN(splitDataset(makeDataset(10, 0), 10, 42), Error);
    QVERIFY_EXCEPTION_THROWN(splitDataset(makeDataset(10, 0), 1.0, 42), Error);
}

void SplitTest::shuffleIsAPureFunction()
{
    std::vector<size_t> order = shuffledOrder(1000, 42, 0);
    QVERIFY(order == shuffledOrder(1000, 42, 0));
    QVERIFY(order != shuffledOrder(1000, 42, 1));
    QVERIFY(order != shuffledOrder(1000, 43, 0));
    // Fixed for good: a resumed run must see the order of the run that it continues.
    QCOMPARE(order[0], size_t(849));
    QCOMPARE(order[999], size_t(668));
    std::sort(order.begin(), order.end());
    std::vector<size_t> expected(1000);
    std::iota(expected.begin(), expected.end(), size_t{0});
    QVERIFY(order == expected);
    QVERIFY(shuffledOrder(0, 1, 0).empty());
}

LK_TEST_CLASS(SplitTest);
#include "split_test.moc"
