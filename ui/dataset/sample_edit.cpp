#include "ui/dataset/sample_edit.h"

#include "ui/project_session.h"

namespace lorikeet {

void editSample(ProjectSession& session, size_t index, const QString& label, const std::function<void(SampleContent&)>& change,
    std::function<void(bool isRecorded)> done)
{
    session.change(index, {Text(label.toStdString()), [change](const Sample&, SampleContent& content) { change(content); }}, std::move(done));
}

} // namespace lorikeet
