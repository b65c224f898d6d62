#pragma once
/// @file The JSON lines that `lorikeet-cli generate --serve` takes and gives, as values.

#include "core/data/sample.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lorikeet {

struct ServeRequest {
    std::string id;
    std::vector<Message> messages; ///< A trailing answer is ignored.
    std::optional<std::string> system;
    std::vector<std::string> images;
    std::string adapter;           ///< Folder, "" = the base alone.
    int maxNewTokens = 128;
    double temperature = 0.0;      ///< 0 = greedy
    double topP = 1.0;
    int64_t seed = 42;
};

struct ServeReady {
    std::string model;
};
struct ServeDelta {
    std::string id;
    std::string text; ///< What is new.
};
struct ServeDone {
    std::string id;
    std::string text; ///< The whole answer.
    int64_t tokens = 0;
    double seconds = 0;
};
struct ServeError {
    std::string id; ///< "" when it is about no request.
    std::string message;
    std::string hint;
};
using ServeReply = std::variant<ServeReady, ServeDelta, ServeDone, ServeError>;

/// One line with its newline.
std::string serveRequestLine(const ServeRequest& request);
std::string serveCancelLine(const std::string& id);
/// nullopt for a line that is none of the replies.
std::optional<ServeReply> serveReplyFromLine(const std::string& line);

} // namespace lorikeet
