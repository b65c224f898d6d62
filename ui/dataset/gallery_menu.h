#pragma once
/// @file The gallery's context menu: what can be done with the chosen examples.

#include <QMenu>

#include <vector>

namespace lorikeet {

class ProjectSession;

class GalleryMenu : public QMenu {
    Q_OBJECT

public:
    /// @param chosen samples that it acts on; not empty. Their first one's state names the actions.
    GalleryMenu(ProjectSession& session, std::vector<size_t> chosen, QWidget* parent = nullptr);

Q_SIGNALS:
    void editRequested();
    void acceptRequested();
    void rejectRequested();
    void excludeToggled();
    /// Shows what a filter takes.
    void filterRequested(const QString& filter);

private:
    /// The key only stands beside the text: the gallery handles it.
    QAction* add(const char* name, const QString& text, const QString& key, std::function<void()> act);
    void addStates();
    void addCopies();
    void addFiles();

    ProjectSession& session_;
    std::vector<size_t> chosen_;
};

} // namespace lorikeet
