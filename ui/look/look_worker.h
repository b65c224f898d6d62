#pragma once
/// @file Makes what Look shows off the GUI thread, by core's viewSample; keeps the last few and makes the neighbours ahead.

#include "core/models/sample_view.h"
#include "ui/choice/model_choice.h"
#include "ui/look/token_chips.h"

#include <QImage>
#include <QObject>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace lorikeet {

class ProjectSession;

/// What a sample looks like to the model, ready to be drawn.
struct LookResult {
    size_t sample = 0;
    std::shared_ptr<const Processor> processor;
    SampleView view;                ///< Without pixels.
    std::vector<QImage> originals;  ///< As people see them, at most kOriginalSide; one a picture, null where it can't be read.
    std::vector<QImage> seen;       ///< As the model gets them.
    TokenLine line;
    std::vector<TokenChip> chips;
    std::vector<int> imagePlaces;   ///< Index in Encoded::ids of every token that stands for a part of a picture.
};

class LookWorker : public QObject {
    Q_OBJECT

public:
    static constexpr int kOriginalSide = 1'024;

    explicit LookWorker(ProjectSession& session, QObject* parent = nullptr);

    /// Model, template and limits from now on.
    void setSettings(const EyeSettings& settings);
    /// Asks for a sample; looked() follows, at once where it is known. While one is under way only the newest wish is kept.
    void look(size_t sample);
    /// The model as it looks now; null until the first sample was made.
    const std::shared_ptr<const Processor>& processor() const { return processor_; }

Q_SIGNALS:
    void looked(const std::shared_ptr<const LookResult>& result);
    void problem(const QString& message, const QString& hint);

private:
    using Result = std::shared_ptr<const LookResult>;
    void forget();
    void forgetSamples(const std::vector<size_t>& samples);
    void start(size_t sample);
    void goOn();
    bool isKnown(size_t sample) const;
    Result known(size_t sample) const;

    ProjectSession& session_;
    EyeSettings settings_;
    std::shared_ptr<const Processor> processor_;
    std::deque<Result> results_; ///< Newest first.
    std::optional<size_t> wanted_;
    std::optional<size_t> shown_;
    bool isBusy_ = false;
    int generation_ = 0; ///< Of settings and contents: what was begun before is dropped.
};

} // namespace lorikeet
