#pragma once
/// @file The window: the rail, the pages, the status bar. Wiring only; what pages do stands in their own folders.

#include "ui/widgets/page.h"

#include <QMainWindow>
#include <QString>

#include <functional>
#include <map>
#include <vector>

class QStackedWidget;

namespace lorikeet {

class ProblemStrip;
class Rail;
class Theme;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Theme& theme, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Brings a page to the front ("welcome", "data", "look", …); it is built when it is first shown.
    void showPage(const QString& name);
    QString currentPage() const { return current_; }
    Page* page(const QString& name);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    struct Slot {
        QString name;
        std::function<Page*()> make;
        Page* page = nullptr;
    };
    void addPage(const QString& name, const QString& icon, const QString& title, std::function<Page*()> make);
    void buildFrame();

    Theme& theme_;
    Rail* rail_;
    QStackedWidget* stack_;
    ProblemStrip* strip_;
    std::vector<Slot> slots_;
    QString current_;
};

} // namespace lorikeet
