#pragma once
/// @file Check: what the Data Doctor found, grouped by how bad it is, with a way to mend each.

#include "core/data/doctor/doctor.h"
#include "ui/check/other_steps.h"
#include "ui/widgets/page.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

class QLabel;
class QProgressBar;
class QStackedLayout;
class QVBoxLayout;

namespace lorikeet {

class CostCard;
class DoctorSession;
class EmptyState;
class FindingCard;
class ModelChoice;
class PathThumbnails;
class PrimaryButton;
class ProjectSession;
class ScoreBar;
class SplitCard;
class Theme;
class UndoStrip;
struct ReadingFix;

class CheckPage : public Page {
    Q_OBJECT

public:
    CheckPage(ProjectSession& session, DoctorSession& doctor, ModelChoice& choice, Theme& theme, QWidget* parent = nullptr);
    void activate() override;
    /// The last change here or of the project; an ignored finding is one too.
    void undo();

Q_SIGNALS:
    /// A fix wants these limits in the plan.
    void limitsRequested(int cutoffLen, qint64 imageMaxPixels);
    /// The plan's limits should be as they were before the last limitsRequested().
    void limitsTakenBack();

private:
    void build();
    QWidget* buildTop();
    QWidget* buildFoot();
    void connectDoctor();
    void onOpened();
    void onReported();
    void onProgress(qint64 done, qint64 total, double rate);
    void setRunning(bool isRunning);
    void showGroups();
    void addGroup(Severity severity);
    void addFine();
    FindingCard* makeCard(const RuleFindings& findings);
    void showTotals();
    void fix(const QString& rule, FixKind kind);
    void chooseFolder(const QString& title, const char* name, std::function<void(const QString& folder)> use);
    void locate(const QString& rule);
    void allowFolder(const RuleFindings& findings);
    void chooseEncoding(const QString& rule);
    void readAs(const QString& rule, const std::string& encoding);
    void changeLimits(const RuleFindings& findings, FixKind kind);
    void takeNote(std::optional<ReadingFix> fix);
    void offerUndo(const QString& what, std::function<void()> takeBack);
    void showSample(size_t sample);

    ProjectSession& session_;
    DoctorSession& doctor_;
    ModelChoice& choice_;
    Theme& theme_;
    PathThumbnails* thumbnails_;
    ScoreBar* bar_;
    QLabel* headline_;
    QLabel* counts_;
    QLabel* behind_; ///< "This report is from before …"
    QLabel* progressText_;
    QProgressBar* progress_;
    QWidget* progressRow_;
    QVBoxLayout* groups_;
    QVBoxLayout* side_;
    CostCard* costs_;
    SplitCard* split_;
    UndoStrip* undoStrip_;
    PrimaryButton* next_;
    EmptyState* empty_;
    QStackedLayout* stack_;
    std::shared_ptr<const DoctorReport> report_;
    std::set<QString> expanded_;
    OtherSteps steps_;
    std::string folder_; ///< Of the project that is shown.
};

} // namespace lorikeet
