#include "core/vision/decode.h"
#include "core/vision/orientation.h"
#include "support/runner.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <random>

#include <sys/stat.h>

using namespace lorikeet;

namespace {

const QString kPictures = QStringLiteral(LORIKEET_FIXTURES "/pictures/");

QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray sha256(const Image& image)
{
    return QCryptographicHash::hash(
        QByteArrayView(reinterpret_cast<const char*>(image.rgb.data()), static_cast<qsizetype>(image.rgb.size())), QCryptographicHash::Sha256)
        .toHex();
}

std::string_view view(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<size_t>(bytes.size())};
}

/// Decoding must end in a picture of the right shape or in a problem with a rule and words; anything else is a fault.
bool isWellBehaved(const QByteArray& bytes, DecodeProblem& problem)
{
    problem = {};
    const std::optional<Image> image = decodeImage(view(bytes), "mutated", problem, {.maxPixels = 1'000'000});
    if (image)
        return image->rgb.size() == static_cast<size_t>(image->width) * static_cast<size_t>(image->height) * 3 && image->width > 0;
    return problem.rule.starts_with("image.") && !problem.message.empty() && !problem.fix.empty();
}

} // namespace

class DecodeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pixelsEqualPillows_data();
    void pixelsEqualPillows();
    void cutFilesAreCalledTruncated_data();
    void cutFilesAreCalledTruncated();
    void mutatedBytesNeverCrash();
    void badFilesAreNamed_data();
    void badFilesAreNamed();
    void hugePicturesAreRefusedFromTheHeader();
    void bytesAfterTheEndAreNoFault();
    void asStoredLeavesExifAside_data();
    void asStoredLeavesExifAside();
    void thumbnailsFitAndAreUpright();
    void pathsMayHoldAnyCharacters();
};

void DecodeTest::pixelsEqualPillows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<QByteArray>("digest");
    for (const QByteArray& line : readAll(kPictures + QStringLiteral("manifest.txt")).split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const QList<QByteArray> f = line.split(' ');
        QTest::newRow(f[0].constData()) << QString::fromUtf8(f[0]) << f[1].toInt() << f[2].toInt() << f[3];
    }
}

void DecodeTest::pixelsEqualPillows()
{
    QFETCH(QString, name);
    const std::string path = (kPictures + name).toStdString();
    DecodeProblem problem;
    const auto header = readImageHeader(path, problem);
    QVERIFY2(header, problem.message.english().c_str());
    QVERIFY(header->isComplete);
    QTEST(header->width(), "width");
    QTEST(header->height(), "height");
    const auto image = decodeImageFile(path, problem);
    QVERIFY2(image, problem.message.english().c_str());
    QTEST(image->width, "width");
    QTEST(image->height, "height");
    QTEST(sha256(*image), "digest");
}

void DecodeTest::asStoredLeavesExifAside_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : QDir(kPictures).entryList({"orientation_*"}, QDir::Files))
        QTest::newRow(qPrintable(name)) << name;
}

void DecodeTest::asStoredLeavesExifAside()
{
    QFETCH(QString, name);
    const std::string path = (kPictures + name).toStdString();
    DecodeProblem problem;
    const auto header = readImageHeader(path, problem);
    const auto upright = decodeImageFile(path, problem);
    const auto stored = decodeImageFile(path, problem, {}, Orientation::AsStored);
    QVERIFY(header && upright && stored);
    QCOMPARE(stored->width, header->storedWidth);
    QCOMPARE(stored->height, header->storedHeight);
    QCOMPARE(makeUpright(*stored, header->orientation).rgb, upright->rgb);
    QCOMPARE(stored->rgb == upright->rgb, header->orientation == 1);
}

void DecodeTest::cutFilesAreCalledTruncated_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("percent");
    for (const char* name : {"rgb_420.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "palette.png", "lossy.webp", "rgb.bmp", "palette.gif", "rgb.tif"})
        for (int percent : {30, 60, 95})
            QTest::newRow(qPrintable(QStringLiteral("%1 %2 %").arg(QLatin1String(name)).arg(percent))) << QString::fromLatin1(name) << percent;
}

void DecodeTest::cutFilesAreCalledTruncated()
{
    QFETCH(QString, name);
    QFETCH(int, percent);
    const QByteArray whole = readAll(kPictures + name);
    const QByteArray part = whole.left(whole.size() * percent / 100);
    DecodeProblem problem;
    QVERIFY(!decodeImage(view(part), "cut", problem));
    // A TIFF whose directory comes last or a BMP cut inside its header can't be told from a damaged one.
    const bool isNamed = problem.rule == "image.truncated" || problem.rule == "image.damaged";
    QVERIFY2(isNamed, problem.rule.c_str());
    if (name.endsWith(QStringLiteral(".jpg")) || name.endsWith(QStringLiteral(".png")))
        QCOMPARE(problem.rule, std::string("image.truncated"));
    QVERIFY(!decodeImage(view(whole.left(whole.size() / 100)), "cut", problem));
}

void DecodeTest::mutatedBytesNeverCrash()
{
    std::mt19937 random(20261123);
    int refused = 0;
    int decoded = 0;
    for (const QString& name : QDir(kPictures).entryList(QDir::Files)) {
        if (name.endsWith(QStringLiteral(".txt")))
            continue;
        const QByteArray original = readAll(kPictures + name);
        for (qsizetype length = 0; length < std::min<qsizetype>(64, original.size() / 2); ++length) {
            DecodeProblem problem;
            QVERIFY2(isWellBehaved(original.left(length), problem) && !problem.rule.empty(), qPrintable(name));
        }
        for (int round = 0; round < 24; ++round) {
            QByteArray bytes = original;
            const int changes = 1 + static_cast<int>(random() % 6);
            // Half of the changes hit the headers, where sizes and offsets stand.
            const auto reach = static_cast<uint32_t>(round % 2 == 0 ? std::min<qsizetype>(bytes.size(), 200) : bytes.size());
            for (int i = 0; i < changes; ++i)
                bytes[static_cast<qsizetype>(random() % reach)] = static_cast<char>(random());
            if (round % 5 == 0)
                bytes.truncate(static_cast<qsizetype>(random() % static_cast<uint32_t>(bytes.size())));
            DecodeProblem problem;
            QVERIFY2(isWellBehaved(bytes, problem), qPrintable(name));
            ++(problem.rule.empty() ? decoded : refused);
        }
    }
    QVERIFY2(refused > 100 && decoded > 100, qPrintable(QStringLiteral("%1 refused, %2 decoded").arg(refused).arg(decoded)));
}

void DecodeTest::badFilesAreNamed_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("rule");
    QTest::newRow("missing") << "missing" << QByteArray("image.missing");
    QTest::newRow("zero bytes") << "zero" << QByteArray("image.empty");
    QTest::newRow("text") << "text" << QByteArray("image.format");
    QTest::newRow("folder") << "folder" << QByteArray("image.format");
    QTest::newRow("pipe") << "pipe" << QByteArray("image.format");
    QTest::newRow("device") << "device" << QByteArray("image.format");
    QTest::newRow("NUL in the path") << "nul" << QByteArray("image.missing");
}

