#pragma once
/// @file Lets a model write captions for a list of samples: one question after the other, saved in batches of which each is one undo step.

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

class GeneratorProcess;
class ProjectSession;

class Captioner : public QObject {
    Q_OBJECT

public:
    struct Order {
        QString modelFolder;
        QString adapterFolder; ///< "" = the model alone.
        QString templateName;
        QString modelName;     ///< For the provenance.
        QString prompt;
        int maxNewTokens = 128;
        bool onlyEmpty = true; ///< Samples that have an answer by the time that it is their turn are passed over.
    };

    explicit Captioner(ProjectSession& session, QObject* parent = nullptr);
    ~Captioner() override;
    /// Only while not isRunning().
    void start(const Order& order, std::vector<size_t> samples);
    /// What is done by then is kept. So it is when another project is opened, or the data is read again.
    void stop();
    bool isRunning() const { return isRunning_; }

Q_SIGNALS:
    /// `perSecond` is 0 while it isn't known.
    void progressed(size_t done, size_t total, double perSecond);
    void finished(size_t written, size_t failed);
    /// One sample went wrong (it stays as it is), or the program ended (all is over).
    void problem(const QString& message, const QString& hint);

private:
    void next();
    bool isWanted(const std::string& id) const;
    void onDone(const QString& text);
    void onFailed(const QString& message, const QString& hint);
    void keep();
    void end();
    bool isWanted(size_t sample) const;

    ProjectSession& session_;
    std::unique_ptr<GeneratorProcess> process_;
    Order order_;
    std::vector<std::string> samples_; ///< Their ids.
    std::vector<std::pair<std::string, std::string>> batch_; ///< Sample ids with their new answers.
    size_t at_ = 0;
    size_t asked_ = 0;
    size_t written_ = 0;
    size_t failed_ = 0;
    QElapsedTimer clock_;
    QElapsedTimer sinceKept_;
    bool isRunning_ = false;
    bool hasTold_ = false; ///< Of a failure: only of the first one.
};

} // namespace lorikeet
