#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "ui/plot/bar_plot.h"
#include "ui/plot/scatter_plot.h"
#include "ui/statistics/statistics_page.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>

#include <memory>
#include <numeric>

using namespace lorikeet;
using namespace lorikeet::test;

class StatisticsPageTest : public WindowTest {
    Q_OBJECT

    std::vector<uint32_t> rows(const QString& filter)
    {
        std::vector<uint32_t> found;
        bool isDone = false;
        session_->findRows(filter, {}, [&](const TaskResult<std::vector<uint32_t>>& result) {
            if (result.value)
                found = *result.value;
            else
                qWarning().noquote() << result.message << result.hint;
            isDone = true;
        });
        return QTest::qWaitFor([&isDone] { return isDone; }) ? found : std::vector<uint32_t>();
    }

private Q_SLOTS:
    void init()
    {
        setUp();
    }

    void cleanup()
    {
        tearDown();
    }

    void saysWhatItIsForWithoutAProject()
    {
        StatisticsPage page(*session_, *theme_);
        QVERIFY(page.findChild<QAbstractButton*>("toWelcome") != nullptr);
    }

    /// Each bar's filter takes exactly the samples that the bar counts.
    void everyBarLeadsToItsSamples()
    {
        makeSampleProject(folder_->path(), 30);
        QVERIFY(session_->open(folder_->path()));
        SampleFacts facts;
        for (size_t i = 0; i < session_->samples().size(); ++i) {
            facts.tokens.push_back(static_cast<int32_t>(40 + i * 3));
            facts.pictureTokens.push_back(36);
            facts.width.push_back(i < 20 ? 64 : 128);
            facts.height.push_back(48);
        }
        session_->setFacts(facts);
        StatisticsPage page(*session_, *theme_);
        page.resize(1100, 680);
        page.show();
        QSignalSpy shown(&page, &StatisticsPage::shown);
        page.activate();
        QTRY_VERIFY(shown.count() > 0);
        QVERIFY2(page.findChild<QLabel*>("statisticCounts")->text().startsWith("31 examples with 30 pictures"), qPrintable(page.findChild<QLabel*>("statisticCounts")->text()));
        QSignalSpy wanted(&page, &Page::filterRequested);
        for (const char* name : {"words", "chars", "tokens", "turns", "top.answer"}) {
            auto* plot = page.findChild<BarPlot*>(QString("plot.") + name);
            QVERIFY2(plot != nullptr, name);
            size_t sum = 0;
            for (size_t bar = 0; bar < plot->data().values.size(); ++bar) {
                Q_EMIT plot->clicked(static_cast<int>(bar));
                const auto found = rows(wanted.last()[0].toString());
                if (QString(name) != "top.answer")
                    QVERIFY2(found.size() == static_cast<size_t>(plot->data().values[bar]), qPrintable(wanted.last()[0].toString()));
                else
                    QVERIFY2(!found.empty(), qPrintable(wanted.last()[0].toString()));
                sum += found.size();
            }
            QVERIFY(QString(name) == "top.answer" || sum == session_->samples().size());
        }
        auto* sizes = page.findChild<ScatterPlot*>("sizePlot");
        QCOMPARE(sizes->points().size(), size_t{2});
        Q_EMIT sizes->clicked(1);
        QCOMPARE(rows(wanted.last()[0].toString()).size(), session_->samples().size() - 20);
    }
};

LK_TEST_CLASS(StatisticsPageTest);
#include "statistics_page_test.moc"
