#pragma once
/// @file Answers that Compare has already asked for, kept beside a run so that its wall opens at once.

#include "core/run/serve_protocol.h"

#include <string>
#include <unordered_map>

namespace lorikeet {

class AnswerCache {
public:
    /// Reads what is there; damaged lines are left out. The file is made by the first add().
    explicit AnswerCache(std::string path);

    /// Null when this question was never answered by these weights.
    const std::string* find(const std::string& key) const;
    /// Remembers, and appends one line. @throws Error with ExitCode::Io (it is remembered all the same).
    void add(const std::string& key, const std::string& answer);
    size_t size() const { return answers_.size(); }

    /// Names weights and question: other weights in the same folder, another adapter, picture list, text or setting give another key.
    static std::string keyFor(const std::string& modelFolder, const ServeRequest& request);

private:
    std::string path_;
    std::unordered_map<std::string, std::string> answers_;
};

} // namespace lorikeet
