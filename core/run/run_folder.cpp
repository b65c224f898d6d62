#include "core/run/run_folder.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/config/run_yaml.h"

#include <fstream>
#include <system_error>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// Everything at the top of a run folder that a run writes, apart from checkpoints.
const char* const kWritten[] = {"run.yaml", "trainer_log.jsonl", "control", "adapter_config.json", "adapter_model.safetensors", "model.safetensors",
    "model.safetensors.index.json", "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "tokenizer.model",
    "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json",
    "processor_config.json", "preprocessor_config.json", "trainer_state.json", "manifest.json", "optimizer.safetensors", "sampler_state.json",
    "generated_predictions.jsonl", "answers.jsonl", "train_results.json", "eval_results.json", "all_results.json", "predict_results.json", "README.md"};

const char* const kWeights[] = {"adapter_model.safetensors", "adapter_model.bin", "model.safetensors", "model.safetensors.index.json",
    "pytorch_model.bin", "pytorch_model.bin.index.json"};

bool existsAt(const std::string& path)
{
    std::error_code isMissing;
    return fs::exists(toPath(path), isMissing);
}

bool isShard(const std::string& name)
{
    return name.starts_with("model-") && name.ends_with(".safetensors");
}

std::vector<std::string> namesIn(const std::string& folder)
{
    std::vector<std::string> names;
    std::error_code isMissing;
    fs::directory_iterator it(toPath(folder), isMissing);
    for (; !isMissing && it != fs::directory_iterator(); it.increment(isMissing))
        names.push_back(toUtf8(it->path().filename()));
    return names;
}

void removeTree(const std::string& path)
{
    std::error_code code;
    fs::remove_all(toPath(path), code);
    if (code)
        throw Error(Text(LK_TEXT("Can't remove %1: %2."), path, code.message()), LK_TEXT("Check the permissions of that folder."), ExitCode::Io);
}

const char* requestName(Request request)
{
    switch (request) {
    case Request::Stop:
        return "stop";
    case Request::Save:
        return "save";
    case Request::Pause:
        break;
    }
    return "pause";
}

/// UTF-8 for people: a progress line keeps its last state; bytes that are no text become '?'.
std::string cleanConsoleText(const std::string& bytes)
{
    std::string text;
    for (const auto& line : split(bytes, '\n')) {
        std::string shown = line;
        while (shown.ends_with('\r'))
            shown.pop_back();
        const size_t back = shown.rfind('\r');
        text += (back == std::string::npos ? shown : shown.substr(back + 1)) + "\n";
    }
    for (auto bad = findInvalidUtf8(text); bad && *bad < text.size(); bad = findInvalidUtf8(text))
        text[*bad] = '?';
    return trim(text);
}

} // namespace

RunFolder::RunFolder(std::string path) : path_(toUtf8(fs::absolute(toPath(path)).lexically_normal()))
{
    while (path_.size() > 1 && path_.back() == '/')
        path_.pop_back();
}

std::string RunFolder::runYamlPath() const
{
    return path_ + "/run.yaml";
}
std::string RunFolder::logPath() const
{
    return path_ + "/trainer_log.jsonl";
}
std::string RunFolder::consoleLogPath() const
{
    return path_ + "/console.log";
}
std::string RunFolder::lockPath() const
{
    return path_ + "/run.lock";
}
std::string RunFolder::dataFolder() const
{
    return path_ + "/data";
}
std::string RunFolder::checkpointPath(int64_t step) const
{
    return fmt::format("{}/checkpoint-{}", path_, step);
}
std::string RunFolder::predictionsPath() const
{
    return path_ + "/generated_predictions.jsonl";
}
std::string RunFolder::answersPath() const
{
    return path_ + "/answers.jsonl";
}

bool RunFolder::exists() const
{
    std::error_code isMissing;
    return fs::is_directory(toPath(path_), isMissing);
}

bool RunFolder::isOccupied() const
{
    for (const auto& name : namesIn(path_))
        if (name == "trainer_log.jsonl" || name.starts_with("checkpoint-") || isShard(name)
            || std::find(std::begin(kWeights), std::end(kWeights), name) != std::end(kWeights))
            return true;
    return false;
}

void RunFolder::create(const RunOptions& resolved, const std::string& projectFolder)
{
    makeFolders(path_ + "/control");
    if (!existsAt(runYamlPath()))
        writeFileAtomically(runYamlPath(), writeRunYaml(resolved, path_, projectFolder));
}

void RunFolder::clear()
{
    for (const auto& name : namesIn(path_)) {
        const bool isTemporary = name.starts_with("final.tmp-") || name.starts_with("run.yaml.tmp-");
        const bool isWritten = std::find_if(std::begin(kWritten), std::end(kWritten), [&](const char* w) { return name == w; }) != std::end(kWritten);
        if (isWritten || isTemporary || name.starts_with("checkpoint-") || isShard(name))
            removeTree(path_ + "/" + name);
    }
}

std::unique_ptr<os::FileLock> RunFolder::lock()
{
    makeFolders(path_);
    auto held = os::FileLock::tryLock(lockPath());
    if (!held)
        throw Error(Text(LK_TEXT("Another trainer is at work in %1."), path_),
            LK_TEXT("Wait until it has finished, stop it, or choose another output_dir."));
    // status() tells a resumed run from the finished one before it by this time.
    os::touch(lockPath());
    return held;
}

std::string RunFolder::consoleTail(size_t maxBytes) const
{
    std::ifstream file(toPath(consoleLogPath()), std::ios::binary | std::ios::ate);
    if (!file)
        return {};
    const auto size = static_cast<size_t>(std::max<std::streamoff>(0, file.tellg()));
    const size_t wanted = std::min(size, maxBytes);
    std::string bytes(wanted, '\0');
    file.seekg(static_cast<std::streamoff>(size - wanted));
    file.read(bytes.data(), static_cast<std::streamsize>(wanted));
    bytes.resize(static_cast<size_t>(std::max<std::streamsize>(0, file.gcount())));
    if (const size_t newline = bytes.find('\n'); wanted < size && newline != std::string::npos)
        bytes.erase(0, newline + 1); // the first line is cut
    return cleanConsoleText(bytes);
}

void RunFolder::request(Request request)
{
    makeFolders(path_ + "/control");
    writeFileAtomically(path_ + "/control/" + requestName(request), "");
}

bool RunFolder::isRequested(Request request) const
{
    return existsAt(path_ + "/control/" + requestName(request));
}

void RunFolder::clearRequests()
{
    for (const Request request : {Request::Stop, Request::Save, Request::Pause})
        removeTree(path_ + "/control/" + requestName(request));
}

} // namespace lorikeet
