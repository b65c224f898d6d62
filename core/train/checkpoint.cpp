#include "core/train/checkpoint.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/os.h"
#include "core/models/tensor_file.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOptimizerFile = "optimizer.safetensors";
constexpr const char* kSamplerFile = "sampler_state.json";
constexpr const char* kTrainerStateFile = "trainer_state.json";
constexpr const char* kManifestFile = "manifest.json";
constexpr std::string_view kExactWeight = "weight."; // prefix in the optimizer's file

void writeManifest(const std::string& folder)
{
    OrderedJson files = OrderedJson::object();
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(toPath(folder)))
        if (entry.is_regular_file())
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths)
        files[toUtf8(path.filename())] = {{"size", fs::file_size(path)}, {"sha256", sha256HexOfFile(toUtf8(path))}};
    OrderedJson manifest;
    manifest["version"] = 1;
    manifest["files"] = std::move(files);
    writeFileAtomically(folder + "/" + kManifestFile, toPrettyJson(manifest));
}

/// Sizes and hashes of everything that the manifest lists.
void verifyManifest(const std::string& folder)
{
    const std::string path = folder + "/" + kManifestFile;
    if (!fs::exists(toPath(path)))
        return; // written by another program
    const auto manifest = readJsonFile(path);
    for (const auto& [name, entry] : manifest.at("files").items()) {
        const std::string file = folder + "/" + name;
        std::error_code missing;
        const auto size = fs::file_size(toPath(file), missing);
        if (missing || size != entry.at("size").get<uint64_t>() || sha256HexOfFile(file) != entry.at("sha256").get<std::string>()) {
            throw Error(Text(LK_TEXT("%1 is not what this checkpoint was saved with."), file),
                Text(LK_TEXT("Resume from another checkpoint of the run: resume_from_checkpoint=DIR.")));
        }
    }
}

NamedTensors readTensors(const std::string& path)
{
    const auto file = TensorFile::open(path);
    NamedTensors tensors;
    for (const auto& stored : file->header().tensors)
        tensors.emplace_back(stored.name, file->read(stored.name));
    return tensors;
}

OrderedJson samplesToJson(const std::vector<std::pair<int64_t, double>>& samples)
{
    auto list = OrderedJson::array();
    for (const auto& [index, loss] : samples)
        list.push_back({index, loss});
    return list;
}

} // namespace

CheckpointStore::CheckpointStore(RunFolder& folder, LearningModel& model, const RunOptions& options, const StepPlan& plan)
    : folder_(folder), model_(model), options_(options), plan_(plan)
{
}

void CheckpointStore::requireFiniteWeights() const
{
    const torch::NoGradGuard noGradient;
    for (const auto& [name, tensor] : model_.trainable()) {
        if (!std::isfinite(tensor.detach().abs().max().item<double>())) {
            throw Error(Text(LK_TEXT("The weights of %1 are not finite; nothing was saved."), name),
                Text(LK_TEXT("Resume from the last checkpoint with a smaller learning_rate.")), ExitCode::NotFinite);
        }
    }
}

NamedTensors CheckpointStore::resumeTensors(const AdamW& optimizer) const
{
    auto tensors = optimizer.state();
    if (!model_.savesExactly())
        for (const auto& [name, tensor] : optimizer.parameters())
            tensors.emplace_back(std::string(kExactWeight) + name, tensor.detach());
    return tensors;
}

/// Splits what resumeTensors() put together: exact weights go to the model, the rest to the optimizer.
void CheckpointStore::takeTensors(const std::string& path, AdamW& optimizer)
{
    const torch::NoGradGuard noGradient;
    NamedTensors state;
    std::map<std::string, torch::Tensor> weights;
    for (auto& [name, tensor] : readTensors(path)) {
        if (name.starts_with(kExactWeight))
            weights.emplace(name.substr(kExactWeight.size()), tensor);
        else
            state.emplace_back(name, tensor);
    }
    optimizer.loadState(state, path);
    for (auto [name, parameter] : model_.trainable())
        if (const auto exact = weights.find(name); exact != weights.end())
            parameter.copy_(exact->second.reshape(parameter.sizes()));
}

void CheckpointStore::writeModel(const std::string& folder, const TrainState& state)
{
    model_.save(folder);
    writeFileAtomically(folder + "/" + kTrainerStateFile, toPrettyJson(trainerState(state)));
}

std::string CheckpointStore::save(const TrainState& state, const AdamW& optimizer)
{
    requireFiniteWeights();
    const std::string path = folder_.checkpointPath(state.step);
    FolderTransaction transaction(path);
    const auto& folder = transaction.temporaryPath();
    writeModel(folder, state);
    if (!options_.output.saveOnlyModel) {
        writeTensors(folder + "/" + kOptimizerFile, resumeTensors(optimizer));
        writeFileAtomically(folder + "/" + kSamplerFile, toPrettyJson(samplerState(state)));
    }
    writeManifest(folder);
    transaction.commit();
    if (options_.output.saveTotalLimit > 0)
        folder_.pruneCheckpoints(options_.output.saveTotalLimit);
    return toUtf8(toPath(path).filename());
}

