#pragma once
/// @file One option in the form: label, editor, unit, a mark and a reset button where it was changed, its error below.

#include "ui/plan/option_editor.h"
#include "ui/plan/run_plan.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace lorikeet {

class Theme;

class OptionRow : public QWidget {
    Q_OBJECT

public:
    OptionRow(RunPlan& plan, const Option& option, Theme& theme, QWidget* parent = nullptr);
    const Option& option() const { return option_; }
    QWidget* editor() const { return editor_.widget; }
    /// Whether key, label or help hold the words.
    bool matches(const QString& words) const;
    void refresh();

private:
    void commit(const std::string& yamlText);
    void showProblem(const PlanProblem& problem);

    RunPlan& plan_;
    const Option& option_;
    OptionEditor editor_;
    QLabel* label_;
    QLabel* problem_;
    QToolButton* resetButton_;
};

} // namespace lorikeet
