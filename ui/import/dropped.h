#pragma once
/// @file What a drop of files and folders means: a project to open, or data to offer.

#include <QString>
#include <QStringList>

class QMimeData;

namespace lorikeet {

/// The local files and folders of a drop.
QStringList droppedPaths(const QMimeData& data);
/// Whether they are one project, to be opened: its folder or its project.lorikeet.
bool isProject(const QStringList& dropped);

/// What is offered for a drop.
struct DropOffer {
    QStringList paths; ///< Folders and data files, each once; pictures stand for their folder.
    QString note;      ///< Where that is not just what was dropped: what happened to it.
};
DropOffer offerOf(const QStringList& dropped);

/// "photos, table.csv and 3 more".
QString namesOf(const QStringList& paths);

} // namespace lorikeet
