#pragma once
/// @file Writes the sample project with lorikeet-cli in the background.

#include <QObject>
#include <QProcess>
#include <QString>

namespace lorikeet {

class SampleMaker : public QObject {
    Q_OBJECT

public:
    explicit SampleMaker(QObject* parent = nullptr);
    ~SampleMaker() override;

    /// Where the sample goes unless the user says otherwise.
    static QString defaultFolder();
    /// @param program lorikeet-cli, "" = there is none. A folder that holds a project already is finished at once.
    void start(const QString& program, const QString& folder);
    void cancel();
    bool isRunning() const { return process_.state() != QProcess::NotRunning; }

Q_SIGNALS:
    void finished(const QString& folder);
    void cancelled();
    void problem(const QString& message, const QString& hint);

private:
    void onFinished(int exitCode, QProcess::ExitStatus status);
    QProcess process_;
    QString folder_;
    bool isCancelled_ = false;
};

} // namespace lorikeet
