#include "support/runner.h"
#include "support/sample_project.h"
#include "support/tiny_model.h"
#include "support/window_test.h"

#include "core/base/os.h"
#include "ui/dataset/caption_history.h"
#include "ui/dataset/sample_panel.h"
#include "ui/dataset/tags_line.h"
#include "ui/dataset/turn_edit.h"
#include "ui/widgets/elided_label.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QTextBlock>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class SamplePanelTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<SamplePanel> panel_;

    template <typename Widget>
    Widget* find(const QString& name) const { return panel_->findChild<Widget*>(name); }
    TurnEdit* turn(int number) const { return find<TurnEdit>(QString("turn.%1").arg(number)); }
    void press(const char* name) const
    {
        auto* button = find<QAbstractButton>(QString::fromLatin1(name));
        QVERIFY2(button != nullptr && button->isEnabled(), name);
        button->click();
    }
    const Sample& sample(size_t index = 0) const { return session_->samples()[index]; }

private Q_SLOTS:
    void init()
    {
        setUp();
        makeSampleProject(folder_->path(), 4);
        QVERIFY(session_->open(folder_->path()));
        QTRY_VERIFY(session_->isComplete());
        panel_ = std::make_unique<SamplePanel>(*session_, *theme_);
        panel_->resize(500, 700);
        panel_->show();
        panel_->setSample(0);
        QVERIFY(QTest::qWaitForWindowExposed(panel_.get()));
    }

    void cleanup()
    {
        os::testing::failWritesAfter(-1);
        panel_.reset();
        tearDown();
    }

    void turnsAreAddedRemovedMovedAndSpokenByOthers()
    {
        press("addTurns");
        QCOMPARE(sample().messages.size(), size_t{4});
        press("removeTurn.3");
        QCOMPARE(sample().messages.size(), size_t{3});
        press("upTurn.2");
        QCOMPARE(sample().messages[1].role, Role::User);
        QCOMPARE(sample().messages[2].content, std::string("a red card number 0"));
        auto* role = find<QComboBox>("role.1");
        role->setCurrentIndex(role->findData(static_cast<int>(Role::Function)));
        Q_EMIT role->activated(role->currentIndex());
        panel_->commit();
        QCOMPARE(sample().messages[1].role, Role::Function);
        for (int i = 0; i < 4; ++i)
            session_->undo();
        QCOMPARE(sample().messages.size(), size_t{2});
        QCOMPARE(turn(1)->toPlainText(), QString("a red card number 0"));
        QVERIFY(!turn(2)->isVisible());
    }

    void aPicturesPlaceIsPutAtTheCursorAndShownAsAMark()
    {
        turn(0)->setPlainText("Before after");
        QTextCursor cursor = turn(0)->textCursor();
        cursor.setPosition(7);
        turn(0)->setTextCursor(cursor);
        press("pictureTurn.0");
        QCOMPARE(turn(0)->toPlainText(), QString("Before <image>after"));
        const auto formats = turn(0)->document()->firstBlock().layout()->formats();
        QCOMPARE(formats.size(), 1);
        QCOMPARE(formats[0].start, 7);
        QCOMPARE(formats[0].length, 7);
        QVERIFY(!find<QAbstractButton>("pictureTurn.1")->isVisible()); // Answers hold no pictures.
    }

    void anInstructionAndAWorseAnswerComeAndGo()
    {
        press("addSystem");
        find<TurnEdit>("turn.system")->setPlainText("Be brief.");
        panel_->commit();
        QCOMPARE(sample().system.value_or(""), std::string("Be brief."));
        find<TurnEdit>("turn.system")->clear();
        panel_->commit();
        QVERIFY(!sample().system);
        press("addWorse");
        find<TurnEdit>("turn.worse")->setPlainText("a lamp");
        panel_->commit();
        QCOMPARE(sample().rejectedAnswer.value_or(""), std::string("a lamp"));
        panel_->setSample(1);
        QVERIFY(!find<TurnEdit>("turn.worse")->isVisible());
        panel_->setSample(0);
        QCOMPARE(find<TurnEdit>("turn.worse")->toPlainText(), QString("a lamp"));
    }

    void tagsAreWrittenWithCommas()
    {
        auto* tags = panel_->findChild<TagsLine*>();
        tags->setFocus();
        QTest::keyClicks(tags, " night,  two  words , night,");
        QTest::keyClick(tags, Qt::Key_Return);
        QTRY_COMPARE(sample().tags, (std::vector<std::string>{"night", "two words"}));
        QCOMPARE(tags->text(), QString("night, two words"));
        session_->undo();
        QCOMPARE(tags->text(), QString());
    }

    void whatCannotBeSavedStaysTypedUntilItCan()
    {
        auto* tags = panel_->findChild<TagsLine*>();
        os::testing::failWritesAfter(0); // The disk is full.
        turn(1)->setPlainText("typed");
        QTest::keyClicks(tags, "night");
        panel_->setSample(1);
        QCOMPARE(turn(1)->toPlainText(), QString("a green card number 1"));
        QCOMPARE(tags->text(), QString());
        QVERIFY(session_->hasUnsaved());
        panel_->setSample(0);
        QCOMPARE(turn(1)->toPlainText(), QString("typed"));
        QCOMPARE(tags->text(), QString("night"));
        panel_->setSample(1);
        turn(1)->setPlainText("typed here");
        panel_->commit();
        QTRY_VERIFY(!session_->isWorking());
        QCOMPARE(sample(0).messages.back().content, std::string("a red card number 0"));
        QVERIFY(session_->hasUnsaved());
        os::testing::failWritesAfter(-1);
        panel_->commit(); // There is room again.
        QTRY_VERIFY(!session_->hasUnsaved());
        QCOMPARE(sample(0).messages.back().content, std::string("typed"));
        QCOMPARE(sample(0).tags, std::vector<std::string>{"night"});
        QCOMPARE(sample(1).messages.back().content, std::string("typed here"));
    }

    void turnsThatNobodyTouchedKeepEveryByte()
    {
        SampleContent content = session_->contentOf(0);
        content.messages[0].content = "<image>one\r\ntwo\xC2\xA0three\xE2\x80\xA8" "four";
        content.messages[1].content = "a\xC2\xA0" "card";
        content.system = "be\xC2\xA0" "brief\r\n";
        QVERIFY(session_->edit(0, content, "Edit"));
        turn(1)->moveCursor(QTextCursor::End);
        turn(1)->insertPlainText("!\nnew line");
        panel_->commit();
        QCOMPARE(sample().messages[0].content, content.messages[0].content);
        QCOMPARE(sample().system, content.system);
        QCOMPARE(sample().messages[1].content, std::string("a\xC2\xA0" "card!\nnew line"));
    }

    void filesAreNotDroppedIntoATurn()
    {
        const auto isTaken = [this](const QMimeData& data) {
            QDragEnterEvent enter({5, 5}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(turn(1)->viewport(), &enter);
            return enter.isAccepted();
        };
        QMimeData words;
        words.setText("some words");
        QVERIFY(isTaken(words));
        QMimeData file;
        file.setUrls({QUrl::fromLocalFile(folder_->path())});
        file.setText(folder_->path());
        QVERIFY(!isTaken(file));
    }

    void versionsOfASampleGoWhenTheDataIsReadAgain()
    {
        turn(1)->setPlainText("first words");
        panel_->commit();
        press("versions");
        const QPointer<CaptionHistory> history = panel_->findChild<CaptionHistory*>();
        QVERIFY(!history.isNull());
        session_->reload();
        QTRY_VERIFY(history.isNull());
        QTRY_VERIFY(session_->isComplete() && !session_->isWorking());
        QCOMPARE(turn(1)->toPlainText(), QString("first words"));
    }

    void whoWroteItIsSaid()
    {
        SampleContent content = session_->contentOf(0);
        content.messages.back().content = "a machine's words";
        content.provenance = {Origin::Model, "tiny-sight", "Describe it."};
        QVERIFY(session_->edit(0, content, "Caption"));
        const auto said = [this] { return panel_->findChild<ElidedLabel*>("provenance")->text(); };
        QCOMPARE(said(), QString("Written by tiny-sight, asked “Describe it.”, not reviewed"));
        turn(1)->setPlainText("my words");
        panel_->commit();
        QCOMPARE(sample().provenance.origin, Origin::Edited);
        QCOMPARE(said(), QString("Edited by hand; first written by tiny-sight, not reviewed"));
        content = session_->contentOf(0);
        content.review = Review::Rejected;
        QVERIFY(session_->edit(0, content, "Reject"));
        QVERIFY2(said().endsWith("rejected: not trained on"), qPrintable(said()));
        QVERIFY(find<QAbstractButton>("reject")->isChecked());
    }

    void earlierVersionsAreListedAndComeBack()
    {
        for (const char* text : {"first words", "second words"}) {
            turn(1)->setPlainText(text);
            panel_->commit();
        }
        press("versions");
        auto* history = panel_->findChild<CaptionHistory*>();
        QVERIFY(history != nullptr);
        QTRY_COMPARE(history->findChildren<QAbstractButton*>("revert").size(), 2); // The newest is shown now.
        history->findChildren<QAbstractButton*>("revert").last()->click();
        QTRY_COMPARE(sample().messages.back().content, std::string("a red card number 0"));
        QCOMPARE(turn(1)->toPlainText(), QString("a red card number 0"));
        session_->undo();
        QTRY_COMPARE(sample().messages.back().content, std::string("second words"));
    }

    void severalPicturesAreWalkedAndPutInOrder()
    {
        SampleContent content = session_->contentOf(0);
        content.images.push_back(sample(1).images[0]);
        content.imagesAsWritten.push_back(sample(1).imagesAsWritten[0]);
        content.messages[0].content = "<image><image>Which?";
        QVERIFY(session_->edit(0, content, "Two"));
        panel_->setSample(0);
        press("nextPicture");
        press("pictureEarlier");
        QCOMPARE(sample().images[0], sample(1).images[0]);
        QCOMPARE(sample().imagesAsWritten[0], sample(1).imagesAsWritten[0]);
    }

    void tokensAreCountedByTheModelsOwnTokenizer()
    {
        makeTinyLlava(folder_->path() + "/models/tiny-sight");
        auto* tokens = find<QLabel>("tokenCount");
        QVERIFY(!tokens->isVisible());
        EyeSettings settings;
        settings.model = folder_->path() + "/models/tiny-sight";
        panel_->setModel(settings);
        QTRY_VERIFY2(tokens->text().contains("of them the picture"), qPrintable(tokens->text()));
        const QString before = tokens->text();
        turn(1)->setPlainText(QString("word ").repeated(40));
        QTRY_VERIFY(tokens->text() != before && !tokens->text().isEmpty());
        panel_->setSample(4); // Words only.
        QTRY_VERIFY2(!tokens->text().isEmpty() && !tokens->text().contains("picture"), qPrintable(tokens->text()));
        settings.model = folder_->path() + "/models/nowhere";
        panel_->setModel(settings);
        QTRY_VERIFY2(tokens->text().contains("Can't be used"), qPrintable(tokens->text()));
    }
};

LK_TEST_CLASS(SamplePanelTest);
#include "sample_panel_test.moc"
