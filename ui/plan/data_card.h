#pragma once
/// @file Which datasets train, and what the run is checked on.

#include "ui/plan/run_plan.h"
#include "ui/widgets/card.h"

class QComboBox;
class QSpinBox;

namespace lorikeet {

class ChoiceList;
class Theme;

class DataCard : public Card {
    Q_OBJECT

public:
    DataCard(RunPlan& plan, Theme& theme, QWidget* parent = nullptr);
    void refresh();

private:
    void rebuildChecks();
    void commitCheck();

    RunPlan& plan_;
    ChoiceList* datasets_;
    QComboBox* check_;
    QSpinBox* share_;
    QStringList shownDatasets_;
};

} // namespace lorikeet
