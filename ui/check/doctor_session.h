#pragma once
/// @file The Data Doctor for the open project: off the GUI thread, cancellable, kept up to date after every edit.

#include "core/data/doctor/doctor.h"
#include "core/data/doctor/fixes.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <set>
#include <unordered_set>
#include <vector>

namespace lorikeet {

class ProjectSession;

class DoctorSession : public QObject {
    Q_OBJECT

public:
    explicit DoctorSession(ProjectSession& session, QObject* parent = nullptr);
    ~DoctorSession() override;

    /// The model that measures lengths from the next check on; an empty folder means none. A changed model starts the check anew where one
    /// was wished for before. @param cutoffLen in tokens
    /// @param imageMaxPixels 0 = no limit; -1 = the usual one
    void setModel(const QString& folder, const QString& templateName, int cutoffLen, qint64 imageMaxPixels = -1);

    /// Checks everything; what is under way is given up. While no project is open, or its texts are being read, the wish is remembered.
    void start();
    void cancel();
    bool isRunning() const { return isCopying_ || job_ != nullptr; }
    /// Whether report() is there and nothing was edited since.
    bool isFresh() const { return hasReport_ && !isRunning() && !isBehind() && pending_.empty(); }
    /// Whether report() is older than a check that was given up; the next edit is followed by a full one.
    bool isBehind() const { return hasReport_ && !isRunning() && !kept_; }
    bool hasReport() const { return hasReport_; }
    /// The last one; empty before the first.
    const DoctorReport& report() const { return *report_; }
    std::shared_ptr<const DoctorReport> sharedReport() const { return report_; }
    /// Marks of the chosen model that texts must not hold; known after the first report with a model.
    const DoctorModel& model() const { return model_; }

    /// One undo step. `folder` is for LocateFolder. Kinds that change no sample do nothing but `Ignore` and `Accept`, which are ignore().
    void fix(const QString& rule, FixKind kind, const std::vector<size_t>& samples, const QString& folder = {});
    /// These findings aren't shown any more.
    void ignore(const QString& rule, const std::vector<size_t>& samples);
    void unignore(const QString& rule, const std::vector<size_t>& samples);
    void unignoreAll();
    const std::unordered_set<std::string>& ignored() const { return ignored_; }

Q_SIGNALS:
    void started();
    /// Pictures and samples looked at; `rate` a second.
    void progress(qint64 done, qint64 total, double rate);
    /// report() is new.
    void reported();
    void cancelled();
    /// A fix changed so many samples, and that is recorded; 0 = it could change none.
    void fixed(const QString& rule, qint64 samples);
    /// So many findings are ignored from now on.
    void ignoringRecorded(const QString& rule, qint64 findings);
    void problem(const QString& message, const QString& hint);

private:
    struct Job;
    struct Kept;
    void onOpened();
    void onCompleted();
    void onPolicyChanged();
    void onEdited(const std::vector<size_t>& samples);
    void copySome();
    void run();
    void finish(const std::shared_ptr<Job>& job, std::shared_ptr<DoctorReport> report);
    /// From the project's journal: ignoring is undone like everything else.
    void takeIgnored();
    void setIgnored(const QString& rule, const std::vector<size_t>& samples, bool isIgnored);
    ProjectSession& session_;
    QString folder_;
    QString templateName_;
    int cutoffLen_ = 0;
    qint64 imageMaxPixels_ = -1;
    std::unordered_set<std::string> ignored_;
    DoctorModel model_;
    std::shared_ptr<Kept> kept_;  ///< The samples as last checked, and the doctor that knows them.
    std::shared_ptr<Job> job_;    ///< Under way.
    std::shared_ptr<DoctorReport> report_;
    std::set<size_t> pending_;    ///< Edited since the last check began.
    QTimer copyTick_;
    QTimer recheckTick_;
    QTimer progressTick_;
    QElapsedTimer clock_;
    bool isWished_ = false;   ///< start() came before a project was open.
    bool wantsCheck_ = false; ///< start() was called for this project.
    bool isCopying_ = false;
    bool hasReport_ = false;
    bool isQueued_ = false;   ///< Settings changed while a check was under way.
};

} // namespace lorikeet
