#include "support/runner.h"
#include "support/temporary_folder.h"
#include "ui/theme/theme.h"
#include "ui/train/metric_plot.h"
#include "ui/train/smoothing.h"

#include <QApplication>
#include <QSignalSpy>
#include <QWheelEvent>

#include "ui/train/custom_plot.h"

namespace lorikeet {

class MetricPlotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smoothingStartsAtTheFirstValue();
    void smoothingSkipsWhatIsNotANumber();
    void newPointsStayInViewUntilTheUserZooms();
    void theCursorTellsTheNearestStep();
    void smoothingAgainEqualsSmoothingFromTheStart();
    void aHundredThousandPointsStayQuick();
    void savesAPicture();

private:
    Theme theme_{*qApp};
};

void MetricPlotTest::smoothingStartsAtTheFirstValue()
{
    Smoother smoother(0.9);
    QCOMPARE(smoother.add(5.0).value(), 5.0);
    QVERIFY(std::abs(smoother.add(5.0).value() - 5.0) < 1e-12);
    const double after = smoother.add(0.0).value();
    QVERIFY(after < 5.0 && after > 2.0);
}

void MetricPlotTest::smoothingSkipsWhatIsNotANumber()
{
    Smoother smoother(0.5);
    QVERIFY(!smoother.add(std::nullopt));
    QCOMPARE(smoother.add(2.0).value(), 2.0);
    QCOMPARE(smoother.add(std::nullopt).value(), 2.0);
}

void MetricPlotTest::newPointsStayInViewUntilTheUserZooms()
{
    MetricPlot plot(QStringLiteral("Loss"), MetricPlot::Form::Tall, 0, theme_);
    plot.resize(600, 300);
    plot.show();
    for (int step = 1; step <= 100; ++step)
        plot.addPoint(step, 3.0 / step);
    plot.flush();
    auto* inner = plot.findChild<QCustomPlot*>();
    QVERIFY(inner->xAxis->range().contains(100));
    QVERIFY(inner->yAxis->range().contains(3.0));
    QWheelEvent wheel(QPointF(300, 100), inner->mapToGlobal(QPointF(300, 100)), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(inner, &wheel);
    QVERIFY(!plot.isFitted());
    const auto zoomed = inner->xAxis->range();
    plot.addPoint(500, 0.1);
    plot.flush();
    QCOMPARE(inner->xAxis->range(), zoomed);
    plot.fit();
    QVERIFY(inner->xAxis->range().contains(500));
}

void MetricPlotTest::theCursorTellsTheNearestStep()
{
    MetricPlot plot(QStringLiteral("Loss"), MetricPlot::Form::Tall, 0, theme_);
    plot.setSmoothing(0);
    plot.addPoint(10, 2.0);
    plot.addPoint(20, 1.5);
    plot.addPoint(30, std::nullopt);
    plot.addCheck(20, 1.75);
    plot.flush();
    plot.setCursor(22);
    QVERIFY2(plot.cursorText().contains(QStringLiteral("step 20: 1.5")), qPrintable(plot.cursorText()));
    QVERIFY(plot.cursorText().contains(QStringLiteral("1.75")));
    QVERIFY(!plot.valueAt(2));
    plot.setCursor(-1);
    QVERIFY(plot.cursorText().isEmpty());
}

void MetricPlotTest::smoothingAgainEqualsSmoothingFromTheStart()
{
    MetricPlot early(QStringLiteral("a"), MetricPlot::Form::Tall, 0, theme_);
    MetricPlot late(QStringLiteral("b"), MetricPlot::Form::Tall, 0, theme_);
    early.setSmoothing(0.7);
    for (int step = 1; step <= 50; ++step) {
        const auto value = step % 7 == 0 ? std::nullopt : std::optional<double>(std::sin(step));
        early.addPoint(step, value);
        late.addPoint(step, value);
    }
    late.setSmoothing(0.7);
    for (size_t i = 0; i < 50; ++i)
        QCOMPARE(late.smoothedAt(i).value(), early.smoothedAt(i).value());
}

void MetricPlotTest::aHundredThousandPointsStayQuick()
{
    MetricPlot plot(QStringLiteral("Loss"), MetricPlot::Form::Tall, 0, theme_);
    plot.resize(800, 400);
    plot.show();
    for (int step = 1; step <= 100'000; ++step)
        plot.addPoint(step, 3.0 / std::sqrt(step) + 0.1 * std::sin(step));
    auto* inner = plot.findChild<QCustomPlot*>();
    plot.flush();
    inner->replot(QCustomPlot::rpImmediateRefresh);
    QElapsedTimer clock;
    clock.start();
    constexpr int kFrames = 20;
    for (int frame = 0; frame < kFrames; ++frame) {
        plot.addPoint(100'001 + frame, 0.01);
        plot.flush();
        inner->replot(QCustomPlot::rpImmediateRefresh);
    }
    const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6 / kFrames;
    qInfo("100,000 points: %.1f ms a frame", milliseconds);
    QVERIFY2(milliseconds < 100, "the polling interval is 100 ms");
}

void MetricPlotTest::savesAPicture()
{
    test::TemporaryFolder folder;
    MetricPlot plot(QStringLiteral("Loss"), MetricPlot::Form::Tall, 0, theme_);
    plot.resize(400, 200);
    plot.show();
    plot.addPoint(1, 1.0);
    plot.addPoint(2, 0.5);
    plot.flush();
    const auto path = QString::fromStdString(folder / "loss.png");
    QVERIFY(plot.savePng(path));
    QVERIFY(QImage(path).width() >= 400);
}

LK_TEST_CLASS(MetricPlotTest);

} // namespace lorikeet

#include "metric_plot_test.moc"
