#include "ui/import/dropped.h"

#include "core/data/formats/folder_walk.h"
#include "core/data/project_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <algorithm>

namespace lorikeet {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Dropped", text); }

bool isProjectPath(const QString& path)
{
    const QFileInfo file(path);
    return file.fileName() == ProjectFile::kFileName || (file.isDir() && QFileInfo::exists(QDir(path).filePath(ProjectFile::kFileName)));
}

/// What lies in a folder that is offered comes with it.
void dropInnerOnes(QStringList& paths)
{
    const QStringList all = paths;
    paths.removeIf([&all](const QString& path) {
        return std::any_of(all.begin(), all.end(), [&path](const QString& other) { return path != other && path.startsWith(other + '/'); });
    });
}

} // namespace

QStringList droppedPaths(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            paths << QDir::cleanPath(url.toLocalFile());
    return paths;
}

bool isProject(const QStringList& dropped)
{
    return dropped.size() == 1 && isProjectPath(dropped.first());
}

DropOffer offerOf(const QStringList& dropped)
{
    DropOffer offer;
    QStringList folders, projects;
    for (const QString& path : dropped) {
        const bool isPicture = isPictureName(path.toStdString());
        if (!isPicture && isProjectPath(path)) {
            projects << path;
            continue;
        }
        const QString taken = isPicture ? QFileInfo(path).path() : path;
        if (isPicture && !folders.contains(taken))
            folders << taken;
        if (!offer.paths.contains(taken))
            offer.paths << taken;
    }
    dropInnerOnes(offer.paths);
    QStringList notes;
    if (!folders.isEmpty())
        notes << tr("Pictures were dropped: all pictures of their folder are offered (%1).").arg(namesOf(folders));
    if (!projects.isEmpty())
        notes << tr("A project is no data: drop it alone to open it (%1).").arg(namesOf(projects));
    offer.note = notes.join(' ');
    return offer;
}

QString namesOf(const QStringList& paths)
{
    constexpr qsizetype kNamed = 3;
    QStringList names;
    for (const QString& path : paths.mid(0, kNamed))
        names << QFileInfo(path).fileName();
    const QString named = names.join(", ");
    return paths.size() > kNamed ? tr("%1 and %2 more").arg(named).arg(paths.size() - kNamed) : named;
}

} // namespace lorikeet
