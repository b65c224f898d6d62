#pragma once
/// @file Which examples are held out for checking: how many or by which column, with the numbers at once; leaks between the sides.

#include "core/data/split_plan.h"
#include "ui/widgets/card.h"

#include <QTimer>

#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QSpinBox;

namespace lorikeet {

class ProjectSession;
class Theme;
struct RuleFindings;

class SplitCard : public Card {
    Q_OBJECT

public:
    SplitCard(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// What stands on both sides; null = nothing.
    void setLeaks(const RuleFindings* leaks);

Q_SIGNALS:
    void moveRequested();
    void ignoreLeaksRequested();
    void problem(const QString& message, const QString& hint);

private:
    void build();
    QWidget* buildAmount();
    QWidget* buildColumn();
    QWidget* buildLeaks();
    void fill();
    void fillColumns();
    SplitPlan typed() const;
    void change();
    void count();

    ProjectSession& session_;
    Theme& theme_;
    QComboBox* kind_;
    QSlider* share_;
    QLabel* shareText_;
    QSpinBox* count_;
    QComboBox* column_;
    QLabel* columnNote_;
    QCheckBox* isStratified_;
    QSpinBox* seed_;
    QLabel* counts_;
    Card* leaks_;
    QLabel* leakText_;
    QTimer soon_; ///< A slider that moves is stored once it rests.
    bool isCounting_ = false;
    bool isStale_ = false;
};

} // namespace lorikeet
