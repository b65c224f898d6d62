#pragma once
/// @file Sizes of all samples in tokens, measured off the GUI thread slice by slice, so that the samples are never copied as a whole.

#include "core/models/processor.h"

#include <QElapsedTimer>
#include <QObject>

#include <atomic>
#include <memory>
#include <vector>

namespace lorikeet {

class ProjectSession;

/// Index = sample; -1 = not measured.
struct SampleCosts {
    std::vector<int32_t> tokens;
    std::vector<int32_t> pictureTokens;
};

class SampleMeasure : public QObject {
    Q_OBJECT

public:
    explicit SampleMeasure(ProjectSession& session, QObject* parent = nullptr);
    ~SampleMeasure() override;

    /// Measures what isn't known yet with this model; finished() follows, at once where all is known.
    void start(std::shared_ptr<const Processor> processor);
    void cancel();
    bool isRunning() const { return isRunning_; }
    const SampleCosts& costs() const { return costs_; }

Q_SIGNALS:
    /// @param secondsLeft -1 = not known yet
    void progress(size_t done, size_t total, double secondsLeft);
    void finished();
    void cancelled();
    void problem(const QString& message, const QString& hint);

private:
    struct Slice;
    void forget();
    void forgetSamples(const std::vector<size_t>& samples);
    void measureSlice();

    ProjectSession& session_;
    std::shared_ptr<const Processor> processor_;
    SampleCosts costs_;
    std::shared_ptr<std::atomic<bool>> isCancelled_;
    QElapsedTimer clock_;
    size_t next_ = 0;
    size_t firstDone_ = 0;
    bool isRunning_ = false;
};

} // namespace lorikeet
