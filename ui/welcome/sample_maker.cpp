#include "ui/welcome/sample_maker.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lorikeet {

SampleMaker::SampleMaker(QObject* parent) : QObject(parent)
{
    connect(&process_, &QProcess::finished, this, &SampleMaker::onFinished);
    connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT problem(tr("The sample project could not be made: %1 did not start.").arg(process_.program()), process_.errorString());
    });
}

SampleMaker::~SampleMaker()
{
    process_.disconnect(this);
    if (isRunning()) {
        process_.kill();
        process_.waitForFinished(1000);
    }
}

QString SampleMaker::defaultFolder()
{
    QString base = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (base.isEmpty() || !QFileInfo::exists(base))
        base = QDir::homePath();
    return QDir(base).filePath(QStringLiteral("Lorikeet/Sample project"));
}

void SampleMaker::start(const QString& program, const QString& folder)
{
    if (isRunning())
        return;
    folder_ = folder;
    isCancelled_ = false;
    if (QFileInfo::exists(QDir(folder).filePath("project.lorikeet"))) {
        Q_EMIT finished(folder);
        return;
    }
    if (program.isEmpty()) {
        Q_EMIT problem(tr("lorikeet-cli was not found, and it makes the sample project."),
            tr("Build it (packaging/run.sh does), or set LORIKEET_CLI to where it is."));
        return;
    }
    process_.start(program, {"demo", folder});
}

void SampleMaker::cancel()
{
    isCancelled_ = true;
    process_.terminate();
}

void SampleMaker::onFinished(int exitCode, QProcess::ExitStatus status)
{
    if (isCancelled_) {
        Q_EMIT cancelled();
        return;
    }
    if (status == QProcess::NormalExit && exitCode == 0) {
        Q_EMIT finished(folder_);
        return;
    }
    const QStringList lines = QString::fromUtf8(process_.readAllStandardError()).split('\n', Qt::SkipEmptyParts);
    Q_EMIT problem(tr("The sample project could not be made in %1.").arg(folder_), lines.mid(qMax<qsizetype>(0, lines.size() - 2)).join('\n'));
}

} // namespace lorikeet
