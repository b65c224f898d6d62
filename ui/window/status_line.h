#pragma once
/// @file The window's status bar: whether everything is saved, what is being opened, memory.

#include <QStatusBar>
#include <QTimer>

class QLabel;

namespace lorikeet {

class ProjectSession;
class Theme;

class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    StatusLine(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    /// The window closes as soon as everything is saved.
    void setFinishing(bool isFinishing);

private:
    void showSaved();
    QString savedText() const;
    void showMemory();
    ProjectSession& session_;
    Theme& theme_;
    QLabel* savedIcon_;
    QLabel* saved_;
    QLabel* memory_;
    QTimer tick_;
    bool isFinishing_ = false;
};

} // namespace lorikeet
