#include "ui/welcome/recent_projects.h"

#include <QFileInfo>
#include <QSettings>

namespace lorikeet {
namespace {
constexpr const char* kKey = "recentProjects";
constexpr int kMost = 8;
} // namespace

QStringList recentProjects()
{
    QStringList found;
    for (const QString& folder : QSettings().value(kKey).toStringList())
        if (QFileInfo::exists(folder))
            found << folder;
    return found;
}

void rememberProject(const QString& folder)
{
    QStringList all = QSettings().value(kKey).toStringList();
    all.removeAll(folder);
    all.prepend(folder);
    QSettings().setValue(kKey, all.mid(0, kMost));
}

} // namespace lorikeet
