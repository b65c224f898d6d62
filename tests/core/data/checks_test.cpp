#include "core/data/dataset.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <atomic>

using namespace lorikeet;
using lorikeet::test::DataFolder;
using lorikeet::test::kMessagesInfo;

namespace {

/// Rows "question | answer | pictures" to a dataset file; row 0 is always sound.
Dataset writeAndOpen(const DataFolder& folder, const QByteArray& question, const QByteArray& answer, const QByteArray& images)
{
    const auto row = [](const QByteArray& q, const QByteArray& a, const QByteArray& i) {
        return R"({"messages": [{"role": "user", "content": ")" + q + R"("}, {"role": "assistant", "content": ")" + a + R"("}], "images": [)" + i + "]}";
    };
    folder.write("dataset_info.json", kMessagesInfo);
    folder.picture("good.jpg");
    folder.write("d.json", "[" + row("<image>?", "fine", "\"good.jpg\"") + "," + row(question, answer, images) + "]");
    return folder.open();
}

} // namespace

class ChecksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void eachFaultIsNamedWithRowAndFile_data();
    void eachFaultIsNamedWithRowAndFile();
    void onlyFullDecodingSeesDamageInside();
    void textModelsRefusePictures();
    void findingsComeInRowOrderAndCancelEnds();
    void manyPicturesAreCheckedFast();
};

void ChecksTest::eachFaultIsNamedWithRowAndFile_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("images");
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<bool>("isFatal");
    QTest::newRow("missing picture") << QByteArray("<image>?") << QByteArray("a") << QByteArray("\"none.jpg\"") << QByteArray("image.missing") << true;
    QTest::newRow("zero bytes") << QByteArray("<image>?") << QByteArray("a") << QByteArray("\"zero.jpg\"") << QByteArray("image.empty") << true;
    QTest::newRow("no picture") << QByteArray("<image>?") << QByteArray("a") << QByteArray("\"text.jpg\"") << QByteArray("image.format") << true;
    QTest::newRow("truncated") << QByteArray("<image>?") << QByteArray("a") << QByteArray("\"cut.jpg\"") << QByteArray("image.truncated") << true;
    QTest::newRow("30000x30000") << QByteArray("<image>?") << QByteArray("a") << QByteArray("\"huge.png\"") << QByteArray("image.too_large") << true;
    QTest::newRow("too few marks") << QByteArray("?") << QByteArray("a") << QByteArray("\"good.jpg\"") << QByteArray("placeholder.count") << true;
    QTest::newRow("too many marks") << QByteArray("<image><image>?") << QByteArray("a") << QByteArray("\"good.jpg\"") << QByteArray("placeholder.count") << true;
    QTest::newRow("mark without pictures") << QByteArray("<image>?") << QByteArray("a") << QByteArray("") << QByteArray("placeholder.count") << true;
    QTest::newRow("mark in the answer") << QByteArray("?") << QByteArray("<image>") << QByteArray("\"good.jpg\"") << QByteArray("placeholder.answer") << false;
    QTest::newRow("empty answer") << QByteArray("?") << QByteArray(" \\n") << QByteArray("") << QByteArray("answer.empty") << true;
    QTest::newRow("empty question") << QByteArray("") << QByteArray("a") << QByteArray("") << QByteArray("question.empty") << false;
    QTest::newRow("lost letters") << QByteArray("?") << QByteArray("caf\\ufffd") << QByteArray("") << QByteArray("text.replacement") << false;
}

