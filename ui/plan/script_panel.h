#pragma once
/// @file The plan as files and a command that do the same from a terminal, live, each with a Copy button.

#include "ui/plan/run_plan.h"

#include <QString>

#include "ui/widgets/card.h"

class QCheckBox;
class QPlainTextEdit;
class QTabWidget;

namespace lorikeet {

class ProjectSession;
class Theme;

class ScriptPanel : public Card {
    Q_OBJECT

public:
    ScriptPanel(RunPlan& plan, ProjectSession& session, Theme& theme, QWidget* parent = nullptr);
    QString script() const;
    QString command() const;
    QString llamaFactoryScript() const;

private:
    QPlainTextEdit* addTab(const QString& title, const char* name, const QString& note);
    void refresh();
    void copyShown();

    RunPlan& plan_;
    ProjectSession& session_;
    Theme& theme_;
    QTabWidget* tabs_;
    QCheckBox* isWhole_;
    QPlainTextEdit* script_;
    QPlainTextEdit* command_;
    QPlainTextEdit* llamaFactory_;
};

} // namespace lorikeet
