#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/models/processor.h"
#include "ui/look/chip_view.h"
#include "ui/look/look_page.h"
#include "ui/look/look_worker.h"
#include "ui/look/patch_view.h"

#include <QAbstractButton>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolTip>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class LookPageTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<LookPage> page_;

    /// What the Processor needs of a starter model; the weights are never read.
    QString makeModel(const QStringList& parts) const
    {
        const QString model = folder_->path() + "/models/starter";
        QDir().mkpath(model);
        for (const QString& part : parts) {
            const QDir from(QString(LORIKEET_SOURCE_DIR "/resources/starters/") + part);
            for (const QString& name : from.entryList(QDir::Files))
                QFile::copy(from.filePath(name), model + "/" + name);
        }
        QFile::copy(LORIKEET_SOURCE_DIR "/resources/starters/projector_random.safetensors", model + "/model.safetensors");
        return model;
    }

    void openPage(int count, const QStringList& parts = {"common", "picture"})
    {
        makeSampleProject(folder_->path(), count);
        const QString model = makeModel(parts);
        QVERIFY(session_->open(folder_->path()));
        if (session_->project().models().empty()) {
            session_->project().addModel(model.toStdString());
            QVERIFY(session_->open(folder_->path()));
        }
        QTRY_VERIFY(!choice_->settings().model.isEmpty()); // It is looked for behind the window.
        page_ = std::make_unique<LookPage>(*session_, *choice_, *theme_);
        page_->resize(1100, 680);
        page_->show();
    }

