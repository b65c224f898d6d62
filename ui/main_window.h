#pragma once
/// @file The window: the rail, the pages, the status bar. Wiring only; what pages do stands in their own folders.

#include "ui/widgets/page.h"

#include <QMainWindow>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QStackedWidget;

namespace lorikeet {

class CloseQuestion;
class CloseWait;
class DoctorSession;
class ModelChoice;
class ProblemStrip;
class ProjectSession;
class Rail;
class RunMonitor;
class Theme;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(ProjectSession& session, RunMonitor& monitor, Theme& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Brings a page to the front ("welcome", "data", "look", …); it is built when it is first shown.
    void showPage(const QString& name);
    /// Shows a page that the first project which is opened does not replace.
    void startOn(const QString& name);
    QString currentPage() const { return current_; }
    QStringList pageNames() const;
    /// The page of that name, built if need be; null when there is none.
    Page* page(const QString& name);

protected:
    void closeEvent(QCloseEvent* event) override; ///< In window/window_close.cpp.
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override; ///< This and the next in window/window_drop.cpp.
    void dropEvent(QDropEvent* event) override;

private:
    static constexpr const char* kGeometryKey = "window/geometry";
    struct Entry {
        QString name;
        std::function<Page*()> make;
        Page* page = nullptr;
    };
    void addPages(); ///< In window/pages.cpp.
    void addPage(const QString& name, const QString& icon, const QString& title, std::function<Page*()> make);
    /// A page that the rail doesn't list: others lead to it.
    void addHiddenPage(const QString& name, std::function<Page*()> make);
    void buildFrame();
    void connectDoctor();
    void connectClosing(); ///< This and activeRuns() in window/window_close.cpp.
    void showFiltered(const QString& filter);
    void showCaptioning(const QString& filter);
    void addShortcuts();
    void showRun(const QString& runFolder);
    void onOpened();
    void leavePage();
    QStringList activeRuns() const;

    ProjectSession& session_;
    RunMonitor& monitor_;
    Theme& theme_;
    ModelChoice* choice_;
    DoctorSession* doctor_;
    Rail* rail_;
    QStackedWidget* stack_;
    ProblemStrip* strip_;
    CloseQuestion* question_;
    CloseWait* closeWait_;
    std::vector<Entry> entries_;
    int railPages_ = 0;
    QString current_;
    QString openFolder_;
    bool startsOnPage_ = false;
    bool mayClose_ = false; ///< Whatever runs.
    bool mayLose_ = false;  ///< What isn't saved.
};

} // namespace lorikeet
