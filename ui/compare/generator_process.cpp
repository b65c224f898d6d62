#include "ui/compare/generator_process.h"

#include "ui/train/trainer_process.h"

#include <QFileInfo>

namespace lorikeet {
namespace {

constexpr int kEndMs = 2000;
constexpr qsizetype kErrorTailBytes = 16384;

/// The text of the last line that begins with this word.
QString lastLine(const QByteArray& text, const char* prefix)
{
    QString found;
    for (const auto& line : text.split('\n'))
        if (line.startsWith(prefix))
            found = QString::fromUtf8(line.mid(qstrlen(prefix))).trimmed();
    return found;
}

} // namespace

GeneratorProcess::GeneratorProcess(QObject* parent) : QObject(parent) {}

GeneratorProcess::~GeneratorProcess()
{
    stop();
}

void GeneratorProcess::ask(const QString& modelFolder, const QString& templateName, const ServeRequest& request)
{
    if (process_ != nullptr && (modelFolder != modelFolder_ || templateName != templateName_))
        stop();
    asked_ = request;
    if (process_ == nullptr)
        start(modelFolder, templateName);
    else if (isReady_)
        process_->write(QByteArray::fromStdString(serveRequestLine(request)));
}

void GeneratorProcess::start(const QString& modelFolder, const QString& templateName)
{
    const auto program = findCommandLineProgram();
    if (program.isEmpty())
        return reportBroken(tr("The program that answers, lorikeet-cli, was not found."),
            tr("It belongs beside the window's own program. Build or install Lorikeet again, or name it in LORIKEET_CLI."));
    modelFolder_ = modelFolder;
    templateName_ = templateName;
    unread_.clear();
    errorTail_.clear();
    isReady_ = false;
    process_ = new QProcess(this);
    process_->setProcessEnvironment(childEnvironment());
    QStringList arguments{QStringLiteral("generate"), QStringLiteral("--serve"), QStringLiteral("--model"), modelFolder};
    if (!templateName.isEmpty() && templateName != QLatin1String("auto"))
        arguments << QStringLiteral("--template") << templateName;
    connect(process_, &QProcess::readyReadStandardOutput, this, &GeneratorProcess::readReplies);
    connect(process_, &QProcess::readyReadStandardError, this,
        [this] { errorTail_ = (errorTail_ + process_->readAllStandardError()).right(kErrorTailBytes); });
    connect(process_, &QProcess::finished, this, &GeneratorProcess::onFinished);
    connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            reportBroken(tr("%1 could not be started.").arg(process_->program()), process_->errorString());
    });
    process_->start(program, arguments);
}

void GeneratorProcess::readReplies()
{
    unread_ += process_->readAllStandardOutput();
    for (qsizetype end = unread_.indexOf('\n'); end >= 0; end = unread_.indexOf('\n')) {
        const auto line = unread_.left(end).toStdString();
        unread_.remove(0, end + 1);
        if (const auto reply = serveReplyFromLine(line))
            take(*reply);
        if (process_ == nullptr)
            return;
    }
}

void GeneratorProcess::take(const ServeReply& reply)
{
    if (std::holds_alternative<ServeReady>(reply)) {
        isReady_ = true;
        Q_EMIT ready();
        if (asked_ && process_ != nullptr)
            process_->write(QByteArray::fromStdString(serveRequestLine(*asked_)));
        return;
    }
    if (const auto* part = std::get_if<ServeDelta>(&reply)) {
        Q_EMIT delta(QString::fromStdString(part->id), QString::fromStdString(part->text));
        return;
    }
    if (const auto* answer = std::get_if<ServeDone>(&reply)) {
        asked_.reset();
        Q_EMIT done(QString::fromStdString(answer->id), QString::fromStdString(answer->text), answer->seconds);
        return;
    }
    const auto& error = std::get<ServeError>(reply);
    const auto id = error.id.empty() && asked_ ? asked_->id : error.id;
    asked_.reset();
    Q_EMIT failed(QString::fromStdString(id), QString::fromStdString(error.message), QString::fromStdString(error.hint));
}

void GeneratorProcess::cancel()
{
    if (!asked_ || process_ == nullptr)
        return;
    if (isReady_)
        process_->write(QByteArray::fromStdString(serveCancelLine(asked_->id)));
    else
        stop();
}

void GeneratorProcess::onFinished()
{
    errorTail_ += process_->readAllStandardError();
    auto message = lastLine(errorTail_, "error:");
    const auto hint = lastLine(errorTail_, "hint:");
    if (message.isEmpty())
        message = tr("The program that answers ended unexpectedly (exit code %1). %2").arg(process_->exitCode()).arg(QString::fromUtf8(errorTail_).trimmed().right(400));
    reportBroken(message.trimmed(), hint);
}

void GeneratorProcess::reportBroken(const QString& message, const QString& hint)
{
    asked_.reset();
    isReady_ = false;
    if (process_ != nullptr) {
        process_->disconnect(this);
        process_->deleteLater();
        process_ = nullptr;
    }
    Q_EMIT broken(message, hint);
}

void GeneratorProcess::stop()
{
    asked_.reset();
    isReady_ = false;
    if (process_ == nullptr)
        return;
    auto* ending = process_;
    process_ = nullptr;
    ending->disconnect(this);
    ending->closeWriteChannel();
    ending->terminate();
    if (ending->state() != QProcess::NotRunning && !ending->waitForFinished(kEndMs)) {
        ending->kill();
        ending->waitForFinished(kEndMs);
    }
    delete ending;
}

} // namespace lorikeet
