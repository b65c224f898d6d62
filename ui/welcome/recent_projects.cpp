#include "ui/welcome/recent_projects.h"

#include <QSettings>

namespace lorikeet {
namespace {
constexpr const char* kKey = "recentProjects";
constexpr int kMost = 8;
} // namespace

QStringList recentProjects()
{
    return QSettings().value(kKey).toStringList().mid(0, kMost);
}

void rememberProject(const QString& folder)
{
    QStringList all = QSettings().value(kKey).toStringList();
    all.removeAll(folder);
    all.prepend(folder);
    QSettings().setValue(kKey, all.mid(0, kMost));
}

} // namespace lorikeet
