#pragma once
/// @file The run that the Plan page is putting together: its options, what they started from, and what is wrong with them.

#include "core/config/option.h"
#include "core/config/run_yaml.h"
#include "core/data/doctor/leaks.h"
#include "core/data/split_plan.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace lorikeet {

class DoctorSession;
class ProjectSession;
class RunLeaks;

/// What happened and what to do; empty when all is well.
struct PlanProblem {
    QString message;
    QString hint;
    bool isEmpty() const { return message.isEmpty(); }
};

/// A model of the project as the Plan page lists it.
struct PlanModel {
    QString name;
    QString path;
    QString family;
    int64_t parameters = 0;
    bool seesPictures = false;
    PlanProblem problem; ///< Why it can't be trained.
};

class RunPlan : public QObject {
    Q_OBJECT

public:
    /// @param doctor knows of copies among the pictures; null: only the same file on both sides is a leak.
    explicit RunPlan(ProjectSession& session, const DoctorSession* doctor = nullptr, QObject* parent = nullptr);

    const RunOptions& options() const { return options_; }
    /// Every option, bound to options().
    const std::vector<Option>& optionList() const { return list_; }
    const Option& option(const std::string& key) const;
    /// @throws Error (nothing has changed).
    void set(const std::string& key, const std::string& yamlText);
    bool isChanged(const std::string& key) const; ///< From the preset or lesson.
    int changedCount() const;
    void reset(const std::string& key);
    /// What is typed for this key can't be used; an empty problem clears it.
    void setInvalid(const std::string& key, const PlanProblem& problem);

    const std::vector<PlanModel>& models() const { return models_; }
    const PlanModel* model() const; ///< The chosen one, if it is among models().
    QStringList datasets() const;   ///< All of the project.
    int64_t sampleCount(const QString& dataset) const; ///< Without the excluded ones.
    int64_t pictureSampleCount(const QString& dataset) const;

    /// From the project: models, datasets. Keeps the settings that are still possible.
    void reloadProject();
    /// Starts from a preset: the model and the data stay, all else is the default or the preset's.
    void usePreset(const Preset& preset);
    /// Starts from a lesson's file. @throws Error.
    void useLesson(const QString& path, const QString& title);
    void setModel(const QString& path);
    void setDatasets(const QStringList& names);
    /// Whether Check holds examples out of every run; they don't train, whatever the run is checked on.
    bool hasSplit() const;
    /// What the run is checked on: nothing, a share (0 to 1) of the ticked data, what Check holds out of it, or a dataset of its own.
    void holdOutNothing();
    void checkOnSplit();
    void holdOutShare(double share);
    void checkOn(const QString& dataset);

    QString title() const { return title_; }     ///< Of the preset or lesson.
    QString folderName() const;                  ///< What the run folder is called after.
    int64_t trainCount() const;
    int64_t evalCount() const;
    /// "Train small add-on weights (LoRA) on 1,784 examples, 3 passes."
    QString sentence() const;
    QString stepsSentence() const; ///< "669 steps of 8 examples; 99 more are held out for checking."
    /// Test pictures of the run that it trains on, as far as they are known by now.
    const Leaks& leaks() const;
    /// Waits until they are known: for a start.
    void settleLeaks();
    /// The first thing that keeps the run from starting.
    PlanProblem problem() const;
    /// Something worth knowing that does not.
    PlanProblem caution() const;

Q_SIGNALS:
    void changed();

private:
    void startFrom(const RunOptions& options, const QString& title, const QString& folderName);
    void fillData(RunOptions& options) const;
    void setCheck(bool isChecked, double share, const std::vector<std::string>& datasets);
    void onPolicyChanged();
    void onOpened();
    void checkAsProjectSays();
    PlanProblem leakProblem() const;
    void countSamples();
    void countSplit();
    int64_t countMoved() const;
    int64_t countHeldOut(int64_t all) const;

    ProjectSession& session_;
    RunLeaks* leaks_;
    std::string folder_; ///< Of the project that was opened last.
    SplitPlan split_;    ///< Its split, as the plan knows it.
    RunOptions options_;
    RunOptions baseline_;
    std::vector<Option> list_;
    std::vector<Option> baselineList_;
    std::map<std::string, size_t> indexByKey_;
    std::map<std::string, PlanProblem> invalid_;
    std::vector<PlanModel> models_;
    std::map<QString, std::pair<int64_t, int64_t>> counts_; ///< Samples, those with pictures.
    std::string splitKey_;
    int64_t trainCount_ = 0;
    int64_t evalCount_ = 0;
    QString title_;
    QString folderName_;
};

} // namespace lorikeet
