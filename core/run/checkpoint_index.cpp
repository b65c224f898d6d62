// RunFolder's checkpoints and findRuns().
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/run/run_folder.h"
#include "core/run/trainer_state.h"

#include <charconv>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "checkpoint-";

bool isFile(const std::string& path)
{
    std::error_code isMissing;
    return fs::is_regular_file(toPath(path), isMissing);
}

/// N of `checkpoint-N`.
std::optional<int64_t> stepOfName(const std::string& name)
{
    if (!name.starts_with(kPrefix) || name.size() > kPrefix.size() + 15)
        return std::nullopt;
    int64_t step = 0;
    const auto [end, code] = std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), step);
    return code == std::errc() && end == name.data() + name.size() && step >= 0 ? std::optional(step) : std::nullopt;
}

/// All files that manifest.json lists are there in full. False for a manifest that can't be read.
bool agreesWithManifest(const std::string& folder)
{
    const Json manifest = Json::parse(readFile(folder + "/manifest.json"), nullptr, false);
    const auto files = manifest.is_object() ? manifest.find("files") : manifest.end();
    if (!manifest.is_object() || files == manifest.end() || !files->is_object() || files->empty())
        return false;
    for (const auto& [name, entry] : files->items()) {
        std::error_code isMissing;
        const auto size = fs::file_size(toPath(folder + "/" + name), isMissing);
        if (isMissing || !entry.is_object() || !entry.contains("size") || entry["size"] != size)
            return false;
    }
    return true;
}

/// Every shard that a Hugging Face index names is there.
bool hasAllShards(const std::string& folder, const std::string& index)
{
    if (!isFile(folder + "/" + index))
        return false;
    const Json json = Json::parse(readFile(folder + "/" + index), nullptr, false);
    const auto map = json.is_object() ? json.find("weight_map") : json.end();
    if (!json.is_object() || map == json.end() || !map->is_object() || map->empty())
        return false;
    for (const auto& [tensor, shard] : map->items())
        if (!shard.is_string() || !isFile(folder + "/" + shard.get<std::string>()))
            return false;
    return true;
}

bool hasAdapter(const std::string& folder)
{
    return isFile(folder + "/adapter_config.json")
        && (isFile(folder + "/adapter_model.safetensors") || isFile(folder + "/adapter_model.bin"));
}

bool hasModel(const std::string& folder)
{
    return isFile(folder + "/config.json")
        && (isFile(folder + "/model.safetensors") || isFile(folder + "/pytorch_model.bin")
            || hasAllShards(folder, "model.safetensors.index.json") || hasAllShards(folder, "pytorch_model.bin.index.json"));
}

/// Ours: as its manifest says. Of other programs: weights and the trainer's state.
bool isComplete(const std::string& folder)
{
    if (!hasAdapter(folder) && !hasModel(folder))
        return false;
    return isFile(folder + "/manifest.json") ? agreesWithManifest(folder) : isFile(folder + "/trainer_state.json");
}

CheckpointInfo describe(const std::string& folder, int64_t step)
{
    CheckpointInfo info;
    info.step = step;
    info.path = folder;
    info.isAdapter = hasAdapter(folder);
    if (const auto state = readTrainerState(folder))
        info.evalLoss = state->evalLossAt(step);
    return info;
}

fs::file_time_type ageOf(const std::string& run)
{
    std::error_code isMissing;
    for (const char* name : {"/trainer_log.jsonl", "/run.yaml", ""}) {
        const auto time = fs::last_write_time(toPath(run + name), isMissing);
        if (!isMissing)
            return time;
    }
    return fs::file_time_type::min();
}

std::vector<std::string> subfolders(const std::string& folder)
{
    std::vector<std::string> paths;
    std::error_code isUnreadable;
    fs::directory_iterator it(toPath(folder), isUnreadable);
    for (; !isUnreadable && it != fs::directory_iterator(); it.increment(isUnreadable)) {
        std::error_code isGone;
        if (!it->is_symlink(isGone) && it->is_directory(isGone) && !toUtf8(it->path().filename()).starts_with('.'))
            paths.push_back(toUtf8(it->path()));
    }
    return paths;
}

