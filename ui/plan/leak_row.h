#pragma once
/// @file What can be done about test pictures that would also train.

#include <QWidget>

namespace lorikeet {

class ProjectSession;
class RunPlan;

class LeakRow : public QWidget {
    Q_OBJECT

public:
    LeakRow(const RunPlan& plan, ProjectSession& session, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The Data Doctor's page should come to the front.
    void checkRequested();

private:
    void moveToTraining();
    void ignore();
    const RunPlan& plan_;
    ProjectSession& session_;
};

} // namespace lorikeet
