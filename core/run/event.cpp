#include "core/run/event.h"

#include "core/base/json.h"
#include "core/base/strings.h"

#include <cmath>

namespace lorikeet {
namespace {

OrderedJson numberOrNull(const std::optional<double>& value)
{
    return value && std::isfinite(*value) ? OrderedJson(*value) : OrderedJson(nullptr);
}

/// "H:MM:SS", as LLaMA-Factory writes times.
std::string toClock(double seconds)
{
    const auto whole = static_cast<int64_t>(std::isfinite(seconds) ? std::max(0.0, std::round(seconds)) : 0.0);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// "H:MM:SS" and "2 days, H:MM:SS"; 0 for anything else.
double fromClock(const std::string& text)
{
    int64_t days = 0;
    std::string clock = text;
    if (const size_t day = text.find(" day"); day != std::string::npos) {
        days = std::strtoll(text.c_str(), nullptr, 10);
        const size_t comma = text.find(", ");
        clock = comma == std::string::npos ? "" : text.substr(comma + 2);
    }
    const auto parts = split(clock, ':');
    if (parts.size() != 3)
        return 0;
    double seconds = static_cast<double>(days) * 86'400;
    seconds += std::strtod(parts[0].c_str(), nullptr) * 3600;
    seconds += std::strtod(parts[1].c_str(), nullptr) * 60 + std::strtod(parts[2].c_str(), nullptr);
    return seconds;
}

double percentage(int64_t step, int64_t total)
{
    return total > 0 ? std::round(1e4 * static_cast<double>(step) / static_cast<double>(total)) / 100 : 100.0;
}

const char* statusName(FinishStatus status)
{
    switch (status) {
    case FinishStatus::Completed:
        return "completed";
    case FinishStatus::Stopped:
        return "stopped";
    case FinishStatus::Failed:
        break;
    }
    return "failed";
}

OrderedJson toJson(const RunStarted& e)
{
    return {{"event", "run_started"}, {"resumed_from", e.resumedFrom}, {"total_steps", e.totalSteps}, {"epochs", e.epochs},
        {"train_samples", e.trainSamples}, {"eval_samples", e.evalSamples}, {"trainable_parameters", e.trainableParameters},
        {"all_parameters", e.allParameters}, {"device", e.device}, {"compute_dtype", e.computeDtype}, {"time_ms", e.timeMs}};
}

OrderedJson toJson(const Step& e)
{
    OrderedJson samples = OrderedJson::array();
    for (const auto& [index, loss] : e.samples)
        samples.push_back(OrderedJson::array({index, loss}));
    OrderedJson json = {{"current_steps", e.step}, {"total_steps", e.totalSteps}, {"loss", numberOrNull(e.loss)}, {"lr", e.lr}, {"epoch", e.epoch},
        {"percentage", percentage(e.step, e.totalSteps)}, {"elapsed_time", toClock(e.elapsedSeconds)},
        {"remaining_time", toClock(e.remainingSeconds)}, {"throughput", e.tokensPerSecond}, {"total_tokens", e.totalTokens},
        {"grad_norm", numberOrNull(e.gradNorm)}, {"tokens_per_second", e.tokensPerSecond}, {"memory_mib", e.memoryMib}};
    if (!e.samples.empty())
        json["samples"] = samples;
    return json;
}

OrderedJson toJson(const Eval& e)
{
    return {{"current_steps", e.step}, {"total_steps", e.totalSteps}, {"eval_loss", numberOrNull(e.loss)}, {"epoch", e.epoch},
        {"percentage", percentage(e.step, e.totalSteps)}, {"elapsed_time", toClock(e.elapsedSeconds)},
        {"remaining_time", toClock(e.remainingSeconds)}};
}

OrderedJson toJson(const SampleText& e)
{
    return {{"event", "sample_text"}, {"step", e.step}, {"sample_id", e.sampleId}, {"images", e.images}, {"prompt", e.prompt},
        {"reference", e.reference}, {"answer", e.answer}};
}

OrderedJson toJson(const CheckpointSaved& e)
{
    return {{"event", "checkpoint_saved"}, {"step", e.step}, {"path", e.path}, {"eval_loss", numberOrNull(e.evalLoss)}};
}

OrderedJson toJson(const Paused& e)
{
    return {{"event", "paused"}, {"step", e.step}};
}

OrderedJson toJson(const Warning& e)
{
    return {{"event", "warning"}, {"step", e.step}, {"message", e.message}, {"hint", e.hint}, {"file", e.file}, {"row", e.row}};
}

OrderedJson toJson(const RunFinished& e)
{
    return {{"event", "run_finished"}, {"status", statusName(e.status)}, {"step", e.step}, {"message", e.message}, {"hint", e.hint},
        {"exit_code", e.exitCode}};
}

/// Values of a line that may hold anything: what has the wrong type counts as absent.
class Line {
public:
    explicit Line(const Json& json) : json_(json) {}

    bool has(const char* key) const { return json_.contains(key); }
    std::optional<double> number(const char* key) const
    {
        const auto found = json_.find(key);
        return found != json_.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
    }
    double real(const char* key) const { return number(key).value_or(0); }
    int64_t integer(const char* key, int64_t fallback = 0) const
    {
        const auto found = json_.find(key);
        if (found == json_.end() || !found->is_number())
            return fallback;
        if (found->is_number_integer())
            return found->get<int64_t>();
        const double value = found->get<double>();
        return std::abs(value) < 9e15 ? static_cast<int64_t>(value) : fallback;
    }
    std::string text(const char* key) const
    {
        const auto found = json_.find(key);
        return found != json_.end() && found->is_string() ? found->get<std::string>() : std::string();
    }
    std::vector<std::string> texts(const char* key) const
    {
        std::vector<std::string> result;
        if (const auto found = json_.find(key); found != json_.end() && found->is_array())
            for (const auto& item : *found)
                if (item.is_string())
                    result.push_back(item.get<std::string>());
        return result;
    }
    std::vector<std::pair<int64_t, double>> pairs(const char* key) const
    {
        std::vector<std::pair<int64_t, double>> result;
        if (const auto found = json_.find(key); found != json_.end() && found->is_array())
            for (const auto& item : *found)
                if (item.is_array() && item.size() == 2 && item[0].is_number_integer() && item[1].is_number())
                    result.emplace_back(item[0].get<int64_t>(), item[1].get<double>());
        return result;
    }

private:
    const Json& json_;
};

std::optional<Event> toStepOrEval(const Line& line)
{
    if (line.has("eval_loss"))
        return Eval{.step = line.integer("current_steps"), .totalSteps = line.integer("total_steps"), .epoch = line.real("epoch"),
            .loss = line.number("eval_loss"), .elapsedSeconds = fromClock(line.text("elapsed_time")),
            .remainingSeconds = fromClock(line.text("remaining_time"))};
    if (!line.has("loss") && !line.has("lr"))
        return std::nullopt; // LLaMA-Factory's last line
    Step step;
    step.step = line.integer("current_steps");
    step.totalSteps = line.integer("total_steps");
    step.loss = line.number("loss");
    step.lr = line.real("lr");
    step.epoch = line.real("epoch");
    step.gradNorm = line.number("grad_norm");
    step.tokensPerSecond = line.number("tokens_per_second").value_or(line.real("throughput"));
    step.memoryMib = line.real("memory_mib");
    step.elapsedSeconds = fromClock(line.text("elapsed_time"));
    step.remainingSeconds = fromClock(line.text("remaining_time"));
    step.totalTokens = line.integer("total_tokens");
    step.samples = line.pairs("samples");
    return step;
}

RunStarted toStarted(const Line& line)
{
    return {.resumedFrom = line.integer("resumed_from"), .totalSteps = line.integer("total_steps"), .epochs = line.real("epochs"),
        .trainSamples = line.integer("train_samples"), .evalSamples = line.integer("eval_samples"),
        .trainableParameters = line.integer("trainable_parameters"), .allParameters = line.integer("all_parameters"),
        .device = line.text("device"), .computeDtype = line.text("compute_dtype"), .timeMs = line.integer("time_ms")};
}

RunFinished toFinished(const Line& line)
{
    const std::string status = line.text("status");
    const FinishStatus finish = status == "completed" ? FinishStatus::Completed
        : status == "stopped"                         ? FinishStatus::Stopped
                                                      : FinishStatus::Failed;
    return {.status = finish, .step = line.integer("step"), .message = line.text("message"), .hint = line.text("hint"),
        .exitCode = static_cast<int>(line.integer("exit_code") & 0xff)};
}

} // namespace

std::string eventToJsonLine(const Event& event)
{
    return toJsonLine(std::visit([](const auto& e) { return toJson(e); }, event));
}

std::optional<Event> eventFromJsonLine(const std::string& text)
{
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    const Line line(json);
    if (!line.has("event"))
        return line.number("current_steps") ? toStepOrEval(line) : std::nullopt;
    const std::string kind = line.text("event");
    const int64_t step = line.integer("step");
    if (kind == "run_started")
        return toStarted(line);
    if (kind == "sample_text")
        return SampleText{.step = step, .sampleId = line.text("sample_id"), .images = line.texts("images"), .prompt = line.text("prompt"),
            .reference = line.text("reference"), .answer = line.text("answer")};
    if (kind == "checkpoint_saved")
        return CheckpointSaved{.step = step, .path = line.text("path"), .evalLoss = line.number("eval_loss")};
    if (kind == "paused")
        return Paused{.step = step};
    if (kind == "warning")
        return Warning{.step = step, .message = line.text("message"), .hint = line.text("hint"), .file = line.text("file"),
            .row = line.integer("row", -1)};
    if (kind == "run_finished")
        return toFinished(line);
    return std::nullopt;
}

} // namespace lorikeet
