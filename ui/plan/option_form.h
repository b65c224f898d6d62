#pragma once
/// @file The form made from the list of options: one row each, in sections, with a search box for long ones.

#include "ui/plan/run_plan.h"

#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;

namespace lorikeet {

class OptionRow;
class Theme;

class OptionForm : public QWidget {
    Q_OBJECT

public:
    /// @param accepts which options it shows; @param hasSections headings by group and a search box.
    OptionForm(RunPlan& plan, Theme& theme, const std::function<bool(const Option&)>& accepts, bool hasSections, QWidget* parent = nullptr);
    const std::vector<OptionRow*>& rows() const { return rows_; }

private:
    void filter(const QString& words);
    void refresh();

    RunPlan& plan_;
    QLineEdit* search_ = nullptr;
    QLabel* nothing_ = nullptr;
    struct Section {
        QWidget* box;
        std::vector<OptionRow*> rows;
    };
    std::vector<Section> sections_;
    std::vector<OptionRow*> rows_;
};

/// A group's name as a heading.
QString optionGroupTitle(const std::string& group);

} // namespace lorikeet