void CheckpointStore::saveFinal(const TrainState& state)
{
    requireFiniteWeights();
    FolderTransaction staging(folder_.path() + "/final");
    writeModel(staging.temporaryPath(), state);
    // Moved one by one: the run folder holds the log and the lock too and can't be replaced as a whole.
    for (const auto& entry : fs::directory_iterator(toPath(staging.temporaryPath()))) {
        os::syncPath(toUtf8(entry.path()));
        os::renamePath(toUtf8(entry.path()), folder_.path() + "/" + toUtf8(entry.path().filename()));
    }
    os::syncPath(folder_.path());
}

OrderedJson CheckpointStore::trainerState(const TrainState& state) const
{
    OrderedJson json;
    json["best_global_step"] = nullptr;
    json["best_metric"] = nullptr;
    json["best_model_checkpoint"] = nullptr;
    json["epoch"] = plan_.epochAfter(state.step);
    json["eval_steps"] = plan_.evalEvery;
    json["global_step"] = state.step;
    json["is_hyper_param_search"] = false;
    json["is_local_process_zero"] = true;
    json["is_world_process_zero"] = true;
    json["log_history"] = state.logHistory;
    json["logging_steps"] = options_.output.loggingSteps;
    json["max_steps"] = plan_.totalSteps;
    json["num_input_tokens_seen"] = state.totalTokens;
    json["num_train_epochs"] = static_cast<int64_t>(std::ceil(plan_.epochs));
    json["save_steps"] = plan_.saveEvery;
    json["total_flos"] = 0;
    json["train_batch_size"] = plan_.batchSize;
    json["trial_name"] = nullptr;
    json["trial_params"] = nullptr;
    return json;
}

OrderedJson CheckpointStore::samplerState(const TrainState& state) const
{
    OrderedJson json;
    json["step"] = state.step;
    json["samples"] = plan_.samples;
    json["batch_size"] = plan_.batchSize;
    json["accumulation"] = plan_.accumulation;
    json["total_steps"] = plan_.totalSteps;
    json["seed"] = options_.train.seed;
    json["total_tokens"] = state.totalTokens;
    json["elapsed_seconds"] = state.elapsedSeconds;
    json["interval_loss"] = state.intervalLoss;
    json["interval_steps"] = state.intervalSteps;
    json["interval_tokens"] = state.intervalTokens;
    json["interval_seconds"] = state.intervalSeconds;
    json["interval_samples"] = samplesToJson(state.intervalSamples);
    return json;
}

CheckpointStore::Resumed CheckpointStore::resume(const std::string& checkpoint, AdamW& optimizer)
{
    verifyManifest(checkpoint);
    Resumed resumed;
    model_.load(checkpoint);
    auto& state = resumed.state;
    const auto trainer = readJsonFile(checkpoint + "/" + kTrainerStateFile);
    state.step = trainer.value("global_step", int64_t{0});
    if (trainer.contains("log_history"))
        state.logHistory = OrderedJson::parse(trainer["log_history"].dump());
    const std::string sampler = checkpoint + "/" + kSamplerFile;
    const std::string tensors = checkpoint + "/" + kOptimizerFile;
    if (!fs::exists(toPath(sampler)) || !fs::exists(toPath(tensors))) {
        resumed.notes.emplace_back(LK_TEXT("%1 holds no optimizer state: training goes on from its weights, but not exactly as before."),
            checkpoint);
        return resumed;
    }
    takeTensors(tensors, optimizer);
    const auto json = readJsonFile(sampler);
    state.totalTokens = json.at("total_tokens").get<int64_t>();
    state.elapsedSeconds = json.at("elapsed_seconds").get<double>();
    state.intervalLoss = json.at("interval_loss").get<double>();
    state.intervalSteps = json.at("interval_steps").get<int64_t>();
    state.intervalTokens = json.at("interval_tokens").get<int64_t>();
    state.intervalSeconds = json.at("interval_seconds").get<double>();
    state.intervalSamples = json.at("interval_samples").get<std::vector<std::pair<int64_t, double>>>();
    const bool isSame = json.at("samples") == plan_.samples && json.at("batch_size") == plan_.batchSize
        && json.at("accumulation") == plan_.accumulation && json.at("seed") == options_.train.seed
        && json.at("total_steps") == plan_.totalSteps;
    if (!isSame) {
        resumed.notes.emplace_back(
            LK_TEXT("The data, batch size, seed or number of steps changed since %1 was saved: the order of samples is another one."), checkpoint);
    }
    return resumed;
}

} // namespace lorikeet
