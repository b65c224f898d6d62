#pragma once
/// @file Test pictures that a planned run would train on, looked for off the GUI thread whenever its data changes.

#include "core/data/doctor/leaks.h"

#include <QObject>
#include <QTimer>

#include <string>
#include <vector>

namespace lorikeet {

class DoctorSession;
class ProjectSession;

class RunLeaks : public QObject {
    Q_OBJECT

public:
    RunLeaks(ProjectSession& session, const DoctorSession* doctor, QObject* parent = nullptr);
    /// What the run trains on, and what it is checked on.
    void setData(const std::vector<std::string>& datasets, const std::vector<std::string>& evalDatasets);
    /// The last that is known of this data.
    const Leaks& leaks() const { return leaks_; }
    /// Looks here and now where something changed since.
    void settle();

Q_SIGNALS:
    void changed();

private:
    void lookSoon();
    void look();
    void take(const Leaks& leaks);
    LeakQuestion question() const;
    bool holdsOut() const;

    ProjectSession& session_;
    const DoctorSession* doctor_;
    std::vector<std::string> datasets_;
    std::vector<std::string> evalDatasets_;
    Leaks leaks_;
    QTimer soon_;
    int generation_ = 0; ///< Of the data: an answer about an older one is dropped.
    bool isStale_ = false;
};

} // namespace lorikeet
