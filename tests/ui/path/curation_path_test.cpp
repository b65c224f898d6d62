/// @file Import, check, fix, look, export in the real window, with its own buttons and keys.

#include "core/data/dataset.h"
#include "support/runner.h"
#include "support/sample_project.h"
#include "support/tiny_model.h"
#include "ui/check/check_page.h"
#include "ui/check/finding_card.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/sample_list.h"
#include "ui/look/chip_view.h"
#include "ui/look/look_page.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace lorikeet;
using namespace lorikeet::test;

class CurationPathTest : public QObject {
    Q_OBJECT

    QTemporaryDir home_;
    Theme theme_{*qApp};

    QString path(const QString& name) const { return home_.filePath(name); }

    /// Ten pictures with captions; of three one is cut short, one has no caption, one has a broken control character in it.
    void makePictures() const
    {
        QVERIFY(QDir().mkpath(path("my photos")));
        for (int i = 0; i < 10; ++i) {
            QImage image(96, 72, QImage::Format_RGB32);
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    image.setPixelColor(x, y, QColor::fromHsv((i * 36 + x) % 360, 120 + y, 200));
            const QString name = path(QString("my photos/photo-%1").arg(i));
            QVERIFY(image.save(name + ".png"));
            writeBytes(name + ".txt", QString("a picture of colours, number %1").arg(i).toUtf8());
        }
        const QByteArray whole = readBytes(path("my photos/photo-3.png"));
        writeBytes(path("my photos/photo-3.png"), whole.left(whole.size() / 2));
        writeBytes(path("my photos/photo-5.txt"), "");
        writeBytes(path("my photos/photo-7.txt"), "a bell\x07 in the text");
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOME", home_.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", path("config").toUtf8());
        qputenv("XDG_CACHE_HOME", path("cache").toUtf8());
        makePictures();
        makeTinyLlava(path("model"));
    }

    void fromAFolderToAnExport()
    {
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme_);
        QObject::connect(&session, &ProjectSession::problem, [](const QString& message, const QString& hint) { qWarning().noquote() << message << hint; });
        window.resize(1280, 800);
        window.show();
        const auto click = [&window](const QString& name) {
            auto* button = window.findChild<QAbstractButton*>(name);
            QVERIFY2(button != nullptr && button->isVisible() && button->isEnabled(), qPrintable(name));
            QTest::mouseClick(button, Qt::LeftButton);
        };
        const auto type = [&window](const QString& name, const QString& text) {
            auto* edit = window.findChild<QLineEdit*>(name);
            QVERIFY2(edit != nullptr && edit->isVisible(), qPrintable(name));
            edit->selectAll();
            QTest::keyClicks(edit, text);
        };

        // Import.
        click("newProject");
        type("newPictures", path("my photos"));
        type("newFolder", path("my project"));
        type("newModel", path("model"));
        QTRY_VERIFY(window.findChild<QAbstractButton*>("newMake")->isEnabled());
        click("newMake");
        QTRY_COMPARE(window.currentPage(), QString("data"));
        QTRY_VERIFY(session.isComplete());
        QCOMPARE(session.samples().size(), size_t{10});

        // Check: by keyboard.
        QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(window.currentPage(), QString("check"));
        auto* check = window.page("check");
        const auto card = [check](const char* rule) { return check->findChild<FindingCard*>(QString("finding.%1").arg(rule)); };
        QTRY_VERIFY_WITH_TIMEOUT(card("image.truncated") != nullptr && card("answer.empty") != nullptr, 20'000);
        QVERIFY(card("text.control") != nullptr);
        QVERIFY(check->findChild<QLabel*>("checkHeadline")->text().contains("must be mended"));

        // Fix: leave out, clean; take one back and do it again.
        const auto fix = [&](const char* rule, const char* kind) {
            QTest::mouseClick(card(rule)->findChild<QAbstractButton*>(QString("fix.%1").arg(kind)), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(card(rule) == nullptr, 10'000);
        };
        fix("image.truncated", "exclude");
        QTest::keyClick(check, Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(card("image.truncated") != nullptr, 10'000);
        fix("image.truncated", "exclude");
        fix("answer.empty", "exclude");
        fix("text.control", "clean");
        QTRY_VERIFY(!check->findChild<QLabel*>("checkHeadline")->text().contains("must be mended"));
        const auto sampleOf = [&session](const QString& name) {
            for (size_t i = 0; i < session.samples().size(); ++i)
                if (QString::fromStdString(session.samples()[i].images[0]).endsWith(name))
                    return i;
            return size_t{0};
        };
        QVERIFY(session.isExcluded(sampleOf("photo-3.png")) && session.isExcluded(sampleOf("photo-5.png")));
        QCOMPARE(session.samples()[sampleOf("photo-7.png")].messages.back().content, std::string("a bell in the text"));

        // Look: on from here, walked by the arrow keys.
        QCOMPARE(check->findChild<QAbstractButton*>("toLook")->text(), QString("Continue with 8 of 10"));
        click("toLook");
        QCOMPARE(window.currentPage(), QString("look"));
        auto* look = static_cast<LookPage*>(window.page("look"));
        QSignalSpy shown(look, &LookPage::shown);
        QTRY_VERIFY_WITH_TIMEOUT(!look->chips().chips().empty(), 20'000);
        QVERIFY(look->findChild<QLabel*>("pictureCost")->text().contains(QRegularExpression("[0-9]")));
        const size_t before = session.current();
        QTest::keyClick(&look->chips(), Qt::Key_Right);
        QTRY_COMPARE(session.current(), before + 1);

        // Export.
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(window.currentPage(), QString("data"));
        click("exportData");
        auto* format = window.findChild<QComboBox*>("exportFormat");
        QVERIFY(format != nullptr && format->isVisible());
        format->setCurrentIndex(format->findData("sharegpt"));
        type("exportFolder", path("exported"));
        click("exportStart");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("exported/dataset_info.json")), 20'000);
        const Dataset exported = Dataset::openPath(path("exported").toStdString());
        QCOMPARE(exported.samples.size(), size_t{8});
        QVERIFY(exported.issues.empty());
        // What was imported is as it was.
        QCOMPARE(readBytes(path("my photos/photo-7.txt")), QByteArray("a bell\x07 in the text"));
    }
};

LK_TEST_CLASS(CurationPathTest);
#include "curation_path_test.moc"
