#pragma once
/// @file Runs core's Processor off the GUI thread: one sample for the page, all of them for "longest" and "most expensive".

#include "core/models/processor.h"

#include <QImage>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

namespace lorikeet {

class ProjectSession;

/// What a sample looks like to the model.
struct LookResult {
    size_t sample = 0;
    std::shared_ptr<const Processor> processor;
    Encoded encoded;
    std::vector<QImage> seen; ///< One a picture; null where it can't be read.
};

/// Sizes of every sample in tokens.
struct SampleCosts {
    std::vector<int> tokens;
    std::vector<int> pictureTokens;
};

class LookWorker : public QObject {
    Q_OBJECT

public:
    explicit LookWorker(ProjectSession& session, QObject* parent = nullptr);
    ~LookWorker() override;

    /// The model folder and template ("auto" = the model's own) from now on.
    void setModel(const QString& folder, const QString& templateName);
    /// Asks for a sample; while one is under way only the newest wish is kept.
    void look(size_t sample);
    /// Asks for the sizes of all samples; they are remembered until something changes.
    void measure(std::function<void(const SampleCosts&)> done);

Q_SIGNALS:
    void looked(const LookResult& result);
    void measuring(size_t done, size_t total);
    void measured();
    void problem(const QString& message, const QString& hint);

private:
    struct Progress {
        std::atomic<size_t> done{0};
        std::atomic<bool> isCancelled{false};
    };
    void forgetCosts();
    void startLook(size_t sample);

    ProjectSession& session_;
    QString folder_;
    QString templateName_;
    std::shared_ptr<const Processor> processor_;
    std::optional<size_t> wanted_;
    bool isLooking_ = false;
    int modelGeneration_ = 0;
    std::shared_ptr<SampleCosts> costs_;
    std::shared_ptr<Progress> progress_;
    QTimer tick_;
};

} // namespace lorikeet
