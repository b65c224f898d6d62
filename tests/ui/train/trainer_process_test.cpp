#include "core/config/run_yaml.h"
#include "support/fake_run.h"
#include "support/runner.h"
#include "support/test_project.h"
#include "ui/train/trainer_process.h"

namespace lorikeet {

class TrainerProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startWritesTheRunFolderAndStartsTheTrainer();
    void aMissingTrainerLeavesNothingBehind();
    void anOccupiedFolderIsRefused();
    void resumeGoesOnFromTheNewestCheckpoint();
    void cleanup() { qunsetenv("LORIKEET_CLI"); }

private:
    static RunOptions options(const test::TestProject& project)
    {
        RunOptions options;
        options.model.modelNameOrPath = project / "models/tiny-sight";
        options.data.datasetDir = project / "data";
        options.data.dataset = {"shapes_train"};
        return options;
    }
    /// What the fake trainer wrote to its standard output.
    static QString console(const QString& run)
    {
        return QString::fromStdString(RunFolder(run.toStdString()).consoleTail());
    }
};

void TrainerProcessTest::startWritesTheRunFolderAndStartsTheTrainer()
{
    const test::TestProject project;
    project.useFakeCli("echo \"args: $*\"\necho \"omp: $OMP_WAIT_POLICY\"\necho \"oops\" >&2\npwd\n");
    const auto opened = Project::open(project.path());
    const auto run = startNewRun(opened, options(project), QStringLiteral("first"));
    QVERIFY(QFileInfo(run).fileName().startsWith(QStringLiteral("first")));
    QVERIFY(run.startsWith(project.folder() + QStringLiteral("/runs/")));
    const auto loaded = loadRun(RunFolder(run.toStdString()).runYamlPath()).options;
    QCOMPARE(loaded.model.modelNameOrPath, project / "models/tiny-sight");
    QCOMPARE(QString::fromStdString(loaded.output.outputDir), run);
    QCOMPARE(Dataset::open(loaded.data, loaded.data.dataset).samples.size(), size_t{20});
    QTRY_VERIFY(console(run).contains(QStringLiteral("args: train ") + run + QStringLiteral("/run.yaml")));
    QTRY_VERIFY(console(run).contains(QStringLiteral("omp: passive")));
    QTRY_VERIFY(console(run).contains(QStringLiteral("oops")));
    QTRY_VERIFY(console(run).contains(project.folder()));
}

void TrainerProcessTest::aMissingTrainerLeavesNothingBehind()
{
    const test::TestProject project;
    qputenv("LORIKEET_CLI", "/nonexistent/lorikeet-cli");
    const auto path = qgetenv("PATH");
    qputenv("PATH", "/nonexistent");
    const auto opened = Project::open(project.path());
    const auto error = QString::fromStdString(test::errorOf([&] { startNewRun(opened, options(project), QStringLiteral("first")); }));
    qputenv("PATH", path);
    QVERIFY2(error.contains(QStringLiteral("LORIKEET_CLI")), qPrintable(error));
    QVERIFY(findRuns(opened.runsFolder()).empty());
}

void TrainerProcessTest::anOccupiedFolderIsRefused()
{
    const test::TestProject project;
    project.useFakeCli("exit 0\n");
    auto settings = options(project);
    settings.output.outputDir = project / "runs/taken";
    test::FakeRun taken(settings.output.outputDir);
    taken.start(10);
    const auto opened = Project::open(project.path());
    const auto error = QString::fromStdString(test::errorOf([&] { startNewRun(opened, settings, {}); }));
    QVERIFY2(error.contains(QStringLiteral("runs/taken")), qPrintable(error));
    QVERIFY(taken.folder().isOccupied());
}

void TrainerProcessTest::resumeGoesOnFromTheNewestCheckpoint()
{
    const test::TestProject project;
    project.useFakeCli("echo \"args: $*\"\n");
    test::FakeRun run(project / "runs/one");
    run.folder().request(Request::Stop);
    resumeRun(run.path());
    QTRY_VERIFY(console(run.path()).contains(QStringLiteral("resume_from_checkpoint=auto")));
    QVERIFY(!run.folder().isRequested(Request::Stop));
}

LK_TEST_CLASS(TrainerProcessTest);

} // namespace lorikeet

#include "trainer_process_test.moc"
