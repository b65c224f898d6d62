#include "core/run/trainer_state.h"

#include "core/base/file.h"
#include "core/base/json.h"

namespace lorikeet {
namespace {

std::optional<double> numberIn(const Json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

int64_t stepIn(const Json& json, const char* key)
{
    return static_cast<int64_t>(numberIn(json, key).value_or(0));
}

} // namespace

std::optional<double> TrainerStateFile::evalLossAt(int64_t wanted) const
{
    for (auto it = events.rbegin(); it != events.rend(); ++it)
        if (const auto* eval = std::get_if<Eval>(&*it); eval && eval->step == wanted)
            return eval->loss;
    return std::nullopt;
}

std::optional<TrainerStateFile> readTrainerState(const std::string& folder)
{
    const std::string path = folder + "/trainer_state.json";
    std::error_code isMissing;
    if (!std::filesystem::is_regular_file(toPath(path), isMissing))
        return std::nullopt;
    const Json json = Json::parse(readFile(path), nullptr, false);
    if (!json.is_object() || !json.contains("global_step"))
        return std::nullopt;
    TrainerStateFile state;
    state.step = stepIn(json, "global_step");
    state.totalSteps = stepIn(json, "max_steps");
    if (const auto history = json.find("log_history"); history != json.end() && history->is_array()) {
        for (const auto& entry : *history) {
            if (!entry.is_object())
                continue;
            const int64_t step = stepIn(entry, "step");
            const double epoch = numberIn(entry, "epoch").value_or(0);
            if (entry.contains("eval_loss"))
                state.events.push_back(Eval{.step = step, .totalSteps = state.totalSteps, .epoch = epoch, .loss = numberIn(entry, "eval_loss")});
            else if (entry.contains("loss"))
                state.events.push_back(Step{.step = step, .totalSteps = state.totalSteps, .loss = numberIn(entry, "loss"),
                    .lr = numberIn(entry, "learning_rate").value_or(0), .epoch = epoch, .gradNorm = numberIn(entry, "grad_norm"), .samples = {}});
        }
    }
    return state;
}

} // namespace lorikeet
