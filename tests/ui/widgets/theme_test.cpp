#include "support/runner.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/format.h"
#include "ui/widgets/rail.h"
#include "ui/widgets/task.h"

#include <QApplication>
#include <QDirIterator>
#include <QSignalSpy>

#include <cmath>

using namespace lorikeet;

class ThemeTest : public QObject {
    Q_OBJECT

    static double luminance(const QColor& colour)
    {
        const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
    }
    static double contrast(const QColor& a, const QColor& b)
    {
        const double la = luminance(a), lb = luminance(b);
        return (qMax(la, lb) + 0.05) / (qMin(la, lb) + 0.05);
    }

private Q_SLOTS:
    void textReachesContrastInBothThemes_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textReachesContrastInBothThemes()
    {
        QFETCH(bool, isDark);
        const ThemeColours c = themeColours(isDark);
        for (const QColor& ground : {c.window, c.card})
            for (const QColor& ink : {c.text, c.textQuiet, c.accentStrong, c.good, c.amber, c.bad})
                QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(ink.name() + " on " + ground.name()));
        QVERIFY(contrast(c.accentText, c.accentStrong) >= 4.5);
        QVERIFY(contrast(c.text, c.accentSoft) >= 4.5);
        QVERIFY(contrast(c.good, c.goodSoft) >= 4.5);
        QVERIFY(contrast(c.amber, c.amberSoft) >= 4.5);
        QVERIFY(contrast(c.bad, c.badSoft) >= 4.5);
    }

    void switchesLive()
    {
        Theme theme(*qobject_cast<QApplication*>(qApp));
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(Theme::Choice::Dark);
        QVERIFY(theme.isDark());
        QCOMPARE(qApp->palette().color(QPalette::Window), themeColours(true).window);
        theme.setChoice(Theme::Choice::Light);
        QVERIFY(!theme.isDark());
        QCOMPARE(qApp->palette().color(QPalette::Window), themeColours(false).window);
        QCOMPARE(changed.count(), 2);
    }

    void styleSheetHasNoTokenLeft()
    {
        QVERIFY(!themeStyleSheet(themeColours(false), 10).contains('@'));
    }

    void everyIconDrawsInTheAskedColour()
    {
        QVERIFY(!tintedIcon("data", Qt::red).isNull());
        QDirIterator icons(":/icons", {"*.svg"});
        int count = 0;
        while (icons.hasNext()) {
            icons.next();
            ++count;
            const QImage image = tintedIcon(icons.fileInfo().baseName(), Qt::red).pixmap(QSize(32, 32)).toImage();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > 128 && image.pixelColor(x, y).red() > 200)
                        ++inked;
            QVERIFY2(inked > 10, qPrintable(icons.fileName()));
        }
        QVERIFY(count > 20);
        QVERIFY(tintedIcon("no-such-icon", Qt::red).isNull());
    }

    void railTellsPageAndDone()
    {
        Theme theme(*qobject_cast<QApplication*>(qApp));
        Rail rail(theme);
        rail.addPage("data", "data", "Data");
        rail.addPage("look", "look", "Look");
        QSignalSpy chosen(&rail, &Rail::pageChosen);
        auto* look = rail.findChild<RailButton*>("rail.look");
        QVERIFY(look != nullptr);
        QTest::keyClick(look, Qt::Key_Space);
        QCOMPARE(chosen.value(0).value(0).toString(), QString("look"));
        rail.setCurrent("look");
        QVERIFY(look->isChecked());
        QVERIFY(!rail.isDone("data"));
        rail.setDone("data", true);
        QVERIFY(rail.isDone("data"));
    }

    void taskGivesItsErrorBackOnThisThread()
    {
        QString message, hint;
        QThread* thread = nullptr;
        runTask<int>(this, []() -> int { throw Error("No such thing: x", "Give another"); },
            [&](const TaskResult<int>& result) {
                message = result.message;
                hint = result.hint;
                thread = QThread::currentThread();
            });
        QTRY_COMPARE(message, QString("No such thing: x"));
        QCOMPARE(hint, QString("Give another"));
        QCOMPARE(thread, QThread::currentThread());
    }

    void durationsReadLikePeopleWrite_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("seconds") << 8.2 << "8 s";
        QTest::newRow("minutes and seconds") << 125.0 << "2 min 5 s";
        QTest::newRow("minutes") << 2520.0 << "42 min";
        QTest::newRow("hours") << 3900.0 << "1 h 5 min";
        QTest::newRow("unknown") << -1.0 << "–";
    }

    void durationsReadLikePeopleWrite()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(formatDuration(seconds), text);
    }
};

LK_TEST_CLASS(ThemeTest);
#include "theme_test.moc"
