#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/base/os.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/sample_panel.h"
#include "ui/dataset/tags_line.h"
#include "ui/dataset/thumbnail_loader.h"
#include "ui/dataset/turn_edit.h"
#include "ui/widgets/picture.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class DataPageTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<DataPage> page_;

    void openPage(int count, bool hasFaults = false)
    {
        makeSampleProject(folder_->path(), count, hasFaults);
        openPage(folder_->path());
    }
    void openPage(const QString& project)
    {
        QVERIFY(session_->open(project));
        page_ = std::make_unique<DataPage>(*session_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        page_->activate();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        QTRY_VERIFY(session_->isComplete());
    }
    /// A picture with its caption in a folder of pictures.
    void addPhoto(const QString& name, const QString& caption) const
    {
        QImage image(32, 32, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(folder_->path() + "/photos/" + name + ".png"));
        writeBytes(folder_->path() + "/photos/" + name + ".txt", caption.toUtf8());
    }
    GalleryView* gallery() const { return page_->findChild<GalleryView*>("gallery"); }
    template <typename Widget>
    Widget* find(const char* name) const { return page_->findChild<Widget*>(QString::fromLatin1(name)); }
    TurnEdit* turn(int number) const { return page_->findChild<TurnEdit*>(QString("turn.%1").arg(number)); }
    QString answer(size_t sample) const { return QString::fromStdString(session_->samples()[sample].messages.back().content); }
    int rows() const { return page_->samples().rowCount(); }

private Q_SLOTS:
    void init()
    {
        setUp();
    }

    void cleanup()
    {
        os::testing::protectFolder({});
        page_.reset();
        tearDown();
    }

    void showsTheNextStepWithoutAProject()
    {
        DataPage page(*session_, *choice_, *theme_);
        QSignalSpy requested(&page, &Page::pageRequested);
        auto* button = page.findChild<QAbstractButton*>("toWelcome");
        QVERIFY(button != nullptr);
        button->click();
        QCOMPARE(requested.value(0).value(0).toString(), QString("welcome"));
    }

    void listsEverySampleAndFindsByWords()
    {
        openPage(12);
        QCOMPARE(rows(), 13);
        auto* line = find<QLineEdit>("filterLine");
        QTest::keyClick(gallery(), Qt::Key_Slash);
        QTRY_VERIFY(line->hasFocus());
        QTest::keyClicks(line, "RED card");
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(find<QLabel>("shownCount")->text(), QString("3 of 13"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(page_->focusWidget(), static_cast<QWidget*>(gallery()));
        page_->showFilter("file:picture-7.png");
        QTRY_COMPARE(rows(), 1);
        QCOMPARE(session_->current(), size_t{7}); // What matches is shown.
        page_->showFilter("red green");
        QTRY_COMPARE(rows(), 0);
        find<QAbstractButton>("clearFilter")->click();
        QTRY_COMPARE(rows(), 13);
    }

    void aFilterThatMakesNoSenseIsSaidUnderTheLine()
    {
        openPage(4);
        auto* problem = find<QLabel>("filterProblem");
        QVERIFY(!problem->isVisible());
        page_->showFilter("tokns:>3");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY2(problem->text().contains("tokns") && problem->text().contains("tokens"), qPrintable(problem->text()));
        QCOMPARE(rows(), 5); // What was shown stays.
        page_->showFilter("number");
        QTRY_COMPARE(rows(), 4);
        QVERIFY(!problem->isVisible());
    }

    void chipsWriteTheirTermIntoTheLine()
    {
        openPage(4);
        auto* chip = find<QToolButton>("chip.is:excluded");
        chip->click();
        QCOMPARE(find<QLineEdit>("filterLine")->text(), QString("is:excluded"));
        QTRY_COMPARE(rows(), 0);
        chip->click();
        QTRY_COMPARE(rows(), 5);
        page_->showFilter("card is:excluded");
        QVERIFY(chip->isChecked());
    }

    void sortsByAnyColumnEitherWay()
    {
        openPage(12);
        auto* order = find<QComboBox>("order");
        order->setCurrentIndex(order->findData("answer"));
        Q_EMIT order->activated(order->currentIndex());
        QTRY_VERIFY(answer(page_->samples().sampleAt(0)).startsWith("a blue"));
        find<QToolButton>("orderDirection")->click();
        QTRY_VERIFY(answer(page_->samples().sampleAt(0)) == "only words");
        QCOMPARE(gallery()->currentRow(), page_->samples().rowOf(session_->current()));
    }

    void aViewIsSavedChosenAndDeleted()
    {
        openPage(12);
        page_->showFilter("blue");
        QTRY_COMPARE(rows(), 3);
        auto* menu = find<QToolButton>("viewsMenu")->menu();
        Q_EMIT menu->aboutToShow();
        auto* name = menu->findChildren<QLineEdit*>("viewName").last();
        name->setText("Blue ones");
        Q_EMIT name->returnPressed();
        QCOMPARE(session_->project().views().size(), size_t{1});
        page_->showFilter({});
        QTRY_COMPARE(rows(), 13);
        Q_EMIT menu->aboutToShow();
        menu->actions().first()->trigger();
        QTRY_COMPARE(rows(), 3);
        Q_EMIT menu->aboutToShow();
        menu->actions().last()->menu()->actions().first()->trigger();
        QVERIFY(session_->project().views().empty());
    }

    void countsStandOverTheGallery()
    {
        openPage(12);
        QTRY_VERIFY2(!find<QLabel>("readiness")->text().isEmpty(), "the counts have not come");
        QVERIFY2(find<QLabel>("readiness")->text().contains("13 of 13"), qPrintable(find<QLabel>("readiness")->text()));
        find<QAbstractButton>("reviewedOnly")->click();
        QTRY_VERIFY2(find<QLabel>("readiness")->text().contains("not the other 13"), qPrintable(find<QLabel>("readiness")->text()));
        QCOMPARE(session_->project().preference("train_on_reviewed"), std::string("true"));
    }

    void aDroppedFolderIsLookedAtForImport()
    {
        openPage(4);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(folder_->path() + "/data/pictures")});
        const QPointF place(300, 300);
        QDragEnterEvent enter(place.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page_.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page_.get(), &drop);
        auto* path = find<QLineEdit>("importPath");
        QVERIFY(path != nullptr && path->isVisible());
        QCOMPARE(path->text(), folder_->path() + "/data/pictures");
        find<QAbstractButton>("importCancel")->click();
        QVERIFY(gallery()->isVisible());
        QMimeData project; // A project is opened by the window instead.
        project.setUrls({QUrl::fromLocalFile(folder_->path())});
        QDragEnterEvent other(place.toPoint(), Qt::CopyAction, &project, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(page_.get(), &other);
        QVERIFY(!other.isAccepted());
        find<QAbstractButton>("exportData")->click();
        QVERIFY(find<QWidget>("exportPanel")->isVisible());
    }

    void theMenuActsOnWhatIsChosen()
    {
        openPage(6);
        gallery()->setCurrentRow(1);
        QTest::keyClick(gallery(), Qt::Key_Right, Qt::ShiftModifier);
        const auto choose = [this](const char* name) {
            Q_EMIT gallery()->menuRequested({10, 10});
            auto* menu = find<QMenu>("galleryMenu");
            auto* action = menu->findChild<QAction*>(QString::fromLatin1(name));
            const bool isEnabled = action->isEnabled();
            if (isEnabled)
                action->trigger();
            menu->close();
            delete menu;
            return isEnabled;
        };
        QVERIFY(!choose("menuRevert")); // Nothing was edited.
        QVERIFY(!choose("menuCopies"));
        QVERIFY(choose("menuAlwaysTrains"));
        QTRY_VERIFY(session_->samples()[1].alwaysTrains && session_->samples()[2].alwaysTrains);
        QVERIFY(choose("menuExclude"));
        QTRY_VERIFY(session_->isExcluded(1) && session_->isExcluded(2) && !session_->isExcluded(3));
        QVERIFY(choose("menuAccept"));
        QTRY_COMPARE(session_->samples()[2].review, Review::Accepted);
        QVERIFY(choose("menuCopyPath"));
        QCOMPARE(QGuiApplication::clipboard()->text(), folder_->path() + "/data/pictures/picture-1.png\n" + folder_->path() + "/data/pictures/picture-2.png");
        QVERIFY(choose("menuRevert"));
        QTRY_VERIFY(!session_->samples()[1].alwaysTrains && !session_->isExcluded(2) && session_->samples()[2].review == Review::None);
    }

    void aBrokenPictureIsMarkedAndTheRestGoesOn()
    {
        openPage(4, true);
        QTRY_VERIFY(page_->thumbnails().isBroken(6));
        QTRY_VERIFY(page_->thumbnails().find(0) != nullptr);
        session_->setCurrent(6);
        auto* panel = page_->findChild<SamplePanel*>("samplePanel");
        QTRY_VERIFY(!panel->picture().message().isEmpty());
        session_->setCurrent(0);
        QTRY_VERIFY(panel->picture().hasImage());
    }

    void anEditIsUndoneRedoneAndSurvivesReopening()
    {
        openPage(6);
        const QByteArray original = readBytes(folder_->path() + "/data/cards.json");
        session_->setCurrent(2);
        turn(1)->setPlainText("a blue thing");
        QVERIFY(session_->hasUnsaved());
        QTest::keyClick(turn(1), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(answer(2), QString("a blue thing"));
        QVERIFY(!session_->hasUnsaved());
        session_->setCurrent(4);
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(answer(2), QString("a blue card number 2"));
        QTRY_COMPARE(session_->current(), size_t{2}); // Undo shows what it changed.
        QCOMPARE(turn(1)->toPlainText(), QString("a blue card number 2"));
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(answer(2), QString("a blue thing"));
        page_.reset();
        choice_.reset();
        session_ = std::make_unique<ProjectSession>();
        choice_ = std::make_unique<ModelChoice>(*session_);
        QVERIFY(session_->open(folder_->path()));
        QTRY_COMPARE(answer(2), QString("a blue thing"));
        QVERIFY(session_->canUndo());
        session_->undo();
        QTRY_COMPARE(answer(2), QString("a blue card number 2"));
        QCOMPARE(readBytes(folder_->path() + "/data/cards.json"), original);
    }

    void whatIsTypedIsSavedWhenAnotherSampleIsChosen()
    {
        openPage(4);
        turn(0)->setPlainText("<image>Which colour?");
        session_->setCurrent(3);
        QTRY_COMPARE(QString::fromStdString(session_->samples()[0].messages[0].content), QString("<image>Which colour?"));
    }

    void aReloadKeepsWhatIsTypedTheSampleTheFilterAndTheFocus()
    {
        QVERIFY(QDir().mkpath(folder_->path() + "/photos"));
        for (int i = 0; i < 6; ++i)
            addPhoto(QString("photo-%1").arg(i), QString("a cat %1").arg(i));
        Project project = Project::create((folder_->path() + "/project").toStdString(), "Cats");
        project.addReference("photos", (folder_->path() + "/photos").toStdString(), {});
        openPage(folder_->path() + "/project");
        page_->showFilter("cat");
        session_->setCurrent(2);
        const std::string id = session_->samples()[2].id;
        addPhoto("a-dog", "a dog"); // Stands before all others.
        turn(1)->setFocus();
        turn(1)->setPlainText("a cat is typed");
        QTextCursor cursor = turn(1)->textCursor();
        cursor.setPosition(5);
        turn(1)->setTextCursor(cursor);
        QSignalSpy completed(session_.get(), &ProjectSession::completed);
        session_->reload();
        QVERIFY(completed.wait());
        QTRY_VERIFY(!session_->hasUnsaved());
        QCOMPARE(session_->samples().size(), size_t{7});
        QCOMPARE(session_->samples()[session_->current()].id, id);
        QCOMPARE(answer(*session_->indexOf(id)), QString("a cat is typed"));
        int typed = 0;
        for (size_t i = 0; i < session_->samples().size(); ++i)
            typed += answer(i) == "a cat is typed" ? 1 : 0;
        QCOMPARE(typed, 1);
        QCOMPARE(turn(1)->toPlainText(), QString("a cat is typed"));
        QCOMPARE(turn(1)->textCursor().position(), 5);
        QVERIFY(turn(1)->hasFocus());
        QCOMPARE(find<QLineEdit>("filterLine")->text(), QString("cat"));
        QTRY_COMPARE(rows(), 6);
        QCOMPARE(page_->samples().sampleAt(gallery()->currentRow()), session_->current());
    }

    void whatIsTypedGoesIntoTheProjectThatIsLeft()
    {
        openPage(4);
        const QString other = folder_->path() + "/other";
        makeSampleProject(other, 4); // With the same sample ids.
        session_->setCurrent(1);
        page_->showFilter("card");
        turn(1)->setPlainText("typed at the end");
        session_->openInBackground(other);
        QTRY_COMPARE(QString::fromStdString(session_->project().folder()), other);
        QTRY_VERIFY(session_->isComplete());
        QCOMPARE(session_->current(), size_t{0});
        QCOMPARE(find<QLineEdit>("filterLine")->text(), QString());
        QCOMPARE(answer(1), QString("a green card number 1"));
        QTRY_VERIFY(!session_->hasUnsaved());
        QVERIFY(!session_->canUndo());
        QVERIFY(session_->open(folder_->path()));
        QCOMPARE(answer(1), QString("typed at the end"));
    }

    void whatCouldNotBeSavedStaysWithItsProject()
    {
        openPage(4);
        const QString other = folder_->path() + "/other";
        makeSampleProject(other, 4);
        QSignalSpy problem(session_.get(), &ProjectSession::problem);
        os::testing::failWritesAfter(0);
        turn(1)->setPlainText("typed at the end");
        session_->openInBackground(other);
        QTRY_COMPARE(QString::fromStdString(session_->project().folder()), other);
        os::testing::failWritesAfter(-1);
        QVERIFY2(problem.last().at(0).toString().contains("could not be saved"), qPrintable(problem.last().at(0).toString()));
        QCOMPARE(turn(1)->toPlainText(), QString("a red card number 0"));
        session_->setCurrent(1);
        QVERIFY(!session_->canUndo());
        session_->openInBackground(folder_->path());
        QTRY_COMPARE(QString::fromStdString(session_->project().folder()), folder_->path());
        QTRY_COMPARE(turn(1)->toPlainText(), QString("typed at the end"));
        QTest::keyClick(turn(1), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(answer(0), QString("typed at the end"));
        QTRY_VERIFY(!session_->hasUnsaved());
    }

    void aProjectThatCanOnlyBeReadIsLookedAt()
    {
        makeSampleProject(folder_->path(), 4);
        os::testing::protectFolder(folder_->path().toStdString());
        openPage(folder_->path());
        QVERIFY(session_->project().isReadOnly());
        QVERIFY(turn(1)->isReadOnly());
        QVERIFY(page_->findChild<TagsLine*>()->isReadOnly());
        for (const char* name : {"changeMany", "captionWithAi", "acceptChosen", "rejectChosen", "excludeChosen", "accept", "reject", "exclude", "reviewedOnly"})
            QVERIFY2(!find<QAbstractButton>(name)->isEnabled(), name);
        QVERIFY(!find<QWidget>("addTurns")->isVisible());
        QSignalSpy problem(session_.get(), &ProjectSession::problem);
        QTest::keyClick(gallery(), Qt::Key_Space);
        QTest::keyClick(gallery(), Qt::Key_A);
        QVERIFY(!session_->isExcluded(0));
        QCOMPARE(session_->samples()[0].review, Review::None);
        QCOMPARE(problem.count(), 0);
        page_->showFilter("red");
        QTRY_COMPARE(rows(), 1);
    }

    void dataOfWhichNothingCanBeUsedLeadsToCheck()
    {
        writeBytes(folder_->filePath("project.lorikeet"), "version: 1\nname: Unread\n");
        writeBytes(folder_->filePath("rows.jsonl"), "{\"instruction\": \"q\", \"output\": NaN}\n");
        openPage(folder_->path());
        QVERIFY(!find<QWidget>("seeProblems")->isVisible());
        session_->project().addDataset("rows", folder_->filePath("rows.jsonl").toStdString());
        QVERIFY(session_->open(folder_->path()));
        QCOMPARE(session_->issues().size(), size_t(1));
        QTRY_VERIFY(find<QWidget>("seeProblems")->isVisible());
        QSignalSpy asked(page_.get(), &Page::pageRequested);
        find<QAbstractButton>("seeProblems")->click();
        QCOMPARE(asked.first().at(0).toString(), QString("check"));
    }

    void theFirstOneChosenSaysWhichWayAllGo()
    {
        openPage(6);
        session_->setExcluded({1}, true);
        QTRY_VERIFY(session_->isExcluded(1));
        gallery()->setFocus();
        gallery()->setCurrentRow(3);
        gallery()->toggleSelected(1);
        Q_EMIT gallery()->menuRequested({10, 10});
        const QPointer<QMenu> menu = find<QMenu>("galleryMenu");
        QVERIFY(menu->findChild<QAction*>("menuExclude")->text().startsWith("Take in again"));
        session_->reload(); // Other samples may stand in these places afterwards.
        QTRY_VERIFY(menu.isNull());
        QTRY_VERIFY(session_->isComplete() && !session_->isWorking());
        gallery()->setCurrentRow(3);
        gallery()->toggleSelected(1);
        QTest::keyClick(gallery(), Qt::Key_Space);
        QTRY_VERIFY(!session_->isExcluded(1));
        QVERIFY(!session_->isExcluded(3));
    }

    void whatIsTypedIsSavedAfterAPause()
    {
        openPage(2);
        turn(1)->setPlainText("typed");
        QTRY_COMPARE_WITH_TIMEOUT(answer(0), QString("typed"), 4000);
    }

    void spaceLeavesOutAndUndoTakesInAgain()
    {
        openPage(6);
        gallery()->setFocus();
        gallery()->setCurrentRow(1);
        gallery()->toggleSelected(4);
        QTest::keyClick(gallery(), Qt::Key_Space);
        QTRY_VERIFY(session_->isExcluded(1));
        QVERIFY(session_->isExcluded(4));
        QTest::keyClick(gallery(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!session_->isExcluded(1));
        QVERIFY(!session_->isExcluded(4)); // Both were one step.
        QVERIFY(!session_->canUndo());
        QTest::keyClick(gallery(), Qt::Key_Delete);
        QTRY_VERIFY(session_->isExcluded(session_->current()));
        QTest::keyClick(gallery(), Qt::Key_Delete); // Never takes in.
        QTest::qWait(50);
        QVERIFY(session_->isExcluded(session_->current()));
    }

    void reviewingWalksOnAndIsTakenBackByTheSameKey()
    {
        openPage(6);
        gallery()->setFocus();
        gallery()->setCurrentRow(1);
        QTest::keyClick(gallery(), Qt::Key_A);
        QTRY_COMPARE(session_->samples()[1].review, Review::Accepted);
        QCOMPARE(gallery()->currentRow(), 2);
        QTest::keyClick(gallery(), Qt::Key_R);
        QTRY_COMPARE(session_->samples()[2].review, Review::Rejected);
        QVERIFY(!session_->samples()[2].isTrainable());
        gallery()->setCurrentRow(1);
        QVERIFY(find<QAbstractButton>("accept")->isChecked());
        QTest::keyClick(gallery(), Qt::Key_A);
        QTRY_COMPARE(session_->samples()[1].review, Review::None);
        QTest::keyClick(gallery(), Qt::Key_A, Qt::ControlModifier);
        find<QAbstractButton>("acceptChosen")->click();
        QTRY_COMPARE(session_->samples()[6].review, Review::Accepted);
        QCOMPARE(session_->samples()[0].review, Review::Accepted);
    }

    void changedSamplesStayUntilTheSearchIsRepeated()
    {
        openPage(8);
        page_->showFilter("is:unreviewed");
        QTRY_VERIFY(!page_->samples().isSearching());
        QCOMPARE(rows(), 9);
        gallery()->setFocus();
        gallery()->setCurrentRow(0);
        QTest::keyClick(gallery(), Qt::Key_A);
        QTRY_COMPARE(session_->samples()[0].review, Review::Accepted);
        QCOMPARE(rows(), 9);
        auto* again = find<QAbstractButton>("filterAgain");
        QTRY_VERIFY(again->isVisible());
        again->click();
        QTRY_COMPARE(rows(), 8);
        QVERIFY(!again->isVisible());
    }

    void aHundredThousandExamplesAreFilteredWalkedAndAllChosen()
    {
        makeSampleProject(folder_->path(), 4);
        QByteArray rowsOfFile = "[";
        for (int i = 0; i < 100'000; ++i)
            rowsOfFile += QString(R"(%1{"conversations":[{"from":"human","value":"<image>What is it?"},{"from":"gpt","value":"card number %2 with %3"}],"images":["pictures/picture-%4.png"]})")
                              .arg(i > 0 ? "," : "").arg(i).arg(i % 1000 == 7 ? "a needle" : "some hay").arg(i % 4).toUtf8();
        writeBytes(folder_->path() + "/data/cards.json", rowsOfFile + "]");
        QVERIFY(session_->open(folder_->path()));
        page_ = std::make_unique<DataPage>(*session_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
        QVERIFY(QTest::qWaitForWindowExposed(page_.get()));
        QTRY_VERIFY_WITH_TIMEOUT(session_->isComplete(), 20'000);
        page_->showFilter("NEEDLE number");
        QTRY_COMPARE(rows(), 100);
        page_->showFilter({});
        QTRY_COMPARE(rows(), 100'000);
        gallery()->setFocus();
        QTest::keyClick(gallery(), Qt::Key_End);
        QCOMPARE(session_->current(), size_t{99'999});
        QTest::keyClick(gallery(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(gallery()->chosenSamples().size(), size_t{100'000});
        QVERIFY2(find<QLabel>("chosenCount")->text().contains("100,000"), qPrintable(find<QLabel>("chosenCount")->text()));
    }

    void eEditsTheAnswer()
    {
        openPage(3);
        gallery()->setFocus();
        QTest::keyClick(gallery(), Qt::Key_E);
        QVERIFY(turn(1)->hasFocus());
    }

    void theSliderMakesTilesLarger()
    {
        openPage(8);
        const int before = gallery()->tileRect(0).height();
        find<QSlider>("tileSize")->setValue(280);
        QVERIFY(gallery()->tileRect(0).height() > before);
        find<QSlider>("tileSize")->setValue(148);
    }

    void everyControlHasANameAndTakesTheKeyboard()
    {
        openPage(3, true);
        for (QWidget* widget : page_->findChildren<QWidget*>()) {
            if (!widget->isVisibleTo(page_.get()) || widget->focusPolicy() == Qt::NoFocus || qobject_cast<QAbstractScrollArea*>(widget->parentWidget()) != nullptr)
                continue;
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool hasName = !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
            if (button != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr || qobject_cast<QComboBox*>(widget) != nullptr || qobject_cast<QSlider*>(widget) != nullptr
                || qobject_cast<TurnEdit*>(widget) != nullptr)
                QVERIFY2(hasName, qPrintable(QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName())));
        }
    }
};

LK_TEST_CLASS(DataPageTest);
#include "data_page_test.moc"