void ChecksTest::eachFaultIsNamedWithRowAndFile()
{
    QFETCH(QByteArray, question);
    QFETCH(QByteArray, answer);
    QFETCH(QByteArray, images);
    QFETCH(QByteArray, rule);
    QFETCH(bool, isFatal);
    const DataFolder folder;
    folder.write("zero.jpg", "");
    folder.write("text.jpg", "this is no picture at all, only words");
    folder.picture("whole.jpg");
    folder.write("cut.jpg", folder.read("whole.jpg").chopped(300));
    QFile png(QStringLiteral(LORIKEET_FIXTURES "/pictures/rgb.png"));
    QVERIFY(png.open(QIODevice::ReadOnly));
    folder.write("huge.png", png.readAll().replace(16, 8, QByteArray("\0\0\x75\x30\0\0\x75\x30", 8)));
    const Dataset dataset = writeAndOpen(folder, question, answer, images);
    QCOMPARE(dataset.samples.size(), size_t(2));
    for (const CheckDepth depth : {CheckDepth::Headers, CheckDepth::FullDecode}) {
        const std::vector<Issue> issues = checkSamples(dataset.samples, true, depth);
        QCOMPARE(issues.size(), size_t(1));
        QCOMPARE(QByteArray::fromStdString(issues[0].rule), rule);
        QCOMPARE(issues[0].severity == Severity::Fatal, isFatal);
        QCOMPARE(issues[0].row, 1);
        QCOMPARE(issues[0].sample, size_t(1));
        QCOMPARE(issues[0].file, folder.path("d.json"));
        QVERIFY(issues[0].message.english().starts_with("Example 2"));
        QVERIFY(!issues[0].fix.empty());
    }
}

void ChecksTest::onlyFullDecodingSeesDamageInside()
{
    const DataFolder folder;
    folder.picture("whole.jpg");
    QByteArray bytes = folder.read("whole.jpg");
    // Zeros in the middle of the scan; header and end marker stay.
    bytes.replace(bytes.size() - 500, 300, QByteArray(300, '\xFF'));
    folder.write("bad.jpg", bytes);
    const Dataset dataset = writeAndOpen(folder, "<image>?", "a", "\"bad.jpg\"");
    QVERIFY(checkSamples(dataset.samples, true, CheckDepth::Headers).empty());
    const std::vector<Issue> issues = checkSamples(dataset.samples, true, CheckDepth::FullDecode);
    QCOMPARE(issues.size(), size_t(1));
    QVERIFY2(issues[0].rule == "image.damaged" || issues[0].rule == "image.truncated", issues[0].rule.c_str());
    QVERIFY(issues[0].message.english().find("bad.jpg") != std::string::npos);
}

void ChecksTest::textModelsRefusePictures()
{
    const DataFolder folder;
    const Dataset dataset = writeAndOpen(folder, "?", "a", "");
    const std::vector<Issue> issues = checkSamples(dataset.samples, false, CheckDepth::FullDecode);
    QCOMPARE(issues.size(), size_t(1));
    QCOMPARE(issues[0].rule, std::string("image.text_model"));
    QCOMPARE(issues[0].row, 0);
}

void ChecksTest::findingsComeInRowOrderAndCancelEnds()
{
    std::vector<Sample> samples(20'000);
    for (size_t i = 0; i < samples.size(); ++i) {
        samples[i].row = static_cast<int>(i);
        samples[i].messages = {{Role::User, "?"}, {Role::Assistant, i % 3 == 0 ? "" : "a"}};
    }
    std::atomic<size_t> last{0};
    const std::vector<Issue> issues = checkSamples(samples, true, CheckDepth::Headers, [&](size_t done, size_t total) {
        last = done;
        return total == 20'000;
    });
    QCOMPARE(last.load(), size_t(20'000));
    QCOMPARE(issues.size(), size_t(6'667));
    QVERIFY(std::is_sorted(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) { return a.row < b.row; }));
    QVERIFY(checkSamples(samples, true, CheckDepth::Headers, [](size_t, size_t) { return false; }).empty());
}

void ChecksTest::manyPicturesAreCheckedFast()
{
    const DataFolder folder;
    std::vector<Sample> samples(2'000);
    for (size_t i = 0; i < samples.size(); ++i) {
        samples[i].messages = {{Role::User, "<image>?"}, {Role::Assistant, "a"}};
        samples[i].images = {folder.picture(QStringLiteral("%1.jpg").arg(i).toUtf8().constData())};
    }
    QElapsedTimer timer;
    timer.start();
    QVERIFY(checkSamples(samples, true, CheckDepth::Headers).empty());
    const qint64 headers = timer.restart();
    QVERIFY(checkSamples(samples, true, CheckDepth::FullDecode).empty());
    qInfo("2,000 small pictures: headers %lld ms, decoded %lld ms", static_cast<long long>(headers), static_cast<long long>(timer.elapsed()));
    QVERIFY(headers < 5'000);
}

LK_TEST_CLASS(ChecksTest);
#include "checks_test.moc"
