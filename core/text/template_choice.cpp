#include "core/text/template_choice.h"

#include "core/base/file.h"
#include "core/base/strings.h"

#include <algorithm>

namespace lorikeet {
namespace {

Issue makeNote(Severity severity, const char* rule, const std::optional<OwnTemplate>& own, Text message,
    Text fix = LK_TEXT("Where it doesn't fit, name another one with template:."))
{
    return {.severity = severity, .rule = rule, .file = own ? own->file : std::string(), .message = std::move(message), .fix = std::move(fix)};
}

/// Whether the text holds the part, also where Jinja writes a quote in it as \\'.
bool isIn(const std::string& text, const std::string& part)
{
    std::string escaped;
    for (const char c : part)
        escaped += c == '\'' ? std::string("\\'") : std::string(1, c);
    return text.find(part) != std::string::npos || text.find(escaped) != std::string::npos;
}

bool holdsAll(const OwnTemplate& own, const std::vector<std::string>& markers)
{
    return !markers.empty() && std::all_of(markers.begin(), markers.end(), [&](const std::string& marker) { return isIn(own.text, marker); });
}

size_t weightOf(const std::vector<std::string>& markers)
{
    size_t weight = 0;
    for (const std::string& marker : markers)
        weight += marker.size();
    return weight;
}

/// The template of this type of model with the most marks, all of them in the model's own; equal ones by the usual name, then by the alphabet.
std::optional<ChatTemplate> bestFor(const std::string& modelType, const std::string& usual, const OwnTemplate& own)
{
    std::optional<ChatTemplate> best;
    for (const std::string& name : templateNames()) {
        ChatTemplate candidate = loadTemplate(name);
        const auto& types = candidate.modelTypes;
        if (std::find(types.begin(), types.end(), modelType) == types.end() || !holdsAll(own, candidate.markers))
            continue;
        const bool isBetter = !best || weightOf(candidate.markers) > weightOf(best->markers) || (weightOf(candidate.markers) == weightOf(best->markers) && name == usual);
        if (isBetter)
            best = std::move(candidate);
    }
    return best;
}

} // namespace

TemplateChoice chooseTemplate(const std::string& modelType, const std::string& usual, const std::optional<OwnTemplate>& own)
{
    if (!own)
        return {usual, makeNote(Severity::Note, "template.auto", own,
                           Text(LK_TEXT("The template \"%1\" was chosen: it is the usual one of models of type %2, and the folder brings no chat template along."), usual, modelType))};
    if (const auto best = bestFor(modelType, usual, *own))
        return {best->name, makeNote(Severity::Note, "template.auto", own,
                                Text(LK_TEXT("The template \"%1\" was chosen: the model is of type %2, and its own chat template holds %3."), best->name, modelType,
                                    join(best->markers, ", ")))};
    return {usual, makeNote(Severity::Warning, "template.auto", own,
                       Text(LK_TEXT("The template \"%1\" was chosen since it is the usual one of models of type %2, but the model's own chat template is of another form."), usual,
                           modelType),
                       Text(LK_TEXT("Compare the prompt that Look shows with the model's description, and name the template that fits.")))};
}

std::vector<Issue> findTemplateDisagreements(const ChatTemplate& chatTemplate, const std::optional<OwnTemplate>& own)
{
    std::vector<Issue> found;
    if (!own)
        return found;
    std::vector<std::string> missing;
    for (const std::string& marker : chatTemplate.markers)
        if (!isIn(own->text, marker))
            missing.push_back(marker);
    if (!missing.empty())
        found.push_back(makeNote(Severity::Warning, "template.markers", own,
            Text(LK_TEXT("The template \"%1\" writes %2, which the model's own chat template doesn't know."), chatTemplate.name, join(missing, ", ")),
            Text(LK_TEXT("Take \"auto\", unless you want to teach the model another form of conversation."))));
    else if (!chatTemplate.defaultSystem.empty() && !isIn(own->text, trim(chatTemplate.defaultSystem)))
        found.push_back(makeNote(Severity::Note, "template.system", own,
            Text(LK_TEXT("Where an example has no system text, the template \"%1\" writes its own, which isn't in the model's chat template: \"%2\""), chatTemplate.name,
                trim(chatTemplate.defaultSystem)),
            Text(LK_TEXT("Set default_system for another text."))));
    return found;
}

} // namespace lorikeet
