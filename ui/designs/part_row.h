#pragma once
/// @file One part of a model: what it is, how large, and whether it learns.

#include "core/models/design_summary.h"

#include <QWidget>

class QLabel;

namespace lorikeet {

class Theme;

class PartRow : public QWidget {
    Q_OBJECT

public:
    /// @param name "vision", "projector" or "language": the mark is called `mark.NAME`.
    PartRow(Theme& theme, const QString& name, QWidget* parent = nullptr);
    /// @param whole numbers of the whole model, for the bar of this part's share.
    void show(const PartSummary& part, int64_t whole);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void tint();
    Theme& theme_;
    QLabel* title_;
    QLabel* size_;
    QLabel* markIcon_;
    QLabel* mark_;
    QLabel* what_;
    Learning learning_ = Learning::Frozen;
    double share_ = 0;   ///< 0 … 1 of the model's numbers.
    double learned_ = 0; ///< 0 … 1 of the bar.
};

} // namespace lorikeet
