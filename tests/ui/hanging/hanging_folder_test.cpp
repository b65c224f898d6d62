#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/dataset/data_page.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"
#include "ui/welcome/recent_projects.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/task.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <atomic>
#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

/// Runs with tests/support/hanging_disk.cpp preloaded (ctest does it).
class HangingFolderTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", folder_.filePath("config").toUtf8());
        qputenv("XDG_CACHE_HOME", folder_.filePath("cache").toUtf8());
    }

    void theDiskHangs()
    {
        const auto isBack = std::make_shared<std::atomic<bool>>(false);
        backgroundPool()->start([isBack] {
            QFileInfo::exists("/hanging-disk/project");
            *isBack = true;
        });
        QTest::qWait(200);
        QVERIFY2(!*isBack, "run this through ctest: nothing is preloaded that makes /hanging-disk hang");
    }

    void neitherRecentProjectsNorAnOpeningKeepTheWindowFromWorking()
    {
        for (int i = 0; i < 8; ++i)
            rememberProject(QString("/hanging-disk/project-%1").arg(i));
        const QString good = folder_.filePath("good");
        makeSampleProject(good, 6);
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        session.openInBackground("/hanging-disk/project-1");
        window.showPage("data");
        window.showPage("welcome");
        QElapsedTimer clock; // The window goes on working …
        clock.start();
        qint64 longest = 0;
        for (int i = 0; i < 20; ++i) {
            const qint64 before = clock.elapsed();
            QTest::qWait(10);
            longest = std::max(longest, clock.elapsed() - before);
        }
        QVERIFY2(longest < 2000, qPrintable(QString("%1 ms in one go").arg(longest)));
        session.openInBackground(good); // … and another project opens.
        QTRY_VERIFY(session.isOpen());
        QTRY_COMPARE(window.currentPage(), QString("data"));
        QCOMPARE(session.samples().size(), size_t{7});
    }

    void picturesThatHangAreLeftWaiting()
    {
        const QString place = folder_.filePath("pictures");
        makeSampleProject(place, 6);
        // Half of the pictures are on the disk that hangs; the project may use it.
        QByteArray rows = readBytes(place + "/data/cards.json");
        for (const int i : {0, 2, 4})
            rows.replace("pictures/picture-" + QByteArray::number(i), "/hanging-disk/picture-" + QByteArray::number(i));
        writeBytes(place + "/data/cards.json", rows);
        QByteArray project = readBytes(place + "/project.lorikeet");
        writeBytes(place + "/project.lorikeet", project + "media_folders: [\"/hanging-disk\"]\n");
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme);
        window.show();
        session.openInBackground(place);
        QTest::qWait(1500);
        window.showPage("welcome"); // Whatever hangs there, the window answers, and another project opens.
        session.openInBackground(folder_.filePath("good"));
        QTRY_VERIFY(session.isOpen() && session.samples().size() == 7);
        QTRY_COMPARE(window.currentPage(), QString("data"));
    }

    void aViewWaitsForOnePictureOfADiskThatHangs()
    {
        const QString good = folder_.filePath("good.png");
        QImage image(16, 16, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(good));
        PictureView view;
        QTest::qWait(300); // What tests before began has ended, or hangs.
        const int before = unboundedPool()->activeThreadCount();
        for (int i = 0; i < 20; ++i) {
            view.loadFile(QString("/hanging-disk/picture-%1.png").arg(i));
            QTest::qWait(5);
        }
        QCOMPARE(unboundedPool()->activeThreadCount(), before + 1);
        view.loadFile(good); // The newest, once the disk was given up.
        QTRY_VERIFY_WITH_TIMEOUT(view.hasImage(), 10'000);
        view.loadFile("/hanging-disk/picture-20.png");
        QVERIFY(!view.message().isEmpty()); // Known not to answer: nothing more is tried there …
        QTRY_COMPARE(unboundedPool()->activeThreadCount(), before + 1);
        view.loadFile(good); // … and nothing waits for it.
        QTRY_VERIFY(view.hasImage());
    }

    void neitherProbesNorPicturesKeepEditsAndFiltersWaiting()
    {
        const QString place = folder_.filePath("many");
        makeSampleProject(place, 220);
        for (int i = 0; i < 8; ++i)
            rememberProject(QString("/hanging-disk/project-%1").arg(i));
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme);
        window.show();
        for (int i = 0; i < 4; ++i) // Each looks for the recent projects.
            QVERIFY(session.open(place));
        std::vector<size_t> walked;
        for (size_t i = 0; i < 20; ++i)
            walked.push_back(i);
        session.runBulk(walked, {Text("Move"), [](const Sample& sample, SampleContent& content) { content.images = {"/hanging-disk/" + std::to_string(sample.row) + ".png"}; }});
        QTRY_COMPARE(session.samples()[19].images.front(), std::string("/hanging-disk/19.png"));
        window.showPage("data");
        auto* data = static_cast<DataPage*>(window.page("data"));
        for (const size_t sample : walked) {
            session.setCurrent(sample);
            QTest::qWait(60);
        }
        std::vector<size_t> all(session.samples().size());
        for (size_t i = 0; i < all.size(); ++i)
            all[i] = i;
        session.runBulk(all, addSuffix("!"));
        QTRY_COMPARE(session.samples()[219].messages.back().content, std::string("a yellow card number 219!"));
        QTRY_VERIFY(!session.isWorking());
        data->showFilter("red");
        QTRY_COMPARE(data->samples().rowCount(), 55);
        session.setCurrent(100);
        QTRY_VERIFY_WITH_TIMEOUT(data->findChild<SamplePanel*>("samplePanel")->picture().hasImage(), 10'000);
        const QString other = folder_.filePath("other");
        makeSampleProject(other, 3);
        session.openInBackground(other);
        QTRY_COMPARE(session.samples().size(), size_t{4});
        QTRY_VERIFY(session.isComplete());
    }
};

LK_TEST_CLASS(HangingFolderTest);
#include "hanging_folder_test.moc"
