#pragma once
/// @file The Welcome page: what this machine has, ways to begin, recent projects, lessons.

#include "ui/widgets/page.h"

#include <QElapsedTimer>
#include <QTimer>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace lorikeet {

class Card;
class FolderProbe;
class LessonList;
class NewProjectForm;
class PageHeader;
class PrimaryButton;
class ProjectSession;
class SampleMaker;
class Theme;

class WelcomePage : public Page {
    Q_OBJECT

public:
    WelcomePage(ProjectSession& session, Theme& theme, QWidget* parent = nullptr);

    /// Begins a new project around what was dropped; nothing = the user chooses.
    void beginProject(const QStringList& dropped = {});

Q_SIGNALS:
    void lessonRequested(const QString& path);
    void designsRequested();

private:
    Card* buildStart();
    QWidget* buildSampleRow();
    Card* buildRecent();
    void connectParts();
    void fillRecent();
    void refresh();
    void openProject();
    void addModel();
    void makeSample();
    void showMaking(bool isMaking);

    ProjectSession& session_;
    Theme& theme_;
    SampleMaker* sample_;
    FolderProbe* probe_;
    PageHeader* header_;
    PrimaryButton* goOn_ = nullptr;
    QPushButton* trySample_ = nullptr;
    QPushButton* open_ = nullptr;
    QPushButton* new_ = nullptr;
    QPushButton* addModel_ = nullptr;
    QLineEdit* sampleFolder_ = nullptr;
    QWidget* sampleRow_ = nullptr;
    QWidget* makingRow_ = nullptr;
    QLabel* making_ = nullptr;
    QVBoxLayout* recentRows_ = nullptr;
    Card* recent_ = nullptr;
    NewProjectForm* form_ = nullptr;
    LessonList* lessons_ = nullptr;
    QElapsedTimer since_;
    QTimer tick_;
};

} // namespace lorikeet
