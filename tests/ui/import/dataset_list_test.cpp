#include "import_fixture.h"

#include "ui/import/dataset_list.h"
#include "ui/import/example_list.h"
#include "ui/import/import_panel.h"
#include "ui/import/import_review.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace lorikeet;
using namespace lorikeet::test;

/// Data that was added is read differently, and taken out again.
class DatasetListTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImportFixture> data_;
    std::unique_ptr<ImportPanel> panel_;

    template <typename Widget>
    Widget* child(const char* name) const { return ImportFixture::child<Widget>(*panel_, name); }
    Project& project() const { return data_->session.project(); }
    QString lastAnswer() const { return QString::fromStdString(data_->session.samples().back().messages.back().content); }

    /// A table beside two pictures, added as "captions".
    void addTable(const QByteArray& bytes, const ImportOptions& options = {})
    {
        data_->makePhotos("photos");
        writeBytes(data_->path("photos/captions.csv"), bytes);
        project().addReference("captions", data_->path("photos/captions.csv").toStdString(), options);
        QVERIFY(data_->session.open(data_->path("project")));
        QCOMPARE(data_->session.samples().size(), size_t{6});
        panel_->show();
    }

private Q_SLOTS:
    void init()
    {
        data_ = std::make_unique<ImportFixture>();
        panel_ = std::make_unique<ImportPanel>(data_->session, data_->theme);
    }

    void cleanup()
    {
        panel_.reset();
        data_.reset();
    }

    void onlyDataThatWasAddedIsListed()
    {
        panel_->show();
        QVERIFY(!panel_->findChild<DatasetList*>()->isVisible()); // What lies in the project's own data/ is described there.
        addTable("image,caption\n1.png,A\n2.png,B\n");
        QVERIFY(panel_->findChild<DatasetList*>()->isVisible());
        QVERIFY(child<QPushButton>("readAgain.captions")->isVisible());
    }

    void columnsAreChosenAnew()
    {
        addTable("image,caption,title\n1.png,A teal card,Card\n2.png,Another,Card two\n");
        QCOMPARE(lastAnswer(), QString("Another"));
        QSignalSpy done(panel_.get(), &ImportPanel::done);
        child<QPushButton>("readAgain.captions")->click();
        QCOMPARE(child<QLineEdit>("importName")->text(), QString("captions"));
        QVERIFY(!child<QLineEdit>("importName")->isEnabled());
        auto* answer = child<QComboBox>("mapAnswer");
        QTRY_VERIFY(answer->isVisible());
        QCOMPARE(answer->currentData().toString(), QString("caption"));
        answer->setCurrentIndex(answer->findData("title"));
        Q_EMIT answer->activated(answer->currentIndex());
        QTRY_VERIFY(child<QPushButton>("importAdd")->isEnabled());
        child<QPushButton>("importAdd")->click();
        QCOMPARE(done.count(), 1);
        QCOMPARE(project().references().size(), size_t{1});
        QCOMPARE(project().references().front().options.columns->answer, std::string("title"));
        QTRY_COMPARE(lastAnswer(), QString("Card two"));
        child<QPushButton>("readAgain.captions")->click(); // Its present options are what it begins with.
        QTRY_VERIFY(answer->isVisible());
        QCOMPARE(answer->currentData().toString(), QString("title"));
        panel_->setPath(data_->path("photos")); // Another path is other data.
        QVERIFY(child<QLineEdit>("importName")->isEnabled());
        QTRY_VERIFY(child<QPushButton>("importAdd")->isEnabled());
        child<QPushButton>("importAdd")->click();
        QCOMPARE(project().references().size(), size_t{2});
    }

    void anEncodingIsChosenAnew()
    {
        ImportOptions wrong;
        wrong.encoding = "windows-1252";
        addTable("image,caption\n1.png,\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8\n2.png,\xC1\xBD\xD6\xBB\xC3\xA8\n", wrong);
        child<QPushButton>("readAgain.captions")->click();
        auto* reset = child<QPushButton>("importReset");
        QTRY_VERIFY(reset->isVisible());
        reset->click();
        auto* read = child<QPushButton>("encodingRead");
        QTRY_VERIFY(read->isVisible());
        auto* choice = child<QComboBox>("encodingChoice");
        choice->setCurrentIndex(choice->findData("GB18030"));
        read->click();
        QTRY_VERIFY(panel_->findChild<ExampleList*>()->textOf(0).contains("一只橘猫"));
        QTRY_VERIFY(child<QPushButton>("importAdd")->isEnabled());
        child<QPushButton>("importAdd")->click();
        QCOMPARE(project().references().front().options.encoding, std::string("GB18030"));
        QTRY_COMPARE(lastAnswer(), QString("两只猫"));
    }

    void whatIsRemovedComesBackWithItsChanges()
    {
        addTable("image,caption\n1.png,A\n2.png,B\n");
        SampleContent content = data_->session.contentOf(5);
        content.messages.back().content = "written by hand";
        QVERIFY(data_->session.edit(5, content, "Edit the answer"));
        child<QPushButton>("remove.captions")->click();
        auto* keep = child<QPushButton>("removeNo.captions");
        QVERIFY(keep->isVisible());
        keep->click();
        QVERIFY(!keep->isVisible());
        QCOMPARE(project().references().size(), size_t{1});
        child<QPushButton>("remove.captions")->click();
        child<QPushButton>("removeYes.captions")->click();
        QVERIFY(project().references().empty());
        QTRY_COMPARE(data_->session.samples().size(), size_t{4});
        QVERIFY(!panel_->findChild<DatasetList*>()->isVisible());
        QVERIFY(QFileInfo::exists(data_->path("photos/captions.csv")));
        panel_->setPath(data_->path("photos/captions.csv"));
        QTRY_VERIFY(child<QPushButton>("importAdd")->isEnabled());
        child<QPushButton>("importAdd")->click();
        QTRY_COMPARE(data_->session.samples().size(), size_t{6});
        QCOMPARE(lastAnswer(), QString("written by hand"));
    }

    void whatWasChosenIsForgottenWithTheProject()
    {
        addTable("image,caption\n1.png,A\n2.png,B\n");
        child<QPushButton>("readAgain.captions")->click();
        makeSampleProject(data_->path("second"), 2);
        QVERIFY(data_->session.open(data_->path("second")));
        QVERIFY(!panel_->isOffering());
        QVERIFY(child<QLineEdit>("importPath")->text().isEmpty());
        QVERIFY(!panel_->findChild<DatasetList*>()->isVisible());
    }
};

LK_TEST_CLASS(DatasetListTest);
#include "dataset_list_test.moc"
