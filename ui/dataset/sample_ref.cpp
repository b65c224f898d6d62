#include "ui/dataset/sample_ref.h"

#include "ui/project_session.h"

namespace lorikeet {

std::optional<SampleRef> refTo(const ProjectSession& session, std::optional<size_t> index)
{
    if (!session.isOpen() || !index || *index >= session.samples().size())
        return std::nullopt;
    return SampleRef{session.project().folder(), session.samples()[*index].id};
}

std::optional<size_t> indexOf(const ProjectSession& session, const std::optional<SampleRef>& sample)
{
    if (!session.isOpen() || !sample || sample->project != session.project().folder())
        return std::nullopt;
    return session.indexOf(sample->id);
}

} // namespace lorikeet
