#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/data/formats/captions.h"
#include "ui/import/encoding_question_form.h"
#include "ui/import/example_list.h"
#include "ui/import/export_panel.h"
#include "ui/import/import_panel.h"
#include "ui/import/import_review.h"
#include "ui/welcome/new_project_form.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

/// Data comes in and goes out through the panels, with nothing written by hand.
class ImportPanelsTest : public WindowTest {
    Q_OBJECT

    QString path(const QString& name) const { return folder_->filePath(name); }

    void writeTable(const QByteArray& bytes)
    {
        QVERIFY(QDir().mkpath(path("photos")));
        for (const char* name : {"1.png", "2.png"}) {
            QImage image(40, 30, QImage::Format_RGB32);
            image.fill(Qt::darkCyan);
            QVERIFY(image.save(path("photos/" + QString(name))));
        }
        writeBytes(path("photos/captions.csv"), bytes);
    }

    template <typename Widget>
    static Widget* child(QWidget& parent, const char* name)
    {
        return parent.findChild<Widget*>(name);
    }

private Q_SLOTS:
    void init()
    {
        setUp();
        makeSampleProject(path("project"), 3);
        QVERIFY(session_->open(path("project")));
    }

    void cleanup()
    {
        tearDown();
    }

    void aTableIsReadAskedAboutAndAdded()
    {
        writeTable("image,caption,title\n1.png,A teal card,Card\n2.png,Another,Card two\n");
        ImportPanel panel(*session_, *theme_);
        panel.show();
        QSignalSpy done(&panel, &ImportPanel::done);
        QVERIFY(!child<QPushButton>(panel, "importAdd")->isEnabled());
        panel.setPath(path("photos/captions.csv"));
        auto* sentence = child<QLabel>(panel, "importSentence");
        QTRY_VERIFY(sentence->isVisible());
        QVERIFY2(sentence->text().contains("“image” as the picture") && sentence->text().contains("“caption” as the answer"), qPrintable(sentence->text()));
        QVERIFY(sentence->text().contains("2 examples"));
        QCOMPARE(child<QLineEdit>(panel, "importName")->text(), QString("captions"));
        auto* examples = panel.findChild<ExampleList*>();
        QVERIFY(examples->textOf(0).contains("A teal card"));

        child<QPushButton>(panel, "importChange")->click();
        auto* answer = child<QComboBox>(panel, "mapAnswer");
        QVERIFY(answer->isVisible());
        answer->setCurrentIndex(answer->findData("title"));
        Q_EMIT answer->activated(answer->currentIndex());
        QTRY_VERIFY(examples->textOf(0).contains("Card") && !examples->textOf(0).contains("teal"));
        QTRY_VERIFY(child<QPushButton>(panel, "importYes")->isEnabled());
        child<QPushButton>(panel, "importYes")->click();
        QCOMPARE(done.count(), 1);
        QTRY_COMPARE(session_->samples().size(), size_t{6});
        QCOMPARE(session_->samples().back().messages.back().content, std::string("Card two"));
        QCOMPARE(session_->project().references().at(0).options.columns->answer, std::string("title"));
        // Read anew from the folder, the choice is still known.
        const Dataset again = Project::open(path("project").toStdString()).readOriginals();
        QCOMPARE(again.samples.back().messages.back().content, std::string("Card two"));
    }

    void anEncodingIsAskedForWithAPreview()
    {
        writeTable("image,caption\n1.png,\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8\n2.png,\xC1\xBD\xD6\xBB\xC3\xA8\n");
        ImportPanel panel(*session_, *theme_);
        panel.show();
        panel.setPath(path("photos/captions.csv"));
        auto* read = child<QPushButton>(panel, "encodingRead");
        QTRY_VERIFY(read->isVisible());
        auto* preview = child<QLabel>(panel, "encodingPreview");
        QVERIFY2(preview->text().contains("一只橘猫"), qPrintable(preview->text()));
        auto* choice = child<QComboBox>(panel, "encodingChoice");
        choice->setCurrentIndex(choice->findData("Shift_JIS"));
        QVERIFY(!preview->text().contains("一只橘猫"));
        choice->setCurrentIndex(choice->findData("GB18030"));
        QVERIFY(read->text().contains("GBK"));
        read->click();
        QTRY_VERIFY(!read->isVisible());
        QTRY_VERIFY(panel.findChild<ExampleList*>()->textOf(0).contains("一只橘猫"));
        QTRY_VERIFY(child<QPushButton>(panel, "importAdd")->isEnabled());
        child<QPushButton>(panel, "importAdd")->click();
        QCOMPARE(session_->project().references().at(0).options.encoding, std::string("GB18030"));
        QTRY_COMPARE(session_->samples().size(), size_t{6});
    }

