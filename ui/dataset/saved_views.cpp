#include "ui/dataset/saved_views.h"

#include "core/base/json.h"
#include "core/data/project.h"
#include "ui/widgets/guarded.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr const char* kKey = "views";

void write(Project& project, const std::vector<SavedView>& views)
{
    OrderedJson list = OrderedJson::array();
    for (const SavedView& view : views)
        list.push_back({{"name", view.name}, {"filter", view.filter}, {"order", view.sortField}, {"descending", view.isDescending}});
    project.setPreference(kKey, toJsonLine(list));
}

SavedView viewOf(const Json& json)
{
    SavedView view;
    view.name = json.value("name", std::string());
    view.filter = json.value("filter", std::string());
    view.sortField = json.value("order", std::string());
    view.isDescending = json.value("descending", false);
    return view;
}

} // namespace

std::vector<SavedView> savedViews(const Project& project)
{
    std::vector<SavedView> views;
    const std::string text = project.preference(kKey);
    if (text.empty())
        return views;
    guarded(
        [&] {
            for (const Json& json : parseJson(text, "views"))
                views.push_back(viewOf(json));
        },
        [&](const QString&, const QString&) { views.clear(); }); // Written by hand, and wrongly: there are none then.
    return views;
}

void keepView(Project& project, const SavedView& view)
{
    std::vector<SavedView> views = savedViews(project);
    const auto known = std::find_if(views.begin(), views.end(), [&](const SavedView& one) { return one.name == view.name; });
    if (known != views.end())
        *known = view;
    else
        views.push_back(view);
    write(project, views);
}

void removeView(Project& project, const std::string& name)
{
    std::vector<SavedView> views = savedViews(project);
    std::erase_if(views, [&](const SavedView& one) { return one.name == name; });
    write(project, views);
}

} // namespace lorikeet
