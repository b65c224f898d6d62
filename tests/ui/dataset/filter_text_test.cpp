#include "support/runner.h"

#include "ui/dataset/filter_text.h"

#include "core/data/filter/filter.h"

using namespace lorikeet;

/// How chips and completion change the text of a filter.
class FilterTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTermIsAddedAndTakenOut_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("term");
        QTest::addColumn<QString>("with");
        QTest::newRow("empty") << "" << "is:edited" << "is:edited";
        QTest::newRow("behind words") << "red car" << "is:edited" << "red car is:edited";
        QTest::newRow("quotes with spaces") << "\"red car\" -dog" << "-has:caption" << "\"red car\" -dog -has:caption";
        QTest::newRow("an or is kept together") << "cat or dog" << "is:edited" << "(cat or dog) is:edited";
        QTest::newRow("parentheses") << "(cat or dog)" << "tag:night" << "(cat or dog) tag:night";
    }

    void aTermIsAddedAndTakenOut()
    {
        QFETCH(QString, filter);
        QFETCH(QString, term);
        QFETCH(QString, with);
        QVERIFY(!hasTerm(filter, term));
        QCOMPARE(withTerm(filter, term, true), with);
        QVERIFY(hasTerm(with, term));
        QCOMPARE(withTerm(with, term, true), with); // Once is enough.
        const QString without = withTerm(with, term, false);
        QVERIFY(!hasTerm(without, term));
        if (filter != "(cat or dog)")
            QCOMPARE(without, filter);
        Filter::parse(with.toStdString()); // The language takes it.
    }

    void aTermInsideQuotesOrParenthesesIsNoTermOfItsOwn()
    {
        QVERIFY(!hasTerm("\"is:edited\"", "is:edited"));
        QVERIFY(!hasTerm("(is:edited or cat)", "is:edited"));
        QVERIFY(hasTerm("cat is:edited", "is:edited"));
    }

    void valuesAreQuotedWhereTheyMustBe_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("written");
        QTest::newRow("word") << "night" << "night";
        QTest::newRow("two words") << "at night" << "\"at night\"";
        QTest::newRow("quote") << "so \"called\"" << "\"so \\\"called\\\"\"";
        QTest::newRow("a minus in front") << "-x" << "\"-x\"";
        QTest::newRow("other scripts") << "夜" << "夜";
        QTest::newRow("nothing") << "" << "\"\"";
    }

    void valuesAreQuotedWhereTheyMustBe()
    {
        QFETCH(QString, value);
        QFETCH(QString, written);
        QCOMPARE(quoted(value), written);
    }

    void everyExampleOfTheHelpIsUnderstood()
    {
        for (const FilterField& field : filterFields())
            Filter::parse(field.example);
        QVERIFY(filterFields().size() > 20);
    }

    void completionKnowsFieldsAndTheirValues()
    {
        QVERIFY(completionsOf("tok").contains("tokens:"));
        QVERIFY(completionsOf("is:ed").contains("is:edited"));
        QVERIFY(completionsOf("origin:").contains("origin:model"));
        QVERIFY(completionsOf("").isEmpty());
        QVERIFY(completionsOf("zebra").isEmpty());
        const TypedPiece piece = pieceAt("cat -is:ed and more", 10);
        QCOMPARE(piece.text, QString("is:ed"));
        QCOMPARE(piece.begin, 5);
    }
};

LK_TEST_CLASS(FilterTextTest);
#include "filter_text_test.moc"
