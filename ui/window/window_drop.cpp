#include "ui/main_window.h"

#include "core/data/project_file.h"
#include "ui/dataset/data_page.h"
#include "ui/import/import_review.h"
#include "ui/project_session.h"
#include "ui/welcome/welcome_page.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>

namespace lorikeet {
namespace {

bool isProject(const QString& path)
{
    const QFileInfo file(path);
    return file.fileName() == ProjectFile::kFileName || (file.isDir() && QFileInfo::exists(QDir(path).filePath(ProjectFile::kFileName)));
}

} // namespace

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPath(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

/// A project is opened; anything else is data: of the open project, or of a new one.
void MainWindow::dropEvent(QDropEvent* event)
{
    const QString path = droppedPath(*event->mimeData());
    if (path.isEmpty())
        return;
    event->acceptProposedAction();
    if (isProject(path)) {
        session_.openInBackground(path);
    } else if (session_.isOpen()) {
        showPage("data");
        static_cast<DataPage*>(page("data"))->showImport(path);
    } else {
        showPage("welcome");
        static_cast<WelcomePage*>(page("welcome"))->beginProject(path);
    }
}

} // namespace lorikeet
