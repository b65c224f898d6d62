#include "core/base/strings.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

using namespace lorikeet;
using namespace lorikeet::test;

class StringsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearestWordIsTheLikeliest_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("nearest");
        QTest::newRow("swapped letters") << "lora_rnak" << "lora_rank";
        QTest::newRow("one missing") << "learning_rat" << "learning_rate";
        QTest::newRow("other case") << "LORA_RANK" << "lora_rank";
        QTest::newRow("plural") << "datasets" << "dataset";
        QTest::newRow("nothing like it") << "banana" << "";
    }
    void nearestWordIsTheLikeliest()
    {
        QFETCH(QString, word);
        QFETCH(QString, nearest);
        const std::vector<std::string> words = {"dataset", "dataset_dir", "lora_rank", "lora_alpha", "learning_rate"};
        QCOMPARE(nearestWord(word.toStdString(), words).value_or(""), nearest.toStdString());
    }

    void editDistanceCountsSwapsOnce()
    {
        QCOMPARE(editDistance("", "abc"), size_t(3));
        QCOMPARE(editDistance("kitten", "sitting"), size_t(3));
        QCOMPARE(editDistance("rnak", "rank"), size_t(1));
    }

    void splitsTrimsAndJoins()
    {
        QCOMPARE(split("a,,b", ','), (std::vector<std::string>{"a", "", "b"}));
        QCOMPARE(split("", ','), std::vector<std::string>{""});
        QCOMPARE(join({"a", "b"}, ", "), std::string("a, b"));
        QCOMPARE(trim(" \t a b\n"), std::string("a b"));
        QCOMPARE(trim(" \n"), std::string());
        QCOMPARE(lineOfByte("a\nb\nc", 4), size_t(3));
    }

    void findsTheFirstByteThatIsNotUtf8_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("at");
        QTest::newRow("plain") << QByteArray("abc") << -1;
        QTest::newRow("Chinese") << QByteArray("图a") << -1;
        QTest::newRow("Latin-1") << QByteArray("ab\xe9 x") << 2;
        QTest::newRow("cut") << QByteArray("ab\xe5\x9b") << 2;
        QTest::newRow("overlong") << QByteArray("a\xc0\x80") << 1;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << 0;
    }
    void findsTheFirstByteThatIsNotUtf8()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, at);
        const auto found = findInvalidUtf8(text.toStdString());
        QCOMPARE(found ? static_cast<int>(*found) : -1, at);
    }

    void hashesAsSha256()
    {
        QCOMPARE(sha256Hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        TemporaryFolder folder;
        const std::string bytes(3'000'000, 'x');
        QCOMPARE(sha256HexOfFile(folder.write("f", bytes)), sha256Hex(bytes));
        QCOMPARE(exitCodeOf([&] { sha256HexOfFile(folder / "none"); }), ExitCode::Io);
    }

    void textFillsItsPlaces()
    {
        QCOMPARE(Text("%2 of %1, %3%", "a", 5).english(), std::string("5 of a, %3%"));
        QCOMPARE(Text("%1", 0.5).english(), std::string("0.5"));
        QCOMPARE(Text("%1", "%2").english(), std::string("%2"));
    }

    void failedAssertionIsABug()
    {
        QCOMPARE(exitCodeOf([] { LK_ASSERT(1 + 1 == 3); }), ExitCode::Bug);
    }
};

LK_TEST_CLASS(StringsTest);
#include "strings_test.moc"
