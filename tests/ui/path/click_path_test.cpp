/// The whole way in the real window with the real lorikeet-cli: sample project, Data, Look, Plan, Start, plots, Stop, Compare.

#include "support/runner.h"
#include "ui/compare/answer_queue.h"
#include "ui/compare/compare_model.h"
#include "ui/compare/compare_page.h"
#include "ui/dataset/data_page.h"
#include "ui/dataset/sample_list.h"
#include "ui/main_window.h"
#include "ui/plan/plan_page.h"
#include "ui/project_session.h"
#include "ui/runs/run_monitor.h"
#include "ui/theme/theme.h"
#include "ui/train/metric_plot.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QProcess>
#include <QSpinBox>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

namespace lorikeet {
namespace {

constexpr int kLongMs = 240'000; ///< Loading torch and a model on a busy machine.
constexpr const char* kChildVariable = "LORIKEET_TEST_CHILD";

/// The window as app/gui/main.cpp makes it.
struct Window {
    explicit Window(Theme& theme) : window(session, monitor, theme)
    {
        QObject::connect(&session, &ProjectSession::problem, [](const QString& message, const QString& hint) { qWarning().noquote() << message << hint; });
        window.resize(1280, 800);
        window.show();
    }
    ProjectSession session;
    RunMonitor monitor;
    MainWindow window;

    template <typename Widget>
    Widget* find(const char* name)
    {
        return window.findChild<Widget*>(QString::fromLatin1(name));
    }
    /// As a user clicks: the control must be there, visible and enabled.
    bool click(const char* name)
    {
        auto* button = find<QAbstractButton>(name);
        if (button == nullptr || !button->isVisible() || !button->isEnabled()) {
            qWarning("%s can't be clicked", name);
            return false;
        }
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    /// Chooses lesson 3 and settings under which a run lasts and saves often.
    bool planALongRun()
    {
        if (!click("rail.plan"))
            return false;
        auto* lessons = find<QAbstractItemView>("presetList");
        QTest::mouseClick(lessons->viewport(), Qt::LeftButton, {}, lessons->visualRect(lessons->model()->index(2, 0)).center());
        auto& plan = static_cast<PlanPage*>(window.page(QStringLiteral("plan")))->plan();
        for (const auto& [key, value] : {std::pair{"max_steps", "5000"}, {"save_steps", "2"}, {"logging_steps", "1"},
                 {"per_device_train_batch_size", "2"}, {"eval_strategy", "\"no\""}, {"probe_samples", "[]"}, {"probe_count", "0"}})
            plan.set(key, value);
        return plan.problem().isEmpty();
    }
};

} // namespace

class ClickPathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fromTheSampleToComparedAnswers();
    void theRunSurvivesTheWindowAndIsFoundAgain();
    void cleanupTestCase();

private:
    /// Until the parent kills it: a window that has started a run.
    void beTheWindowThatIsKilled(const QString& project);
    QString sampleFolder() const { return home_.filePath(QStringLiteral("Lorikeet/Sample project")); }

