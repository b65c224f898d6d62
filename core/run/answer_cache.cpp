#include "core/run/answer_cache.h"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/os.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace lorikeet {
namespace {

/// FNV-1a: the same on every machine.
uint64_t hashOf(const std::string& bytes)
{
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    return hash;
}

/// Changes when weights in the folder are written anew.
std::string stampOf(const std::string& folder)
{
    if (folder.empty())
        return "-";
    namespace fs = std::filesystem;
    std::string stamp = folder;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(toPath(folder), failed)) {
        if (entry.path().extension() != ".safetensors")
            continue;
        std::error_code ignored;
        const auto time = entry.last_write_time(ignored).time_since_epoch().count();
        stamp += fmt::format("|{}:{}:{}", toUtf8(entry.path().filename()), entry.file_size(ignored), time);
    }
    return stamp;
}

} // namespace

AnswerCache::AnswerCache(std::string path) : path_(std::move(path))
{
    std::ifstream file(toPath(path_), std::ios::binary);
    std::string line;
    while (std::getline(file, line)) {
        const Json json = Json::parse(line, nullptr, false);
        if (json.is_object() && json.value("key", Json{}).is_string() && json.value("answer", Json{}).is_string())
            answers_[json["key"].get<std::string>()] = json["answer"].get<std::string>();
    }
}

const std::string* AnswerCache::find(const std::string& key) const
{
    const auto found = answers_.find(key);
    return found == answers_.end() ? nullptr : &found->second;
}

void AnswerCache::add(const std::string& key, const std::string& answer)
{
    answers_[key] = answer;
    os::AppendFile(path_).write(toJsonLine({{"key", key}, {"answer", answer}}) + "\n");
}

std::string AnswerCache::keyFor(const std::string& modelFolder, const ServeRequest& request)
{
    ServeRequest question = request;
    question.id.clear();
    const auto everything = stampOf(modelFolder) + '\n' + stampOf(request.adapter) + '\n' + serveRequestLine(question);
    return fmt::format("{:016x}{:016x}", hashOf(everything), hashOf(everything + "#"));
}

} // namespace lorikeet
