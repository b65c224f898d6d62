#pragma once
/// @file How long a sample is for the project's model, measured by the code that trains, off the GUI thread.

#include "ui/choice/model_choice.h"

#include <QString>
#include <QTimer>

#include <memory>
#include <optional>

namespace lorikeet {

struct TokenCount {
    int all = 0;
    int pictures = 0;
    int limit = 0;
    bool isUsable = true;
    QString problem; ///< Why it can't be used.
};

class TokenMeter : public QObject {
    Q_OBJECT

public:
    explicit TokenMeter(QObject* parent = nullptr);
    /// Without a model nothing is measured.
    void setModel(const EyeSettings& settings);
    bool hasModel() const { return !settings_.model.isEmpty(); }
    /// Measures soon; of several wishes in a row only the newest.
    void measure(std::optional<Sample> sample);

Q_SIGNALS:
    void measured(const lorikeet::TokenCount& count);

private:
    void start();
    EyeSettings settings_;
    std::shared_ptr<const Processor> processor_;
    std::optional<Sample> wanted_;
    QTimer pause_;
    bool isMeasuring_ = false;
    int generation_ = 0;
};

} // namespace lorikeet
