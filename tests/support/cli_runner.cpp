#include "support/cli_runner.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>

namespace lorikeet::test {
namespace {

QByteArray lineFromEnd(const QByteArray& text, qsizetype fromEnd)
{
    const QList<QByteArray> lines = text.trimmed().split('\n');
    return lines.size() > fromEnd ? lines[lines.size() - 1 - fromEnd] : QByteArray();
}

} // namespace

QByteArray CliResult::errorLine() const
{
    return lineFromEnd(err, 1);
}

QByteArray CliResult::hintLine() const
{
    return lineFromEnd(err, 0);
}

CliResult runCli(const QStringList& arguments, const QByteArray& input, const QMap<QString, QString>& environment,
    const QString& workingFolder, int timeoutMs)
{
    QProcess process;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.insert("OMP_WAIT_POLICY", "passive");
    for (auto it = environment.begin(); it != environment.end(); ++it)
        variables.insert(it.key(), it.value());
    process.setProcessEnvironment(variables);
    if (!workingFolder.isEmpty())
        process.setWorkingDirectory(workingFolder);
    process.start(QStringLiteral(LORIKEET_CLI_PATH), arguments);
    process.write(input);
    process.closeWriteChannel();
    CliResult result;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        result.err = "the program did not end in time\n" + process.readAllStandardError();
        return result;
    }
    result.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    result.out = process.readAllStandardOutput();
    result.err = process.readAllStandardError();
    return result;
}

QString writeText(const QString& path, const QByteArray& text)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("can't write %s", qPrintable(path));
    return path;
}

} // namespace lorikeet::test
