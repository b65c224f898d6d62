#include "core/models/pixel_batch.h"
#include "support/runner.h"

#include <numeric>

using namespace lorikeet;

namespace {

/// Tiles of 3 x 1 x 2, numbered on from `first`.
PixelData tiled(TileLayout layout, std::vector<int64_t> counts, float first)
{
    PixelData pixels;
    pixels.tileLayout = layout;
    pixels.tileCounts = std::move(counts);
    const auto tiles = std::accumulate(pixels.tileCounts.begin(), pixels.tileCounts.end(), int64_t{0});
    pixels.shape = {tiles, 3, 1, 2};
    pixels.values.resize(static_cast<size_t>(tiles) * 6);
    std::iota(pixels.values.begin(), pixels.values.end(), first);
    return pixels;
}

torch::Tensor numbers(double first, int64_t count)
{
    return torch::arange(first, first + static_cast<double>(count), torch::kFloat);
}

} // namespace

class PixelBatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutPicturesThereIsNothing()
    {
        const PixelData none;
        QVERIFY(!stackPixels({&none, &none}).defined());
    }

    void wholePicturesFollowEachOther()
    {
        const PixelData one = tiled(TileLayout::None, {1}, 1), none, two = tiled(TileLayout::None, {2}, 7);
        QVERIFY(torch::equal(stackPixels({&one, &none, &two}), numbers(1, 18).view({3, 3, 1, 2})));
    }

    void eachPictureHasItsRowOfTiles()
    {
        const PixelData two = tiled(TileLayout::PerPicture, {1, 3}, 1), none, one = tiled(TileLayout::PerPicture, {2}, 101);
        const auto stacked = stackPixels({&two, &none, &one});
        QVERIFY(stacked.sizes() == torch::IntArrayRef({3, 3, 3, 1, 2}));
        QVERIFY(torch::equal(stacked[0][0].flatten(), numbers(1, 6)));
        QVERIFY(stacked[0].narrow(0, 1, 2).eq(0).all().item<bool>());
        QVERIFY(torch::equal(stacked[1].flatten(), numbers(7, 18)));
        QVERIFY(torch::equal(stacked[2].narrow(0, 0, 2).flatten(), numbers(101, 12)));
        QVERIFY(stacked[2][2].eq(0).all().item<bool>());
    }

    void eachSampleHasItsRowOfTiles()
    {
        const PixelData two = tiled(TileLayout::PerSample, {1, 3}, 1), none, one = tiled(TileLayout::PerSample, {1}, 101);
        const auto stacked = stackPixels({&none, &two, &one});
        QVERIFY(stacked.sizes() == torch::IntArrayRef({3, 4, 3, 1, 2}));
        QVERIFY(stacked[0].eq(0).all().item<bool>());
        QVERIFY(torch::equal(stacked[1].flatten(), numbers(1, 24)));
        QVERIFY(torch::equal(stacked[2][0].flatten(), numbers(101, 6)));
        QVERIFY(stacked[2].narrow(0, 1, 3).eq(0).all().item<bool>());
    }
};

LK_TEST_CLASS(PixelBatchTest);
#include "pixel_batch_test.moc"
