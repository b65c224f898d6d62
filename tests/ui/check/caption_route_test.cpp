#include "support/runner.h"
#include "support/sample_project.h"

#include "ui/dataset/data_page.h"
#include "ui/dataset/sample_list.h"
#include "ui/main_window.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QRadioButton>
#include <QStackedWidget>
#include <QTemporaryDir>

using namespace lorikeet;
using namespace lorikeet::test;

/// From a finding of Check to the model that writes.
class CaptionRouteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCaptionPanelOpensOnTheseExamples()
    {
        const QTemporaryDir folder;
        makeSampleProject(folder.path(), 5);
        Theme theme(*qobject_cast<QApplication*>(qApp));
        ProjectSession session;
        RunMonitor monitor;
        MainWindow window(session, monitor, theme);
        window.show();
        QVERIFY(session.open(folder.path()));
        window.showPage("check");
        auto* data = static_cast<DataPage*>(window.page("data"));
        data->findChild<QRadioButton*>("captionScope.2")->setChecked(true); // All, as chosen the last time.
        Q_EMIT window.page("check")->captionRequested("answer:green");
        QCOMPARE(window.currentPage(), QString("data"));
        QCOMPARE(data->findChild<QStackedWidget*>("side")->currentWidget()->objectName(), QString("captionPanel"));
        QVERIFY(data->findChild<QRadioButton*>("captionScope.1")->isChecked());
        QTRY_COMPARE(data->samples().filter(), QString("answer:green"));
        QTRY_COMPARE(data->samples().rowCount(), 1);
    }
};

LK_TEST_CLASS(CaptionRouteTest);
#include "caption_route_test.moc"
