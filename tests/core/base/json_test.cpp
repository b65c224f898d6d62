#include "core/base/json.h"

#include "support/runner.h"
#include "support/temporary_folder.h"

#include <cmath>

using namespace lorikeet;
using namespace lorikeet::test;

class JsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesWithNameAndPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("broken") << QByteArray("{\n\"a\": 1,\n}") << "x.json is not valid JSON: line 3, byte 10";
        QTest::newRow("empty") << QByteArray("") << "x.json is not valid JSON: line 1";
        QTest::newRow("two values") << QByteArray("{}{}") << "x.json is not valid JSON: line 1, byte 2";
        QTest::newRow("not UTF-8") << QByteArray("{\"a\":\n\"\xff\"}") << "x.json is not UTF-8: line 2, byte 7";
        QTest::newRow("too deep") << QByteArray(65, '[') + QByteArray(65, ']') << "x.json is nested deeper than 64 levels: line 1, byte 64";
        QTest::newRow("very deep") << QByteArray(1000000, '[') << "nested deeper";
        QTest::newRow("number out of range") << QByteArray("[1e999]") << "x.json can't be read as JSON";
        QTest::newRow("NaN") << QByteArray("[NaN]") << "x.json is not valid JSON";
    }
    void refusesWithNameAndPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const auto error = QString::fromStdString(errorOf([&] { parseJson(text.toStdString(), "x.json"); }));
        QVERIFY2(error.contains(said), qPrintable(error));
    }

    void reads()
    {
        QCOMPARE(parseJson("\xEF\xBB\xBF[1]", "x")[0].get<int>(), 1);
        const std::string deep = std::string(64, '[') + std::string(64, ']');
        QVERIFY(parseJson(deep, "x").is_array());
        QCOMPARE(parseJson("{\"a\":\"[[[\\\"[{\"}", "x")["a"].get<std::string>(), std::string("[[[\"[{"));
        TemporaryFolder folder;
        const std::string path = folder.write("broken.json", "{");
        QVERIFY(errorOf([&] { readJsonFile(path); }).starts_with(path));
    }

    void writesInOrderOnOneLine()
    {
        OrderedJson value;
        value["z"] = 1;
        value["a"] = std::nan("");
        value["b"] = "x\xff\n";
        QCOMPARE(toJsonLine(value), std::string("{\"z\":1,\"a\":null,\"b\":\"x\xEF\xBF\xBD\\n\"}"));
        QCOMPARE(toPrettyJson(OrderedJson{{"a", 1}}), std::string("{\n  \"a\": 1\n}\n"));
    }
};

LK_TEST_CLASS(JsonTest);
#include "json_test.moc"
