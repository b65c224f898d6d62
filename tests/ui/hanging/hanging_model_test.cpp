#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/choice/model_choice.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>

using namespace lorikeet;
using namespace lorikeet::test;

/// A project's model on a network folder that went away. Runs with tests/support/hanging_disk.cpp preloaded (ctest does it).
class HangingModelTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    /// A project whose only model, also the one that was looked with last, lies on the disk that hangs.
    QString makeFarProject(const QString& name) const
    {
        const QString far = folder_.filePath(name);
        makeSampleProject(far, 4);
        const QByteArray project = readBytes(far + "/project.lorikeet");
        writeBytes(far + "/project.lorikeet",
            project + "models:\n  - name: far\n    path: /hanging-disk/model\npreferences:\n  look_model: /hanging-disk/model\n  look_cutoff_len: \"777\"\n");
        return far;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_CONFIG_HOME", folder_.filePath("config").toUtf8());
        qputenv("XDG_CACHE_HOME", folder_.filePath("cache").toUtf8());
    }

    void aModelThatHangsKeepsNoProjectShut()
    {
        const QString far = makeFarProject("far"), near = folder_.filePath("near");
        makeSampleProject(near, 6);
        QVERIFY(QDir().mkpath(near + "/models/small"));
        writeBytes(near + "/models/small/config.json", "{}");
        writeBytes(near + "/models/small/model.safetensors", "x");
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme);
        window.show();
        ModelChoice choice(session);
        session.openInBackground(far);
        QTRY_COMPARE(window.currentPage(), QString("data"));
        QCOMPARE(session.samples().size(), size_t{5});
        QCOMPARE(choice.settings().cutoffLen, 777);
        QVERIFY(choice.settings().model.isEmpty()); // Nobody knows yet whether it is there.
        QCOMPARE(choice.models().size(), size_t{1});
        window.showPage("check");
        QElapsedTimer clock;
        clock.start();
        qint64 longest = 0;
        for (int i = 0; i < 20; ++i) {
            const qint64 before = clock.elapsed();
            QTest::qWait(10);
            longest = std::max(longest, clock.elapsed() - before);
        }
        QVERIFY2(longest < 2000, qPrintable(QString("%1 ms in one go").arg(longest)));
        session.openInBackground(near);
        QTRY_COMPARE(choice.settings().model, near + "/models/small");
    }

    void whatIsChosenByHandStays()
    {
        const QString far = makeFarProject("far again");
        ProjectSession session;
        ModelChoice choice(session);
        QVERIFY(session.open(far));
        EyeSettings settings = choice.settings();
        settings.model = folder_.filePath("near") + "/models/small";
        choice.set(settings);
        session.reload();
        QSignalSpy changed(&choice, &ModelChoice::changed);
        QTRY_VERIFY(changed.count() > 0);
        QCOMPARE(choice.settings().model, settings.model); // Reading the data again asks no question anew.
    }
};

LK_TEST_CLASS(HangingModelTest);
#include "hanging_model_test.moc"
