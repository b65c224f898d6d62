#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "ui/dataset/bulk_action.h"
#include "ui/dataset/bulk_panel.h"
#include "ui/dataset/bulk_preview_list.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class BulkPanelTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<DataPage> page_;

    template <typename Widget>
    Widget* find(const char* name) const { return page_->findChild<Widget*>(QString::fromLatin1(name)); }
    QString answer(size_t sample) const { return QString::fromStdString(session_->samples()[sample].messages.back().content); }
    QString message() const { return find<QLabel>("bulkMessage")->text(); }
    void chooseAction(const QString& name) const
    {
        auto* actions = find<QComboBox>("bulkAction");
        const int index = actions->findData(name);
        QVERIFY2(index >= 0, qPrintable(name));
        actions->setCurrentIndex(index);
    }
    void waitForPreview(const QString& button) const { QTRY_COMPARE(find<QAbstractButton>("applyBulk")->text(), button); }

private Q_SLOTS:
    void init()
    {
        setUp();
        makeSampleProject(folder_->path(), 12);
        QVERIFY(session_->open(folder_->path()));
        page_ = std::make_unique<DataPage>(*session_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        page_->activate();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        QTRY_VERIFY(session_->isComplete());
        find<QAbstractButton>("changeMany")->click();
        QTRY_VERIFY(page_->findChild<BulkPanel*>()->isVisible());
    }

    void cleanup()
    {
        page_.reset();
        tearDown();
    }

    void replacesInWhatIsShownAsOneStepThatCanBeUndone()
    {
        page_->samples().setFilter("red");
        QTRY_COMPARE(page_->samples().rowCount(), 3);
        find<QLineEdit>("bulkFirst")->setText("card");
        find<QLineEdit>("bulkSecond")->setText("tile");
        waitForPreview("Change 3 examples");
        auto* examples = static_cast<BulkPreviewModel*>(find<QListView>("bulkPreview")->model());
        QCOMPARE(examples->rowCount(), 3);
        const auto& parts = examples->row(0).parts;
        QVERIFY(std::any_of(parts.begin(), parts.end(), [](const DiffPart& part) { return part.kind == DiffPart::Kind::Missing && part.text.contains("card"); }));
        QVERIFY(std::any_of(parts.begin(), parts.end(), [](const DiffPart& part) { return part.kind == DiffPart::Kind::Extra && part.text.contains("tile"); }));
        find<QAbstractButton>("applyBulk")->click();
        QTRY_COMPARE(answer(0), QString("a red tile number 0"));
        QCOMPARE(answer(8), QString("a red tile number 8"));
        QCOMPARE(answer(1), QString("a green card number 1"));
        page_->undo();
        QTRY_COMPARE(answer(8), QString("a red card number 8"));
        QVERIFY(!session_->canUndo());
    }

    void anUntickedExampleStaysAsItIs()
    {
        find<QLineEdit>("bulkFirst")->setText("green");
        find<QLineEdit>("bulkSecond")->setText("grey");
        waitForPreview("Change 3 examples");
        auto* examples = find<QListView>("bulkPreview")->model();
        QVERIFY(examples->setData(examples->index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
        waitForPreview("Change 2 examples");
        find<QAbstractButton>("applyBulk")->click();
        QTRY_COMPARE(answer(1), QString("a grey card number 1"));
        QCOMPARE(answer(5), QString("a green card number 5"));
        QCOMPARE(answer(9), QString("a grey card number 9"));
    }

    void chosenAreTheGallerysAndAllAreAll()
    {
        auto* gallery = find<GalleryView>("gallery");
        gallery->setCurrentRow(2);
        gallery->toggleSelected(4);
        find<QAbstractButton>("bulkScope.0")->click();
        chooseAction("prefix");
        find<QLineEdit>("bulkFirst")->setText("Look: ");
        waitForPreview("Change 2 examples");
        find<QAbstractButton>("bulkScope.2")->click();
        waitForPreview("Change 13 examples");
        find<QAbstractButton>("bulkScope.0")->click();
        waitForPreview("Change 2 examples");
        find<QAbstractButton>("applyBulk")->click();
        QTRY_COMPARE(answer(2), QString("Look: a blue card number 2"));
        QCOMPARE(answer(3), QString("a yellow card number 3"));
    }

    void aPatternThatMakesNoSenseIsSaidInPlace()
    {
        find<QAbstractButton>("bulkRegex")->click();
        find<QLineEdit>("bulkFirst")->setText("(card");
        QTRY_VERIFY2(!message().isEmpty() && find<QLabel>("bulkMessage")->property("role") == "bad", qPrintable(message()));
        QVERIFY(!find<QAbstractButton>("applyBulk")->isEnabled());
        find<QLineEdit>("bulkFirst")->setText("number (\\d+)");
        find<QLineEdit>("bulkSecond")->setText("no. $1");
        waitForPreview("Change 12 examples");
        find<QAbstractButton>("applyBulk")->click();
        QTRY_COMPARE(answer(7), QString("a yellow card no. 7"));
    }

    void everyActionCanBePreviewed_data()
    {
        QTest::addColumn<QString>("action");
        for (const BulkAction& action : bulkActions())
            QTest::newRow(qPrintable(action.name)) << action.name;
    }

    void everyActionCanBePreviewed()
    {
        QFETCH(QString, action);
        chooseAction(action);
        find<QLineEdit>("bulkFirst")->setText("card");
        find<QLineEdit>("bulkSecond")->setText("tile");
        page_->findChild<QPlainTextEdit*>("bulkLong")->setPlainText("What do you see?");
        QTRY_VERIFY2(message().contains("examples"), qPrintable(message()));
    }

    void statesOfManyAreOneStep()
    {
        find<QAbstractButton>("bulkScope.2")->click();
        chooseAction("exclude");
        waitForPreview("Change 13 examples");
        find<QAbstractButton>("applyBulk")->click();
        QTRY_VERIFY(session_->isExcluded(12));
        QVERIFY(session_->isExcluded(0));
        page_->undo();
        QTRY_VERIFY(!session_->isExcluded(12));
        QVERIFY(!session_->canUndo());
    }

    void closingBringsTheExampleBack()
    {
        find<QAbstractButton>("closeBulk")->click();
        QVERIFY(find<QWidget>("samplePanel")->isVisible());
    }
};

LK_TEST_CLASS(BulkPanelTest);
#include "bulk_panel_test.moc"
