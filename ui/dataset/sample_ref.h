#pragma once
/// @file One sample of one project, wherever it stands by now.

#include <optional>
#include <string>
#include <tuple>

namespace lorikeet {

class ProjectSession;

struct SampleRef {
    std::string project; ///< Its folder.
    std::string id;

    bool operator==(const SampleRef&) const = default;
    bool operator<(const SampleRef& other) const { return std::tie(project, id) < std::tie(other.project, other.id); }
};

/// Empty where there is no such sample.
std::optional<SampleRef> refTo(const ProjectSession& session, std::optional<size_t> index);
/// Empty while another project is open, or when the sample has left the data.
std::optional<size_t> indexOf(const ProjectSession& session, const std::optional<SampleRef>& sample);

} // namespace lorikeet
