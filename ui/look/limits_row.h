#pragma once
/// @file "What if": the length limit and the pixel limit that Look and Check count with, and a way to take them to the Plan.

#include <QWidget>

class QLabel;
class QSpinBox;

namespace lorikeet {

class LinkButton;
class ModelChoice;

class LimitsRow : public QWidget {
    Q_OBJECT

public:
    explicit LimitsRow(ModelChoice& choice, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The user wants to train with these limits.
    void planRequested(int cutoffLen, qint64 imageMaxPixels);

private:
    void fill();
    ModelChoice& choice_;
    QSpinBox* cutoff_;
    QSpinBox* pixels_;
    QLabel* square_;
    LinkButton* toPlan_;
};

} // namespace lorikeet
