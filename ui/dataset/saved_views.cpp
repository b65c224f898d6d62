#include "ui/dataset/saved_views.h"

#include "core/data/project.h"

#include <algorithm>

namespace lorikeet {

void keepView(Project& project, const SavedView& view)
{
    std::vector<SavedView> views = project.views();
    const auto known = std::find_if(views.begin(), views.end(), [&](const SavedView& one) { return one.name == view.name; });
    if (known != views.end())
        *known = view;
    else
        views.push_back(view);
    project.setViews(views);
}

void removeView(Project& project, const std::string& name)
{
    std::vector<SavedView> views = project.views();
    std::erase_if(views, [&](const SavedView& one) { return one.name == name; });
    project.setViews(views);
}

} // namespace lorikeet
