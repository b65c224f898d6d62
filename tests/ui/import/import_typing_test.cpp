#include "import_fixture.h"

#include "ui/import/import_panel.h"
#include "ui/import/import_review.h"
#include "ui/welcome/new_project_form.h"
#include "ui/widgets/task.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using namespace lorikeet;
using namespace lorikeet::test;

/// Paths that are typed, and what is corrected afterwards.
class ImportTypingTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImportFixture> data_;

    template <typename Widget>
    static Widget* child(QWidget& parent, const char* name) { return ImportFixture::child<Widget>(parent, name); }
    static bool says(QWidget& widget, const QString& words)
    {
        for (const auto* label : widget.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }

private Q_SLOTS:
    void init() { data_ = std::make_unique<ImportFixture>(); }
    void cleanup() { data_.reset(); }

    void onlyAPathThatRestsIsLookedAt()
    {
        const QString photos = data_->makePhotos("photos");
        ImportPanel panel(data_->session, data_->theme);
        panel.show();
        auto* review = panel.findChild<ImportReview*>();
        QStringList looked;
        connect(review, &ImportReview::changed, &panel, [review, &looked] {
            if (review->preview() != nullptr && !looked.contains(QString::fromStdString(review->preview()->path)))
                looked << QString::fromStdString(review->preview()->path);
        });
        auto* path = child<QLineEdit>(panel, "importPath");
        QTRY_COMPARE(backgroundPool()->activeThreadCount(), 0);
        for (const QChar& letter : photos) // "/" is the first path of all.
            path->setText(path->text() + letter);
        QCOMPARE(backgroundPool()->activeThreadCount(), 0);
        QTest::qWait(100);
        QVERIFY(review->isReading() && looked.isEmpty());
        QCOMPARE(child<QLineEdit>(panel, "importName")->text(), QString("photos"));
        QTRY_VERIFY(review->isReady());
        QCOMPARE(looked, QStringList{photos});
        path->setText(photos + "/1"); // What was found for another path is no answer any more.
        QVERIFY(!review->isReady());
        QVERIFY(!child<QPushButton>(panel, "importAdd")->isEnabled());
        QVERIFY(!child<QLabel>(panel, "importSentence")->isVisible());
    }

    void theWholeMachineIsNoData()
    {
        ImportPanel panel(data_->session, data_->theme);
        panel.show();
        panel.setPath("/");
        QTRY_VERIFY(!panel.findChild<ImportReview*>()->isReading());
        QVERIFY(says(panel, "far more than pictures"));
        QVERIFY(says(panel, "Choose the folder of the pictures themselves"));
        QVERIFY(!child<QPushButton>(panel, "importAdd")->isEnabled());
    }

    void aWrongModelFolderLeavesNoProjectBehind()
    {
        const QString photos = data_->makePhotos("photos"), model = data_->path("model"), folder = data_->path("new project");
        QVERIFY(QDir().mkpath(model));
        writeBytes(model + "/config.json", "{}");
        NewProjectForm form(data_->theme);
        form.show();
        QSignalSpy made(&form, &NewProjectForm::made), problem(&form, &NewProjectForm::problem);
        child<QLineEdit>(form, "newPictures")->setText(photos);
        child<QLineEdit>(form, "newFolder")->setText(folder);
        child<QLineEdit>(form, "newModel")->setText(model);
        auto* make = child<QPushButton>(form, "newMake");
        QTRY_VERIFY(make->isEnabled());
        make->click();
        QTRY_COMPARE(problem.count(), 1);
        QVERIFY2(problem[0][0].toString().contains("is no model folder"), qPrintable(problem[0][0].toString()));
        QVERIFY(!QFileInfo::exists(folder));
        writeBytes(model + "/model.safetensors", "x");
        QVERIFY(make->isEnabled());
        make->click();
        QTRY_COMPARE(made.count(), 1);
        QCOMPARE(problem.count(), 1);
        QVERIFY(data_->session.open(folder));
        QCOMPARE(data_->session.samples().size(), size_t{2});
        QCOMPARE(data_->session.project().models().size(), size_t{1});
    }
};

LK_TEST_CLASS(ImportTypingTest);
#include "import_typing_test.moc"
