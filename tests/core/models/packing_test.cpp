#include "core/models/packing.h"
#include "support/runner.h"

#include <numeric>

namespace {

using namespace lorikeet;

Pack whole(std::vector<std::pair<size_t, size_t>> samplesAndLengths)
{
    Pack pack;
    for (const auto& [sample, length] : samplesAndLengths)
        pack.push_back({sample, 0, length});
    return pack;
}

Encoded encodedOf(int32_t first, size_t count)
{
    Encoded encoded;
    encoded.ids.resize(count);
    std::iota(encoded.ids.begin(), encoded.ids.end(), first);
    encoded.labels = encoded.ids;
    return encoded;
}

} // namespace

class PackingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The longest that fits first; of one length the last sample first; too long ones in no row. Worked out by hand by LLaMA-Factory's rule.
    void knapsackTakesTheLongestThatFits()
    {
        const auto packs = packSamples({3, 8, 5, 5, 11, 2, 7}, 10);
        QVERIFY(packs == (std::vector<Pack>{whole({{1, 8}, {5, 2}}), whole({{6, 7}, {0, 3}}), whole({{3, 5}, {2, 5}})}));
    }

    void knapsackStaysInsideItsThousand()
    {
        std::vector<int64_t> lengths(1001, 1);
        const auto packs = packSamples(lengths, 600);
        QCOMPARE(packs.size(), size_t{3}); // 600 + 400, then 1
        QVERIFY(packs[2] == whole({{1000, 1}}));
    }

    void everySampleThatFitsIsInOneRow()
    {
        std::vector<int64_t> lengths;
        for (int64_t i = 0; i < 2500; ++i)
            lengths.push_back(i * 7919 % 97);
        std::vector<int> seen(lengths.size());
        for (const auto& pack : packSamples(lengths, 90)) {
            int64_t sum = 0;
            for (const auto& part : pack) {
                QCOMPARE(static_cast<int64_t>(part.end), lengths[part.sample]);
                sum += lengths[part.sample];
                ++seen[part.sample];
            }
            QVERIFY(sum <= 90);
        }
        for (size_t i = 0; i < lengths.size(); ++i)
            QCOMPARE(seen[i], lengths[i] > 0 && lengths[i] <= 90 ? 1 : 0);
    }

    void blocksCutOneLongText()
    {
        const auto packs = packBlocks({3, 4, 0, 6}, 5); // 13 tokens: two rows, three dropped
        QVERIFY(packs == (std::vector<Pack>{{{0, 0, 3}, {1, 0, 2}}, {{1, 2, 4}, {3, 0, 3}}}));
        QCOMPARE(packBlocks({12}, 4).size(), size_t{3});
        QCOMPARE(packBlocks({3}, 4).size(), size_t{0});
    }

    void joinedRowsRestartTheirPositions()
    {
        const auto a = encodedOf(10, 3), b = encodedOf(20, 2);
        const std::vector<PackedPiece> pieces{{&a, 0, 3}, {&b, 0, 2}};
        const auto across = joinPacked(pieces, Packing::Across);
        QVERIFY(across.ids == (std::vector<int32_t>{10, 11, 12, 20, 21}) && across.labels == across.ids);
        QVERIFY(across.positionIds == (std::vector<std::vector<int64_t>>{{0, 1, 2, 0, 1}}));
        QVERIFY(across.sampleLengths == (std::vector<int64_t>{3, 2}) && !across.keepsSamplesApart);
        const auto apart = joinPacked(pieces, Packing::Apart);
        QVERIFY(apart.labels == (std::vector<int32_t>{kIgnoreLabel, 11, 12, kIgnoreLabel, 21}) && apart.keepsSamplesApart);
    }

    void joinedRowsKeepGridsAndThreeAxes()
    {
        auto a = encodedOf(10, 2), b = encodedOf(20, 2);
        a.positionIds = {{0, 1}, {0, 2}, {0, 3}};
        for (auto* sample : {&a, &b}) {
            sample->pixels = {.values = {1, 2, 3, 4}, .shape = {2, 2}, .tileCounts = {2}, .gridThw = {{1, 1, 2}}, .imageSizes = {}};
            sample->images.push_back({.file = "x", .upright = {}, .given = {}, .plan = {}, .firstToken = 1});
        }
        const std::vector<PackedPiece> pieces{{&a, 0, 2}, {&b, 0, 2}};
        const auto row = joinPacked(pieces, Packing::Apart);
        QVERIFY(row.positionIds == (std::vector<std::vector<int64_t>>{{0, 1, 0, 1}, {0, 2, 0, 1}, {0, 3, 0, 1}}));
        QVERIFY(row.pixels.shape == (std::vector<int64_t>{4, 2}) && row.pixels.values.size() == 8 && row.pixels.gridThw.size() == 2);
        QVERIFY(row.pixels.tileCounts == (std::vector<int64_t>{2, 2}));
        QCOMPARE(row.images[1].firstToken, 3);
    }

    void blocksBeginWithBos()
    {
        const auto a = encodedOf(10, 5);
        const std::vector<PackedPiece> pieces{{&a, 1, 4}};
        const auto row = joinPacked(pieces, Packing::Blocks, 1);
        QVERIFY(row.ids == (std::vector<int32_t>{1, 12, 13}) && row.positionIds.empty());
    }
};

LK_TEST_CLASS(PackingTest);
#include "packing_test.moc"
