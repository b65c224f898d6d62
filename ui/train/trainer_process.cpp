#include "ui/train/trainer_process.h"

#include "core/base/error.h"
#include "core/run/run_folder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

namespace lorikeet {
namespace {

const char* const kProgramName = "lorikeet-cli";

void startTrainer(const RunFolder& run, const QString& workingFolder, const QStringList& overrides)
{
    const auto program = findCommandLineProgram();
    if (program.isEmpty())
        throw Error(LK_TEXT("The program that trains, lorikeet-cli, was not found."),
            LK_TEXT("It belongs beside the window's own program. Build or install Lorikeet again, or name it in LORIKEET_CLI."));
    QProcess trainer;
    trainer.setProgram(program);
    trainer.setArguments(QStringList{QStringLiteral("train"), QString::fromStdString(run.runYamlPath())} + overrides);
    trainer.setWorkingDirectory(workingFolder);
    trainer.setProcessEnvironment(childEnvironment());
    const auto console = QString::fromStdString(run.consoleLogPath());
    trainer.setStandardInputFile(QProcess::nullDevice());
    trainer.setStandardOutputFile(console, QIODevice::Append);
    trainer.setStandardErrorFile(console, QIODevice::Append);
    if (!trainer.startDetached())
        throw Error(Text(LK_TEXT("%1 could not be started."), program.toStdString()),
            Text(LK_TEXT("The system says: %1."), trainer.errorString().toStdString()));
}

} // namespace

QString findCommandLineProgram()
{
    const auto name = QString::fromLatin1(kProgramName);
    const QFileInfo beside(QDir(QCoreApplication::applicationDirPath()).filePath(name));
    if (beside.isExecutable() && beside.isFile())
        return beside.absoluteFilePath();
    const QFileInfo named(qEnvironmentVariable("LORIKEET_CLI"));
    if (named.isExecutable() && named.isFile())
        return named.absoluteFilePath();
    return QStandardPaths::findExecutable(name);
}

QProcessEnvironment childEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("OMP_WAIT_POLICY"), QStringLiteral("passive"));
    return environment;
}

QString startNewRun(const Project& project, const RunOptions& options, const QString& name)
{
    RunOptions resolved = options;
    if (resolved.output.outputDir.empty())
        resolved.output.outputDir = project.newRunFolder(name.toStdString());
    RunFolder run(resolved.output.outputDir);
    if (run.isOccupied())
        throw Error(Text(LK_TEXT("The folder %1 already holds a run."), run.path()),
            LK_TEXT("Leave the output folder empty to get a new one, or choose another."));
    const auto path = QString::fromStdString(run.path());
    const bool wasThere = QFileInfo::exists(path);
    try {
        project.snapshotInto(run.path(), resolved);
        run.create(resolved, project.folder());
        startTrainer(run, QString::fromStdString(project.folder()), {});
    } catch (const Error&) {
        if (!wasThere)
            QDir(path).removeRecursively();
        throw;
    }
    return path;
}

void resumeRun(const QString& runFolder)
{
    RunFolder run(runFolder.toStdString());
    run.clearRequests();
    startTrainer(run, runFolder, {QStringLiteral("resume_from_checkpoint=auto")});
}

} // namespace lorikeet
