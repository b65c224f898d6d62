#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "ui/dataset/gallery_view.h"
#include "ui/dataset/sample_list.h"
#include "ui/dataset/thumbnail_loader.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSignalSpy>

#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class RowSelectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsWhatItHolds_data()
    {
        QTest::addColumn<int>("rows");
        for (const int rows : {0, 1, 63, 64, 65, 100'000})
            QTest::addRow("%d rows", rows) << rows;
    }

    void countsWhatItHolds()
    {
        QFETCH(int, rows);
        RowSelection selection;
        selection.reset(static_cast<size_t>(rows));
        selection.selectAll();
        QCOMPARE(selection.count(), static_cast<size_t>(rows));
        QCOMPARE(selection.rows().size(), static_cast<size_t>(rows));
        QVERIFY(!selection.contains(static_cast<size_t>(rows)));
        selection.invert();
        QCOMPARE(selection.count(), size_t{0});
        QVERIFY(selection.rows().empty());
    }

    void rangesRunEitherWay()
    {
        RowSelection selection;
        selection.reset(200);
        selection.setRange(130, 60, true);
        QCOMPARE(selection.count(), size_t{71});
        selection.setRange(100, 500, false);
        QCOMPARE(selection.rows().back(), size_t{99});
        selection.toggle(60);
        selection.toggle(199);
        QCOMPARE(selection.rows().front(), size_t{61});
        QCOMPARE(selection.count(), size_t{40});
    }
};

LK_TEST_CLASS(RowSelectionTest);

class GalleryTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<SampleList> list_;
    std::unique_ptr<ThumbnailLoader> thumbnails_;
    std::unique_ptr<GalleryView> gallery_;

    void open(int count)
    {
        makeSampleProject(folder_->path(), count);
        QVERIFY(session_->open(folder_->path()));
        QVERIFY(QTest::qWaitForWindowExposed(gallery_.get()));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(gallery_.get(), key, modifiers); }
    void click(int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mouseClick(gallery_->viewport(), Qt::LeftButton, modifiers, gallery_->tileRect(row).center());
    }

private Q_SLOTS:
    void init()
    {
        setUp();
        list_ = std::make_unique<SampleList>(*session_);
        static const std::string kNone;
        thumbnails_ = std::make_unique<ThumbnailLoader>([this](uint32_t sample) -> const std::string& {
            return session_->samples()[sample].images.empty() ? kNone : session_->samples()[sample].images.front();
        }, nullptr);
        gallery_ = std::make_unique<GalleryView>(*session_, *list_, *thumbnails_, *theme_);
        gallery_->setTileWidth(120);
        gallery_->resize(520, 400);
        gallery_->show();
    }

    void cleanup()
    {
        gallery_.reset();
        thumbnails_.reset();
        list_.reset();
        tearDown();
    }

    void paintsEveryVisiblePicture()
    {
        open(30);
        QTRY_VERIFY(gallery_->isPainted());
        const QImage shown = gallery_->viewport()->grab().toImage();
        QCOMPARE(shown.pixelColor(gallery_->tileRect(1).center()), QColor("green"));
        QCOMPARE(shown.pixelColor(gallery_->tileRect(3).center()), QColor("yellow"));
    }

    void keysWalk_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("to");
        // Four columns, 31 rows: 30 pictures and one of words.
        QTest::newRow("right") << 0 << int(Qt::Key_Right) << 1;
        QTest::newRow("left at the start") << 0 << int(Qt::Key_Left) << 0;
        QTest::newRow("down") << 1 << int(Qt::Key_Down) << 5;
        QTest::newRow("down to a short last line") << 27 << int(Qt::Key_Down) << 30;
        QTest::newRow("down on the last line") << 29 << int(Qt::Key_Down) << 29;
        QTest::newRow("up") << 5 << int(Qt::Key_Up) << 1;
        QTest::newRow("up on the first line") << 2 << int(Qt::Key_Up) << 2;
        QTest::newRow("end") << 2 << int(Qt::Key_End) << 30;
        QTest::newRow("home") << 20 << int(Qt::Key_Home) << 0;
        QTest::newRow("page up near the start keeps the column") << 6 << int(Qt::Key_PageUp) << 2;
        QTest::newRow("page down near the end") << 28 << int(Qt::Key_PageDown) << 30;
    }

    void keysWalk()
    {
        QFETCH(int, from);
        QFETCH(int, key);
        QFETCH(int, to);
        open(30);
        QCOMPARE(gallery_->tileRect(4).x(), 0);
        gallery_->setCurrentRow(from);
        press(static_cast<Qt::Key>(key));
        QCOMPARE(gallery_->currentRow(), to);
        QVERIFY(gallery_->viewport()->rect().contains(gallery_->tileRect(to)));
        QCOMPARE(gallery_->chosenSamples(), std::vector<size_t>{static_cast<size_t>(to)});
    }

    void shiftChoosesARangeAndControlSingleOnes()
    {
        open(30);
        click(1);
        click(6, Qt::ShiftModifier);
        QCOMPARE(gallery_->selection().count(), size_t{6});
        click(3, Qt::ControlModifier);
        QCOMPARE(gallery_->chosenSamples(), (std::vector<size_t>{1, 2, 4, 5, 6}));
        press(Qt::Key_End, Qt::ShiftModifier);
        QCOMPARE(gallery_->selection().rows().front(), size_t{3}); // From where the last click was.
        QCOMPARE(gallery_->selection().count(), size_t{28});
        press(Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(gallery_->selection().count(), size_t{28});
        press(Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(gallery_->selection().count(), size_t{29});
        press(Qt::Key_Right);
        QCOMPARE(gallery_->selection().count(), size_t{1});
    }

    void aDragChoosesTheRangeItRunsOver()
    {
        open(60);
        const auto drag = [this](const QPoint& place) {
            QMouseEvent move(QEvent::MouseMove, place, gallery_->viewport()->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(gallery_->viewport(), &move);
        };
        const QPoint begin = gallery_->tileRect(1).center();
        QTest::mousePress(gallery_->viewport(), Qt::LeftButton, {}, begin);
        drag(gallery_->tileRect(6).center());
        QCOMPARE(gallery_->chosenSamples(), (std::vector<size_t>{1, 2, 3, 4, 5, 6}));
        drag(gallery_->tileRect(3).center());
        QCOMPARE(gallery_->selection().count(), size_t{3}); // And back.
        drag({200, gallery_->viewport()->height() + 20}); // Held below the edge: it scrolls on to the end.
        QTRY_COMPARE(gallery_->currentRow(), 60);
        QCOMPARE(gallery_->selection().count(), size_t{60});
        QTest::mouseRelease(gallery_->viewport(), Qt::LeftButton, {}, {200, 200});
        drag(gallery_->tileRect(58).center()); // No button was pressed for this one.
        QCOMPARE(gallery_->selection().count(), size_t{60});
    }

    void aDragBesideTheTilesTakesTheNearestOne()
    {
        open(5); // Lines of four and of two.
        QCOMPARE(gallery_->tileRect(4).x(), 0);
        const auto drag = [this](const QPoint& place) {
            QMouseEvent move(QEvent::MouseMove, place, gallery_->viewport()->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(gallery_->viewport(), &move);
        };
        const int right = gallery_->viewport()->width() + 30;
        QTest::mousePress(gallery_->viewport(), Qt::LeftButton, {}, gallery_->tileRect(1).center());
        drag({right, gallery_->tileRect(1).center().y()});
        QCOMPARE(gallery_->chosenSamples(), (std::vector<size_t>{1, 2, 3}));
        drag({gallery_->tileRect(3).center().x(), gallery_->tileRect(4).center().y()}); // Behind the end of the short line.
        QCOMPARE(gallery_->chosenSamples(), (std::vector<size_t>{1, 2, 3, 4, 5}));
        drag({-20, gallery_->tileRect(1).center().y()});
        QCOMPARE(gallery_->chosenSamples(), (std::vector<size_t>{0, 1}));
        drag({gallery_->tileRect(3).center().x(), gallery_->tileRect(4).bottom() + 20}); // Below everything.
        QCOMPARE(gallery_->currentRow(), 5);
        QTest::mouseRelease(gallery_->viewport(), Qt::LeftButton, {}, gallery_->tileRect(5).center());
    }

    void aRightClickAsksForTheMenuOfWhatItHits()
    {
        open(30);
        click(1);
        click(4, Qt::ShiftModifier);
        QSignalSpy asked(gallery_.get(), &GalleryView::menuRequested);
        const auto ask = [this](int row) {
            const QPoint place = gallery_->tileRect(row).center();
            QContextMenuEvent event(QContextMenuEvent::Mouse, place, gallery_->viewport()->mapToGlobal(place));
            QApplication::sendEvent(gallery_->viewport(), &event);
        };
        ask(2); // One of those chosen: all of them.
        QCOMPARE(gallery_->selection().count(), size_t{4});
        ask(7);
        QCOMPARE(gallery_->chosenSamples(), std::vector<size_t>{7});
        QCOMPARE(asked.count(), 2);
    }

    void selectAllMeansEveryListedRow()
    {
        open(30);
        list_->setFilter("red");
        QTRY_COMPARE(list_->rowCount(), 8);
        press(Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(gallery_->selection().count(), size_t{8});
        for (const size_t sample : gallery_->chosenSamples())
            QCOMPARE(sample % 4, size_t{0});
        list_->setFilter({});
        QCOMPARE(gallery_->selection().count(), size_t{1}); // Another list, another choice.
    }

    void keysThatChangeSamplesAreToldToThePage_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QByteArray>("signal");
        QTest::newRow("space") << int(Qt::Key_Space) << QByteArray(SIGNAL(excludeToggled()));
        QTest::newRow("delete") << int(Qt::Key_Delete) << QByteArray(SIGNAL(excludeRequested()));
        QTest::newRow("E") << int(Qt::Key_E) << QByteArray(SIGNAL(editRequested()));
        QTest::newRow("A") << int(Qt::Key_A) << QByteArray(SIGNAL(acceptRequested()));
        QTest::newRow("R") << int(Qt::Key_R) << QByteArray(SIGNAL(rejectRequested()));
    }

    void keysThatChangeSamplesAreToldToThePage()
    {
        QFETCH(int, key);
        QFETCH(QByteArray, signal);
        open(3);
        QSignalSpy told(gallery_.get(), signal.constData());
        press(static_cast<Qt::Key>(key));
        QCOMPARE(told.count(), 1);
    }

    void theSamePicturesStayInViewWhenTheWidthChanges()
    {
        open(200);
        gallery_->setCurrentRow(120);
        gallery_->verticalScrollBar()->setValue(gallery_->verticalScrollBar()->value() + 20);
        const int top = gallery_->visibleRows().first;
        gallery_->resize(760, 400);
        const auto [first, last] = gallery_->visibleRows();
        QVERIFY(first <= top && top <= last);
        gallery_->setTileWidth(200);
        QVERIFY(gallery_->viewport()->rect().intersects(gallery_->tileRect(120)));
    }

    void screenReadersHearTheCurrentTile()
    {
        open(5);
        gallery_->setCurrentRow(2);
        QVERIFY(!gallery_->accessibleName().isEmpty());
        QVERIFY2(gallery_->accessibleDescription().contains("a blue card number 2"), qPrintable(gallery_->accessibleDescription()));
        session_->setExcluded({2}, true);
        QTRY_VERIFY(session_->isExcluded(2));
        QVERIFY2(gallery_->accessibleDescription().contains("Left out"), qPrintable(gallery_->accessibleDescription()));
    }
};

LK_TEST_CLASS(GalleryTest);
#include "gallery_test.moc"
