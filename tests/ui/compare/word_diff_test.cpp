#include "support/runner.h"
#include "ui/compare/word_diff.h"

namespace lorikeet {

class WordDiffTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void marksWhatDiffers_data();
    void marksWhatDiffers();
    void exactlyRightIgnoresOuterSpaceOnly();
};

void WordDiffTest::marksWhatDiffers_data()
{
    QTest::addColumn<QString>("reference");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QString>("marked");
    QTest::newRow("same") << "a red circle" << "a red circle" << "a red circle";
    QTest::newRow("one word") << "a red circle" << "a blue circle" << "a-[ red]+[ blue] circle";
    QTest::newRow("missing end") << "a red circle left" << "a red circle" << "a red circle-[ left]";
    QTest::newRow("extra") << "red" << "a red one" << "+[a] red+[ one]";
    QTest::newRow("says nothing") << "red" << "" << "-[red]";
    QTest::newRow("no spaces") << QStringLiteral("红色圆形") << QStringLiteral("蓝色圆形") << QStringLiteral("-[红]+[蓝]色圆形");
    QTest::newRow("spaces do not count") << "a  red" << "a red" << "a red";
}

void WordDiffTest::marksWhatDiffers()
{
    QFETCH(QString, reference);
    QFETCH(QString, answer);
    QFETCH(QString, marked);
    QString result;
    for (const auto& part : diffWords(reference, answer))
        result += part.kind == DiffPart::Kind::Same ? part.text : (part.kind == DiffPart::Kind::Extra ? "+[" : "-[") + part.text + "]";
    QCOMPARE(result, marked);
}

void WordDiffTest::exactlyRightIgnoresOuterSpaceOnly()
{
    QVERIFY(isExactlyRight(QStringLiteral("seven"), QStringLiteral(" seven\n")));
    QVERIFY(!isExactlyRight(QStringLiteral("seven"), QStringLiteral("Seven")));
    QVERIFY(!isExactlyRight(QStringLiteral("a b"), QStringLiteral("a  b")));
}

LK_TEST_CLASS(WordDiffTest);

} // namespace lorikeet

#include "word_diff_test.moc"
