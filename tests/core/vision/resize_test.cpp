#include "core/vision/resize.h"
#include "support/runner.h"

#include <QCryptographicHash>
#include <QFile>

using namespace lorikeet;

namespace {

/// The formula of make_resize_cases.py.
Image formulaImage(int width, int height, int seed)
{
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) {
                const auto i = static_cast<uint32_t>((y * width + x) * 3 + c);
                const uint32_t noise = ((i + static_cast<uint32_t>(seed)) * 2654435761U) >> 24;
                const int block = (x / (5 + c) + y / 3 + seed) % 2 ? 255 : 10 * c;
                image.rgb.push_back(static_cast<uint8_t>(seed % 2 == 0 ? static_cast<int>(noise) : block));
            }
    return image;
}

QByteArray sha256(const Image& image)
{
    return QCryptographicHash::hash(
        QByteArrayView(reinterpret_cast<const char*>(image.rgb.data()), static_cast<qsizetype>(image.rgb.size())), QCryptographicHash::Sha256)
        .toHex();
}

} // namespace

class ResizeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsPillowBitForBit();
    void preResizeFollowsTheReference_data();
    void preResizeFollowsTheReference();
};

void ResizeTest::equalsPillowBitForBit()
{
    QFile file(QStringLiteral(LORIKEET_FIXTURES "/resize/cases.txt"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int cases = 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const QList<QByteArray> f = line.split(' ');
        QCOMPARE(f.size(), 7);
        const Image source = formulaImage(f[0].toInt(), f[1].toInt(), f[5].toInt());
        const Image result = resizeLikePillow(source, f[2].toInt(), f[3].toInt(), static_cast<Resample>(f[4].toInt()));
        QCOMPARE(result.width, f[2].toInt());
        QCOMPARE(result.height, f[3].toInt());
        QVERIFY2(sha256(result) == f[6], line.constData());
        ++cases;
    }
    QVERIFY2(cases >= 300, qPrintable(QString::number(cases)));
}

void ResizeTest::preResizeFollowsTheReference_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<qlonglong>("maxPixels");
    QTest::addColumn<qlonglong>("minPixels");
    QTest::addColumn<int>("newWidth");
    QTest::addColumn<int>("newHeight");
    // Expected: int(w * sqrt(limit / (w * h))) in Python.
    QTest::newRow("inside") << 640 << 480 << 589824LL << 1024LL << 640 << 480;
    QTest::newRow("too large") << 1920 << 1080 << 589824LL << 1024LL << 1024 << 576;
    QTest::newRow("truncated, not rounded") << 1000 << 999 << 262144LL << 1024LL << 512 << 511;
    QTest::newRow("too small") << 10 << 20 << 589824LL << 1024LL << 22 << 45;
    QTest::newRow("no limits") << 4000 << 3000 << 0LL << 0LL << 4000 << 3000;
    QTest::newRow("never zero") << 100000 << 1 << 1024LL << 0LL << 10119 << 1;
}

void ResizeTest::preResizeFollowsTheReference()
{
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(qlonglong, maxPixels);
    QFETCH(qlonglong, minPixels);
    const Size size = preResizedSize({width, height}, maxPixels, minPixels);
    QTEST(size.width, "newWidth");
    QTEST(size.height, "newHeight");
}

LK_TEST_CLASS(ResizeTest);
#include "resize_test.moc"
