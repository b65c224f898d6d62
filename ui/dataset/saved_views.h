#pragma once
/// @file Filters with their order under names, kept in the project.

#include "core/data/filter/filter.h"

#include <string>
#include <vector>

namespace lorikeet {

class Project;

/// One of the same name is replaced. @throws Error when the project can't be written.
void keepView(Project& project, const SavedView& view);
void removeView(Project& project, const std::string& name);

} // namespace lorikeet
