#include "ui/welcome/folder_probe.h"

#include "ui/widgets/task.h"

#include <QFileInfo>

namespace lorikeet {

void FolderProbe::look(const QString& folder)
{
    if (underWay_.contains(folder))
        return;
    underWay_.insert(folder);
    runTask<bool>(
        this, [folder] { return QFileInfo::exists(folder); },
        [this, folder](const TaskResult<bool>& result) {
            underWay_.remove(folder);
            const bool was = isThere(folder), is = result.value.value_or(was);
            last_[folder] = is;
            if (is != was)
                Q_EMIT changed(folder);
        },
        unboundedPool());
}

} // namespace lorikeet
