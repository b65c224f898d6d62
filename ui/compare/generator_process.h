#pragma once
/// @file Answers from `lorikeet-cli generate --serve`, one base model in memory at a time, one question under way at a time.

#include "core/run/serve_protocol.h"

#include <QObject>
#include <QProcess>
#include <QString>

#include <optional>

namespace lorikeet {

class GeneratorProcess : public QObject {
    Q_OBJECT

public:
    explicit GeneratorProcess(QObject* parent = nullptr);
    /// Ends the program that it started, by its process id if it does not end by itself.
    ~GeneratorProcess() override;

    /// Asks the model in this folder; starts it first (and ends another one) where needed. Only while not isBusy().
    void ask(const QString& modelFolder, const QString& templateName, const ServeRequest& request);
    bool isBusy() const { return asked_.has_value(); }
    /// The question under way ends soon with done() as far as it had come, or failed().
    void cancel();
    /// Ends the program and with it the question under way, without a signal about that.
    void stop();
    QString modelFolder() const { return modelFolder_; }
    qint64 processId() const { return process_ != nullptr ? process_->processId() : 0; }

Q_SIGNALS:
    void ready();
    void delta(const QString& id, const QString& text);
    void done(const QString& id, const QString& text, double seconds);
    /// One question went wrong; the program may go on.
    void failed(const QString& id, const QString& message, const QString& hint);
    /// The program could not be started or ended by itself; the question under way is lost.
    void broken(const QString& message, const QString& hint);

private:
    void start(const QString& modelFolder, const QString& templateName);
    void readReplies();
    void take(const ServeReply& reply);
    void onFinished();
    void reportBroken(const QString& message, const QString& hint);

    QProcess* process_ = nullptr;
    QString modelFolder_;
    QString templateName_;
    QByteArray unread_;
    QByteArray errorTail_;
    std::optional<ServeRequest> asked_;
    bool isReady_ = false;
};

} // namespace lorikeet