    void picturesOutsideAreToldOf()
    {
        writeTable("image,caption\n../elsewhere/1.png,A\n2.png,B\n");
        QVERIFY(QDir().mkpath(path("elsewhere")));
        QVERIFY(QFile::copy(path("photos/1.png"), path("elsewhere/1.png")));
        ImportPanel panel(*session_, *theme_);
        panel.show();
        panel.setPath(path("photos/captions.csv"));
        QTRY_VERIFY(child<QPushButton>(panel, "importAllow")->isVisible());
        QVERIFY(child<QLabel>(panel, "importSentence")->text().contains("1 example."));
    }

    void whatCantBeReadSaysWhy()
    {
        writeBytes(path("table.parquet"), "PAR1");
        ImportPanel panel(*session_, *theme_);
        panel.show();
        panel.setPath(path("table.parquet"));
        QTRY_VERIFY(!panel.findChild<ImportReview*>()->isReading());
        QVERIFY(!child<QPushButton>(panel, "importAdd")->isEnabled());
        bool isTold = false;
        for (const auto* label : panel.findChildren<QLabel*>())
            isTold |= label->isVisible() && label->text().contains("Parquet");
        QVERIFY(isTold);
    }

    void theNewProjectFormAsksTheSame()
    {
        writeTable("image,caption,title\n1.png,A teal card,Card\n2.png,Another,Card two\n");
        NewProjectForm form(*theme_);
        form.show();
        QSignalSpy made(&form, &NewProjectForm::made);
        child<QLineEdit>(form, "newPictures")->setText(path("photos/captions.csv"));
        child<QLineEdit>(form, "newFolder")->setText(path("new project"));
        QTRY_VERIFY(child<QPushButton>(form, "newMake")->isEnabled());
        child<QPushButton>(form, "newMake")->click();
        QTRY_COMPARE(made.count(), 1);
        QVERIFY(session_->open(path("new project")));
        QCOMPARE(session_->samples().size(), size_t{2});
        QCOMPARE(session_->samples()[0].messages[0].content, std::string(kCaptionPrompt));
    }

    void anExportIsWrittenBesideTheProject()
    {
        ExportPanel panel(*session_, *theme_);
        panel.show();
        QSignalSpy done(&panel, &ExportPanel::done);
        panel.setShown({0, 2});
        auto* what = child<QComboBox>(panel, "exportWhat");
        what->setCurrentIndex(1);
        auto* format = child<QComboBox>(panel, "exportFormat");
        format->setCurrentIndex(format->findData("llava"));
        child<QLineEdit>(panel, "exportFolder")->setText(path("out"));
        child<QPushButton>(panel, "exportStart")->click();
        QTRY_COMPARE(done.count(), 1);
        const Dataset read = Dataset::openPath(path("out").toStdString());
        QCOMPARE(read.samples.size(), size_t{2});
        auto* result = child<QLabel>(panel, "exportResult");
        QVERIFY(result->isVisible() && result->text().contains("file://"));
        // A second one never goes over the first.
        child<QLineEdit>(panel, "exportFolder")->setText(path("out"));
        child<QPushButton>(panel, "exportStart")->click();
        QTRY_VERIFY(child<QPushButton>(panel, "exportStart")->isEnabled());
        QCOMPARE(done.count(), 1);
    }
};

LK_TEST_CLASS(ImportPanelsTest);
#include "import_panels_test.moc"
