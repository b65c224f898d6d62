#pragma once
/// @file The versions of one sample, the newest first, each with a way back.

#include "core/data/edits.h"
#include "ui/widgets/task.h"

#include <QFrame>

class QLabel;
class QVBoxLayout;

namespace lorikeet {

class ProjectSession;
class Theme;

class CaptionHistory : public QFrame {
    Q_OBJECT

public:
    CaptionHistory(ProjectSession& session, Theme& theme, size_t sample, QWidget* parent);
    /// Under the widget, as far as there is room; it goes when something else is clicked.
    void showBelow(const QWidget& widget);

private:
    void showVersions(const TaskResult<std::vector<SampleVersion>>& result);
    void addVersion(const SampleVersion& version, const SampleVersion* before, bool isNow);
    ProjectSession& session_;
    Theme& theme_;
    size_t sample_;
    QVBoxLayout* list_;
    QLabel* waiting_;
};

} // namespace lorikeet
