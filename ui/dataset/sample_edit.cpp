#include "ui/dataset/sample_edit.h"

#include "ui/project_session.h"

namespace lorikeet {

bool editSample(ProjectSession& session, size_t index, const QString& label, const std::function<void(SampleContent&)>& change)
{
    if (session.isWorking()) {
        session.runBulk({index}, BulkEdit{Text(label.toStdString()), [change](const Sample&, SampleContent& content) { change(content); }});
        return true;
    }
    SampleContent content = session.contentOf(index);
    change(content);
    return session.edit(index, content, label);
}

} // namespace lorikeet