void DecodeTest::badFilesAreNamed()
{
    QFETCH(QString, kind);
    QTemporaryDir folder;
    QString path = folder.filePath(kind + QStringLiteral(".jpg"));
    if (kind == QStringLiteral("zero") || kind == QStringLiteral("text")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        if (kind == QStringLiteral("text"))
            file.write("<html>404 Not Found</html>, and some more words");
    } else if (kind == QStringLiteral("folder")) {
        QVERIFY(QDir().mkpath(path));
    } else if (kind == QStringLiteral("pipe")) {
        QCOMPARE(::mkfifo(path.toUtf8().constData(), 0600), 0);
    } else if (kind == QStringLiteral("device")) {
        path = QStringLiteral("/dev/zero");
    } else if (kind == QStringLiteral("nul")) {
        path += QChar(0);
    }
    for (const bool isDecoded : {false, true}) {
        DecodeProblem problem;
        QVERIFY(isDecoded ? !decodeImageFile(path.toStdString(), problem) : !readImageHeader(path.toStdString(), problem));
        QTEST(QByteArray::fromStdString(problem.rule), "rule");
        QVERIFY(!problem.fix.empty());
    }
}

void DecodeTest::hugePicturesAreRefusedFromTheHeader()
{
    // 30000 x 30000 stands in each header; the rest of the file is that of a small picture.
    QByteArray png = readAll(kPictures + QStringLiteral("rgb.png"));
    const QByteArray side("\0\0\x75\x30", 4);
    png.replace(16, 4, side).replace(20, 4, side);
    QByteArray jpeg = readAll(kPictures + QStringLiteral("rgb_444.jpg"));
    const qsizetype frame = jpeg.indexOf(QByteArray("\xFF\xC0", 2));
    QVERIFY(frame > 0);
    jpeg.replace(frame + 5, 4, QByteArray("\x75\x30\x75\x30", 4));
    for (const QByteArray& bytes : {png, jpeg}) {
        DecodeProblem problem;
        QVERIFY(!decodeImage(view(bytes), "huge", problem));
        QCOMPARE(problem.rule, std::string("image.too_large"));
        QVERIFY(problem.message.english().find("30000") != std::string::npos);
    }
}

void DecodeTest::bytesAfterTheEndAreNoFault()
{
    for (const char* name : {"rgb_420.jpg", "rgb.png", "lossless.webp", "palette.gif"}) {
        QByteArray bytes = readAll(kPictures + QString::fromLatin1(name));
        DecodeProblem problem;
        const auto plain = decodeImage(view(bytes), name, problem);
        bytes += QByteArray(100'000, 'x');
        const auto image = decodeImage(view(bytes), name, problem);
        QVERIFY2(image, problem.message.english().c_str());
        QCOMPARE(sha256(*image), sha256(*plain));
    }
}

void DecodeTest::thumbnailsFitAndAreUpright()
{
    DecodeProblem problem;
    const auto wide = decodeThumbnail((kPictures + QStringLiteral("rgb_420.jpg")).toStdString(), 20, problem);
    QVERIFY(wide);
    QCOMPARE(wide->width, 20);
    QCOMPARE(wide->height, 14);
    const auto turned = decodeThumbnail((kPictures + QStringLiteral("orientation_6.jpg")).toStdString(), 12, problem);
    QVERIFY(turned);
    QCOMPARE(turned->height, 12);
    QCOMPARE(turned->width, 8);
    const auto small = decodeThumbnail((kPictures + QStringLiteral("rgb.png")).toStdString(), 500, problem);
    QVERIFY(small);
    QCOMPARE(small->width, 24);
    QVERIFY(!decodeThumbnail("/nowhere/none.jpg", 64, problem));
    QCOMPARE(problem.rule, std::string("image.missing"));
}

void DecodeTest::pathsMayHoldAnyCharacters()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QString::fromUtf8("照片 猫🐈 \"x\"\n.jpg"));
    QVERIFY(QFile::copy(kPictures + QStringLiteral("rgb_420.jpg"), path));
    DecodeProblem problem;
    QVERIFY(readImageHeader(path.toStdString(), problem));
    QVERIFY(decodeImageFile(path.toStdString(), problem));
}

LK_TEST_CLASS(DecodeTest);
#include "decode_test.moc"