bool isRun(const std::string& folder, const std::vector<std::string>& below)
{
    std::error_code isMissing;
    if (isFile(folder + "/trainer_log.jsonl") || (isFile(folder + "/run.yaml") && fs::is_directory(toPath(folder + "/control"), isMissing)))
        return true;
    if (stepOfName(toUtf8(toPath(folder).filename())))
        return false;
    if (isFile(folder + "/trainer_state.json"))
        return true;
    return std::any_of(below.begin(), below.end(),
        [](const std::string& path) { return stepOfName(toUtf8(toPath(path).filename())) && isFile(path + "/trainer_state.json"); });
}

void collectRuns(const std::string& folder, int depth, std::vector<std::string>& runs)
{
    const auto below = subfolders(folder);
    if (isRun(folder, below)) {
        runs.push_back(folder);
        return;
    }
    constexpr int kMaxDepth = 6;
    if (depth < kMaxDepth)
        for (const auto& path : below)
            collectRuns(path, depth + 1, runs);
}

} // namespace

std::vector<CheckpointInfo> RunFolder::checkpoints() const
{
    std::vector<CheckpointInfo> found;
    for (const auto& folder : subfolders(path_))
        if (const auto step = stepOfName(toUtf8(toPath(folder).filename())); step && isComplete(folder))
            found.push_back(describe(folder, *step));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
    const bool isWhole = !isFile(path_ + "/manifest.json") || agreesWithManifest(path_);
    if ((hasAdapter(path_) || hasModel(path_)) && isWhole) {
        const auto state = readTrainerState(path_);
        CheckpointInfo last = describe(path_, state ? state->step : found.empty() ? 0 : found.back().step);
        last.isFinal = true;
        found.push_back(std::move(last));
    }
    return found;
}

std::optional<CheckpointInfo> RunFolder::latestCheckpoint() const
{
    auto all = checkpoints();
    std::erase_if(all, [](const auto& checkpoint) { return checkpoint.isFinal; });
    return all.empty() ? std::nullopt : std::optional(all.back());
}

std::optional<CheckpointInfo> RunFolder::bestCheckpoint() const
{
    std::optional<CheckpointInfo> best;
    const auto all = checkpoints();
    for (const auto& checkpoint : all)
        if (checkpoint.evalLoss && (!best || *checkpoint.evalLoss < *best->evalLoss))
            best = checkpoint;
    if (!best && !all.empty())
        best = all.back();
    return best;
}

void RunFolder::pruneCheckpoints(int keep)
{
    if (keep <= 0)
        return;
    auto all = checkpoints();
    std::erase_if(all, [](const auto& checkpoint) { return checkpoint.isFinal; });
    while (all.size() > static_cast<size_t>(keep)) {
        std::error_code code;
        // Without trainer_state.json, which the manifest lists too, a half-deleted one is never listed.
        fs::remove(toPath(all.front().path + "/trainer_state.json"), code);
        fs::remove_all(toPath(all.front().path), code);
        if (code)
            throw Error(Text(LK_TEXT("Can't remove the old checkpoint %1: %2."), all.front().path, code.message()),
                LK_TEXT("Check the permissions of that folder."), ExitCode::Io);
        all.erase(all.begin());
    }
}

std::vector<std::string> findRuns(const std::string& folder)
{
    std::vector<std::pair<fs::file_time_type, std::string>> dated;
    std::vector<std::string> runs;
    collectRuns(RunFolder(folder).path(), 0, runs);
    for (auto& run : runs)
        dated.emplace_back(ageOf(run), std::move(run));
    std::stable_sort(dated.begin(), dated.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    runs.clear();
    for (auto& [time, path] : dated)
        runs.push_back(std::move(path));
    return runs;
}

} // namespace lorikeet
