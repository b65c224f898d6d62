#pragma once
/// @file Runs lorikeet-cli as a user does.

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace lorikeet::test {

struct CliResult {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    /// The last two lines of stderr, which say `error: …` and `hint: …` after a failure.
    QByteArray errorLine() const;
    QByteArray hintLine() const;
};

/// Runs to its end (at most timeoutMs; then exitCode is -1).
CliResult runCli(const QStringList& arguments, const QByteArray& input = {}, const QMap<QString, QString>& environment = {},
    const QString& workingFolder = {}, int timeoutMs = 120'000);

/// Writes a file, making its folders. Returns its path.
QString writeText(const QString& path, const QByteArray& text);

} // namespace lorikeet::test
