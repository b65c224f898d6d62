#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/config/run_options.h"
#include "core/run/run_folder.h"
#include "ui/snapshot/difference_model.h"
#include "ui/snapshot/snapshot_page.h"

#include <QLabel>
#include <QListView>
#include <QSignalSpy>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class SnapshotPageTest : public WindowTest {
    Q_OBJECT

    /// A run that took the data as it is now.
    QString makeRun()
    {
        const std::string run = session_->project().newRunFolder("test");
        RunOptions options;
        options.data.dataset = {"cards"};
        session_->project().snapshotInto(run, options);
        return QString::fromStdString(run);
    }

private Q_SLOTS:
    void init()
    {
        setUp();
        makeSampleProject(folder_->path(), 6);
        QVERIFY(session_->open(folder_->path()));
    }

    void cleanup()
    {
        tearDown();
    }

    void whatChangedSinceTheRunIsShown()
    {
        session_->setExcluded({0}, true);
        const QString run = makeRun();
        session_->setExcluded({0}, false);
        session_->setExcluded({1}, true);
        SampleContent content = session_->contentOf(2);
        content.messages.back().content = "a purple card number 2";
        QVERIFY(session_->edit(2, content, "Edit"));
        SnapshotPage page(*session_, *theme_);
        page.show();
        QSignalSpy compared(&page, &SnapshotPage::compared);
        page.showRun(run);
        QTRY_COMPARE(compared.count(), 1);
        const QString summary = page.findChild<QLabel*>("snapshotSummary")->text();
        QVERIFY2(summary.startsWith("This run has 6 examples. Since then 1 were added, 1 removed and 1 changed; 4 are the same."), qPrintable(summary));
        auto* model = page.findChild<DifferenceModel*>();
        QCOMPARE(model->rowCount(), 3);
        QCOMPARE(model->kindAt(0), DifferenceModel::Kind::Changed);
        QCOMPARE(model->idAt(0), session_->samples()[2].id);
        QCOMPARE(model->idAt(1), session_->samples()[0].id);
        QCOMPARE(model->idAt(2), session_->samples()[1].id);
        const QString text = page.findChild<QLabel*>("differenceText")->text();
        QVERIFY2(text.contains(QRegularExpression("<s [^>]*>\\s*blue")) && text.contains(QRegularExpression("<u [^>]*>\\s*purple")), qPrintable(text));
    }

    void sameDataIsSaidToBeTheSame()
    {
        const QString run = makeRun();
        SnapshotPage page(*session_, *theme_);
        QSignalSpy compared(&page, &SnapshotPage::compared);
        page.showRun(run);
        QTRY_COMPARE(compared.count(), 1);
        QCOMPARE(page.findChild<QLabel*>("snapshotSummary")->text(), QString("This run has 7 examples. Today's data is the same."));
    }

    void aRunWithoutDataSaysSo()
    {
        SnapshotPage page(*session_, *theme_);
        QSignalSpy compared(&page, &SnapshotPage::compared);
        page.showRun(folder_->path() + "/runs/nowhere");
        QTRY_COMPARE(compared.count(), 1);
        QVERIFY(page.findChild<QLabel*>("snapshotSummary")->text().contains("nowhere"));
    }
};

LK_TEST_CLASS(SnapshotPageTest);
#include "snapshot_page_test.moc"
