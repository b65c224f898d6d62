#include "ui/main_window.h"

#include "ui/dataset/data_page.h"
#include "ui/import/dropped.h"
#include "ui/project_session.h"
#include "ui/welcome/welcome_page.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>

namespace lorikeet {

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPaths(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

/// A project is opened; anything else is data: of the open project, or of a new one.
void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList paths = droppedPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    if (isProject(paths)) {
        session_.openInBackground(paths.first());
    } else if (session_.isOpen()) {
        showPage("data");
        static_cast<DataPage*>(page("data"))->showImport(paths);
    } else {
        showPage("welcome");
        static_cast<WelcomePage*>(page("welcome"))->beginProject(paths);
    }
}

} // namespace lorikeet
