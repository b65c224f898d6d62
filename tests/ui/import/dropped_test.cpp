#include "import_fixture.h"

#include "ui/choice/model_choice.h"
#include "ui/dataset/data_page.h"
#include "ui/import/dropped.h"
#include "ui/import/import_panel.h"
#include "ui/import/import_review.h"
#include "ui/welcome/new_project_form.h"

#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUrl>

using namespace lorikeet;
using namespace lorikeet::test;

/// Whatever is dropped, nothing of it is left aside without a word.
class DroppedTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImportFixture> data_;

    template <typename Widget>
    static Widget* child(QWidget& parent, const char* name) { return ImportFixture::child<Widget>(parent, name); }

private Q_SLOTS:
    void init() { data_ = std::make_unique<ImportFixture>(); }
    void cleanup() { data_.reset(); }

    void localFilesAreTaken()
    {
        QMimeData mime;
        mime.setUrls({QUrl("https://example.org/a.jpg"), QUrl::fromLocalFile("/a/photos/"), QUrl::fromLocalFile("/a/b.csv")});
        QCOMPARE(droppedPaths(mime), (QStringList{"/a/photos", "/a/b.csv"}));
        QVERIFY(isProject({data_->path("project")}));
        QVERIFY(isProject({data_->path("project/project.lorikeet")}));
        QVERIFY(!isProject({data_->path("project"), "/a/photos"}));
    }

    void picturesStandForTheirFolder()
    {
        QCOMPARE(offerOf({"/a/photos/1.JPG"}).paths, QStringList{"/a/photos"});
        const DropOffer several = offerOf({"/a/photos/1.jpg", "/a/photos/2.png", "/a/photos/captions.csv"});
        QCOMPARE(several.paths, QStringList{"/a/photos"}); // The table comes with its folder.
        QVERIFY2(several.note.contains("all pictures of their folder") && several.note.contains("photos"), qPrintable(several.note));
        QVERIFY(offerOf({"/a/photos"}).note.isEmpty());
    }

    void foldersAndFilesAreOfferedEach()
    {
        QCOMPARE(offerOf({"/a/photos", "/b/x.json", "/a/photos/inner", "/a/photos2"}).paths, (QStringList{"/a/photos", "/b/x.json", "/a/photos2"}));
        const DropOffer mixed = offerOf({data_->path("project"), "/a/photos"});
        QCOMPARE(mixed.paths, QStringList{"/a/photos"});
        QVERIFY2(mixed.note.contains("A project is no data") && mixed.note.contains("project"), qPrintable(mixed.note));
        QCOMPARE(namesOf({"/a/1", "/a/2", "/a/3", "/a/4", "/a/5"}), QString("1, 2, 3 and 2 more"));
    }

    void thePanelTakesOneAfterAnother()
    {
        const QStringList dropped{data_->makePhotos("summer"), data_->makePhotos("other/winter"), data_->makePhotos("summer/inner/winter")};
        ModelChoice choice(data_->session);
        DataPage page(data_->session, choice, data_->theme);
        page.resize(1100, 680);
        page.show();
        page.showImport({dropped[0], dropped[1]});
        auto* panel = page.findChild<ImportPanel*>();
        QSignalSpy done(panel, &ImportPanel::done);
        auto* path = child<QLineEdit>(page, "importPath");
        auto* note = child<QLabel>(page, "importNote");
        auto* add = child<QPushButton>(page, "importAdd");
        QCOMPARE(path->text(), dropped[0]);
        QVERIFY2(note->isVisible() && note->text().contains("winter"), qPrintable(note->text()));
        QTRY_VERIFY(add->isEnabled());
        add->click();
        QCOMPARE(path->text(), dropped[1]);
        QCOMPARE(done.count(), 0);
        QTRY_VERIFY(data_->session.samples().size() > 4); // It is read, and the panel still offers the other one.
        QVERIFY(path->isVisible());
        QVERIFY(!note->isVisible());
        QTRY_VERIFY(add->isEnabled());
        add->click();
        QCOMPARE(done.count(), 1);
        QCOMPARE(data_->session.project().references().size(), size_t{2});
        QTRY_VERIFY(!path->isVisible());
        page.showImport({dropped[2]}); // A name that is taken is not offered.
        QCOMPARE(child<QLineEdit>(page, "importName")->text(), QString("winter-2"));
    }

    void aNewProjectSaysWhatItLeavesAside()
    {
        const QString summer = data_->makePhotos("summer"), winter = data_->makePhotos("winter");
        NewProjectForm form(data_->theme);
        form.show();
        form.offer({summer, winter});
        QCOMPARE(child<QLineEdit>(form, "newPictures")->text(), summer);
        auto* note = child<QLabel>(form, "importNote");
        QVERIFY2(note->isVisible() && note->text().contains("Left aside: winter"), qPrintable(note->text()));
        form.offer({summer + "/1.png", summer + "/2.png"});
        QCOMPARE(child<QLineEdit>(form, "newPictures")->text(), summer);
        QVERIFY2(note->text().contains("all pictures of their folder"), qPrintable(note->text()));
        QTRY_VERIFY(form.findChild<ImportReview*>()->preview() != nullptr);
        QCOMPARE(form.findChild<ImportReview*>()->preview()->samples, size_t{2});
    }
};

LK_TEST_CLASS(DroppedTest);
#include "dropped_test.moc"