private Q_SLOTS:
    void init()
    {
        setUp();
    }

    void cleanup()
    {
        page_.reset();
        tearDown();
    }

    void saysWhatItIsForWithoutAProject()
    {
        LookPage page(*session_, *choice_, *theme_);
        QVERIFY(page.findChild<QAbstractButton*>("toWelcome") != nullptr);
    }

    void chipsStandForExactlyTheIdsOfTheProcessor()
    {
        openPage(5);
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        const auto processor = Processor::load(session_->project().models()[0].path, "auto", EncodeOptions());
        const Encoded encoded = processor->encode(session_->samples()[0], WithPixels::No);
        const TokenLine line = tokenLine(encoded);
        int next = 0, learned = 0, pictures = 0;
        for (const TokenChip& chip : page_->chips().chips()) {
            QCOMPARE(chip.firstToken, next);
            next += chip.tokenCount;
            for (int i = chip.firstToken; i < next; ++i)
                QCOMPARE(chip.isLearned, encoded.labels[static_cast<size_t>(i)] != kIgnoreLabel);
            learned += chip.isLearned ? chip.tokenCount : 0;
            pictures += chip.isPicture ? 1 : 0;
            QVERIFY(chipWords(chip, encoded, line).contains("id " + QString::number(encoded.ids[static_cast<size_t>(chip.firstToken)])));
        }
        QCOMPARE(next, static_cast<int>(encoded.ids.size()));
        QCOMPARE(learned, encoded.learnedTokens());
        QCOMPARE(pictures, 1);
        QVERIFY(learned > 0);
        QVERIFY(page_->findChild<QLabel*>("pictureCost")->text().contains(QString::number(encoded.images[0].plan.tokens)));
    }

    void theSeenPictureIsTheProcessorsOwn()
    {
        openPage(3);
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        const auto processor = Processor::load(session_->project().models()[0].path, "auto", EncodeOptions());
        std::vector<Issue> issues;
        const auto expected = processor->seenImage(session_->samples()[0].images[0], issues);
        QVERIFY(expected.has_value());
        QCOMPARE(page_->findChild<PatchView*>()->image(), toQImage(*expected));
    }

    void thePointerTellsOfAToken()
    {
        openPage(3);
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        auto* view = page_->findChild<PatchView*>();
        // 36 tokens in 6 rows: the pointer in the middle of the second row's first one.
        const QRectF place = view->imageRect();
        const QPointF at(place.left() + place.width() / 12, place.top() + place.height() / 4);
        QMouseEvent move(QEvent::MouseMove, at, view->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(view, &move);
        QVERIFY2(QToolTip::text().startsWith(QString("Token 7 of 36")), qPrintable(QToolTip::text()));
    }

    void thePointerTellsOfRowsAndColumnsWhereTokensHaveThem()
    {
        openPage(3, {"unified"});
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        auto* view = page_->findChild<PatchView*>();
        const auto processor = Processor::load(session_->project().models()[0].path, "auto", EncodeOptions());
        const Encoded encoded = processor->encode(session_->samples()[0], WithPixels::No);
        // 64 x 48 pixels are enlarged to 80 x 64, five tokens by four: the pointer in the middle of row 2, column 3.
        QCOMPARE(encoded.images[0].plan.tokens, 20);
        const QRectF place = view->imageRect();
        const QPointF at(place.left() + place.width() * 2.5 / 5, place.top() + place.height() * 1.5 / 4);
        QMouseEvent move(QEvent::MouseMove, at, view->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(view, &move);
        const auto token = static_cast<size_t>(encoded.images[0].firstToken) + 7;
        const auto& positions = encoded.positionIds;
        QCOMPARE(positions.size(), size_t{3});
        QCOMPARE(positions[1][token], positions[0][token] + 1);
        QCOMPARE(positions[2][token], positions[0][token] + 2);
        const QString words = QString("Token 8 of 20 of this picture\nPosition in time %1, down %2, across %3")
                                  .arg(positions[0][token]).arg(positions[1][token]).arg(positions[2][token]);
        QCOMPARE(QToolTip::text(), words);
    }

    void arrowsWalkTheSamples()
    {
        openPage(4);
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        QVERIFY(QTest::qWaitForWindowActive(page_.get()));
        QTest::keyClick(&page_->chips(), Qt::Key_Right);
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(session_->current(), size_t{1});
        QTest::keyClick(&page_->chips(), Qt::Key_Left);
        QTRY_COMPARE(shown.count(), 3);
        QCOMPARE(session_->current(), size_t{0});
    }

    void theLongestIsFound()
    {
        openPage(4);
        SampleContent content = session_->contentOf(2);
        content.messages.back().content = "a very long answer that goes on and on and on and on and on and on";
        session_->edit(2, content, "Edit");
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        page_->findChild<QAbstractButton*>("lookLongest")->click();
        QTRY_COMPARE(session_->current(), size_t{2});
    }

    void whatTheLimitTakesIsShownAndCounted()
    {
        openPage(3);
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_COMPARE(shown.count(), 1);
        const auto whole = page_->chips().chips();
        const auto tokens = [](const std::vector<TokenChip>& chips, bool onlyLost) {
            int count = 0;
            for (const TokenChip& chip : chips)
                count += !onlyLost || chip.isLost ? chip.tokenCount : 0;
            return count;
        };
        const int all = tokens(whole, false);
        auto* lost = page_->findChild<QLabel*>("lostTokens");
        QVERIFY(lost->isHidden());
        page_->findChild<QSpinBox*>("lookCutoff")->setValue(all - 3);
        QTRY_COMPARE(shown.count(), 2);
        QCOMPARE(tokens(page_->chips().chips(), false), all);
        QCOMPARE(tokens(page_->chips().chips(), true), 3);
        QVERIFY(lost->isVisible());
        QVERIFY2(lost->text().startsWith(QString("Too long: 3 of %1 tokens").arg(all)), qPrintable(lost->text()));
        // The choice outlives the window: it is the project's.
        page_.reset();
        choice_.reset();
        session_.reset();
        ProjectSession again;
        QVERIFY(again.open(folder_->path()));
        QCOMPARE(ModelChoice(again).settings().cutoffLen, all - 3);
    }

    void limitsAreTakenToThePlan()
    {
        openPage(2);
        QSignalSpy wanted(page_.get(), &LookPage::planRequested);
        page_->findChild<QSpinBox*>("lookCutoff")->setValue(512);
        page_->findChild<QSpinBox*>("lookPixels")->setValue(65'536);
        page_->findChild<QAbstractButton*>("useInPlan")->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][0].toInt(), 512);
        QCOMPARE(wanted[0][1].toLongLong(), qint64{65'536});
    }

    void theNeighbourIsMadeAhead()
    {
        openPage(4);
        LookWorker worker(*session_);
        worker.setSettings(choice_->settings());
        int count = 0;
        connect(&worker, &LookWorker::looked, this, [&count] { ++count; });
        worker.look(0);
        QTRY_COMPARE(count, 1);
        // Once the pool is idle the next one is known: it is given at once.
        QTRY_VERIFY_WITH_TIMEOUT([&] {
            const int before = count;
            worker.look(1);
            return count > before;
        }(), 5'000);
    }

    void picturesOfASampleAreWalked()
    {
        openPage(3);
        const QJsonArray rows{rowOf("<image><image>Both?", "both", {"pictures/picture-0.png", "pictures/picture-1.png"})};
        writeBytes(folder_->path() + "/data/cards.json", QJsonDocument(rows).toJson());
        QVERIFY(session_->open(folder_->path()));
        QSignalSpy shown(page_.get(), &LookPage::shown);
        page_->activate();
        QTRY_VERIFY(shown.count() >= 1);
        QCOMPARE(page_->findChild<QLabel*>("pictureCount")->text(), QString("1 of 2"));
        const auto processor = Processor::load(session_->project().models()[0].path, "auto", EncodeOptions());
        std::vector<Issue> issues;
        page_->findChild<QAbstractButton*>("nextPicture")->click();
        QCOMPARE(page_->findChild<QLabel*>("pictureCount")->text(), QString("2 of 2"));
        QCOMPARE(page_->findChild<PatchView*>()->image(), toQImage(*processor->seenImage(session_->samples()[0].images[1], issues)));
    }

    void manyThousandChipsArePaintedInTime()
    {
        ChipView view(*theme_);
        view.resize(500, 600);
        std::vector<TokenChip> chips(100'000);
        for (size_t i = 0; i < chips.size(); ++i) {
            chips[i].text = QString("t%1").arg(i);
            chips[i].firstToken = static_cast<int>(i);
            chips[i].isLearned = i % 2 == 0;
        }
        view.setChips(chips);
        QElapsedTimer timer;
        timer.start();
        const QPixmap drawn = view.grab();
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(!drawn.isNull());
        QVERIFY(!view.isArranged()); // The rest comes in slices.
        QTRY_VERIFY(view.isArranged());
        view.scrollToChip(99'999);
        QVERIFY(view.viewport()->rect().contains(view.chipRect(99'999)));
        view.scrollToChip(0);
        QCOMPARE(view.chipAt(view.chipRect(3).center()), 3);
        QCOMPARE(view.chipAt(QPoint(-5, -5)), -1);
    }
};

LK_TEST_CLASS(LookPageTest);
#include "look_page_test.moc"