    QTemporaryDir home_;
    Theme theme_{*qApp};
};

void ClickPathTest::initTestCase()
{
    qputenv("LORIKEET_CLI", LORIKEET_CLI_PATH);
    if (qEnvironmentVariableIsSet(kChildVariable))
        beTheWindowThatIsKilled(qEnvironmentVariable(kChildVariable));
    qputenv("HOME", home_.path().toUtf8());
    qputenv("XDG_CONFIG_HOME", home_.filePath(QStringLiteral("config")).toUtf8());
}

void ClickPathTest::fromTheSampleToComparedAnswers()
{
    Window w(theme_);
    QCOMPARE(w.window.currentPage(), QStringLiteral("welcome"));
    QVERIFY(w.click("trySample"));
    QTRY_VERIFY_WITH_TIMEOUT(w.session.isOpen(), kLongMs);
    QVERIFY(w.session.samples().size() > 1000);

    QVERIFY(w.click("rail.data"));
    QTRY_VERIFY(static_cast<DataPage*>(w.window.page(QStringLiteral("data")))->samples().rowCount() > 100);
    QVERIFY(w.click("rail.look"));
    QTRY_VERIFY_WITH_TIMEOUT(w.find<QLabel>("pictureCost")->text().contains(QRegularExpression(QStringLiteral("[0-9]"))), 20'000);

    QVERIFY(w.planALongRun());
    QVERIFY(w.click("startTraining"));
    QCOMPARE(w.window.currentPage(), QStringLiteral("train"));
    auto* loss = w.find<MetricPlot>("lossPlot");
    QTRY_VERIFY2_WITH_TIMEOUT(loss->pointCount() >= 5, qPrintable(w.monitor.consoleTail(w.monitor.shownRun())), kLongMs);
    const auto run = w.monitor.shownRun();
    QTRY_VERIFY_WITH_TIMEOUT(w.monitor.checkpoints(run).size() >= 2, kLongMs);
    QVERIFY(w.click("stopRun"));
    QTRY_COMPARE_WITH_TIMEOUT(w.monitor.status(run).state, RunState::Stopped, kLongMs);
    QVERIFY(w.find<QLabel>("verdict")->text().startsWith(QStringLiteral("Stopped and kept")));

    QVERIFY(w.click("compareAnswers"));
    QCOMPARE(w.window.currentPage(), QStringLiteral("compare"));
    auto& compare = *static_cast<ComparePage*>(w.window.page(QStringLiteral("compare")));
    QTRY_COMPARE_WITH_TIMEOUT(compare.model().answerers().size(), size_t{3}, 20'000);
    auto* shown = w.find<QComboBox>("shownRows");
    shown->setCurrentIndex(0);
    Q_EMIT shown->activated(0);
    QCOMPARE(compare.model().rowCount(), 6);
    QVERIFY(w.click("answerAll"));
    QTRY_VERIFY_WITH_TIMEOUT(!compare.queue().isBusy(), kLongMs);
    for (int row = 0; row < compare.model().rowCount(); ++row)
        for (int column = 0; column < 3; ++column)
            QVERIFY2(compare.model().cell(row, column).state == CompareCell::State::Done, qPrintable(compare.model().cell(row, column).message));
    QVERIFY(compare.model().rowAt(0).isHeldOut);
}

void ClickPathTest::beTheWindowThatIsKilled(const QString& project)
{
    Window w(theme_);
    if (!w.session.open(project) || !w.planALongRun() || !w.click("startTraining"))
        std::exit(1);
    std::printf("started\n");
    std::fflush(stdout);
    QTest::qWait(kLongMs);
    std::exit(2);
}

void ClickPathTest::theRunSurvivesTheWindowAndIsFoundAgain()
{
    if (!QFileInfo::exists(sampleFolder()))
        QCOMPARE(QProcess::execute(QStringLiteral(LORIKEET_CLI_PATH), {QStringLiteral("demo"), sampleFolder()}), 0);
    QProcess window;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(kChildVariable), sampleFolder());
    window.setProcessEnvironment(environment);
    window.start(QCoreApplication::applicationFilePath(), QStringList());
    QByteArray said;
    QTRY_VERIFY2_WITH_TIMEOUT((said += window.readAllStandardOutput()).contains("started"), (said + window.readAllStandardError()).constData(), kLongMs);
    QCOMPARE(::kill(static_cast<pid_t>(window.processId()), SIGKILL), 0);
    QVERIFY(window.waitForFinished(10'000));

    Window again(theme_);
    QVERIFY(again.session.open(sampleFolder()));
    QVERIFY(!again.monitor.runs().isEmpty());
    QVERIFY(again.click("rail.train"));
    const auto run = again.monitor.shownRun();
    auto* loss = again.find<MetricPlot>("lossPlot");
    QTRY_VERIFY2_WITH_TIMEOUT(loss->pointCount() >= 2, qPrintable(again.monitor.consoleTail(run)), kLongMs);
    const int before = loss->pointCount();
    QTRY_VERIFY_WITH_TIMEOUT(loss->pointCount() >= before + 3, kLongMs);
    QCOMPARE(again.monitor.status(run).state, RunState::Running);
    QVERIFY(again.click("stopRun"));
    QTRY_COMPARE_WITH_TIMEOUT(again.monitor.status(run).state, RunState::Stopped, kLongMs);
}

void ClickPathTest::cleanupTestCase()
{
    // Nothing that a failed test started may go on.
    for (const auto& run : findRuns((sampleFolder() + QStringLiteral("/runs")).toStdString())) {
        RunFolder folder(run);
        if (!isFinal(folder.status().state)) {
            folder.request(Request::Stop);
            QTRY_VERIFY_WITH_TIMEOUT(isFinal(RunFolder(run).status().state), kLongMs);
        }
    }
}

LK_TEST_CLASS(ClickPathTest);

} // namespace lorikeet

#include "click_path_test.moc"
