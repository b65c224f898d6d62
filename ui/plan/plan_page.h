#pragma once
/// @file Plan: what to do, with which model, on which data; the script of it; and the start.

#include "ui/plan/run_plan.h"
#include "ui/widgets/page.h"

class QBoxLayout;
class QLabel;
class QStackedWidget;

namespace lorikeet {

class ChoiceList;
class DataCard;
class DesignsView;
class DoctorSession;
class LeakRow;
class LinkButton;
class OptionForm;
class PrimaryButton;
class ProblemStrip;
class ProjectSession;
class ScriptPanel;
class Theme;

class PlanPage : public Page {
    Q_OBJECT

public:
    PlanPage(ProjectSession& session, Theme& theme, const DoctorSession* doctor = nullptr, QWidget* parent = nullptr);
    void activate() override;
    RunPlan& plan() { return plan_; }
    /// Starts from this lesson of the project, as if it were picked from the list.
    void openLesson(const QString& path);
    /// Sets the length limit and the pixel limit of the run.
    void useLimits(int cutoffLen, qint64 imageMaxPixels);
    /// As they were before the last useLimits().
    void takeBackLimits();
    /// Brings the designs of the project's models to the front, side by side.
    void openDesigns();

Q_SIGNALS:
    /// A trainer was started on this new run folder.
    void runStarted(const QString& runFolder);

private:
    QWidget* makeChoices();
    QWidget* makeSettings();
    QWidget* makeFooter();
    void reload();
    void fillPresets();
    void fillModels();
    void choosePreset(const QStringList& keys);
    void refresh();
    void toggleExpert();
    void start();

    ProjectSession& session_;
    Theme& theme_;
    RunPlan plan_;
    std::vector<Preset> presets_;
    QStackedWidget* stack_;
    ProblemStrip* strip_;
    LeakRow* leakRow_;
    ChoiceList* presetList_;
    ChoiceList* modelList_;
    DataCard* dataCard_;
    ScriptPanel* script_;
    LinkButton* expertButton_;
    QBoxLayout* expertPlace_;
    OptionForm* expertForm_ = nullptr;
    DesignsView* designs_ = nullptr;
    std::optional<std::pair<std::string, std::string>> formerLimits_; ///< cutoff_len, image_max_pixels.
    QLabel* sentence_;
    QLabel* steps_;
    PrimaryButton* startButton_;
};

} // namespace lorikeet
