#pragma once
/// @file One training example: a conversation and its pictures.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// The mark in a message's text that stands for one picture, in every file format that we read.
inline constexpr std::string_view kImagePlaceholder = "<image>";

enum class Role { System, User, Assistant, Observation, Function };

struct Message {
    Role role = Role::User;
    std::string content; ///< UTF-8; each kImagePlaceholder stands for the next picture of the sample.

    bool operator==(const Message&) const = default;
};

struct Sample {
    std::string id;                    ///< Stable across loads: dataset name + row, or the picture's relative path.
    std::string dataset;               ///< Name in dataset_info.json, or the folder's name.
    std::string file;                  ///< The data file that it was read from (absolute).
    int row = -1;                      ///< 0-based row in that file.
    std::optional<std::string> system; ///< Unset or "": the template's default.
    std::vector<Message> messages;     ///< User and assistant turns by turns; the last one is the answer.
    std::vector<std::string> images;   ///< Absolute paths, in placeholder order.
    std::vector<std::string> imagesAsWritten; ///< As the data file spells them.
    std::string tools;                 ///< JSON list of functions, or "".
    bool isText = false;               ///< Plain text (stage: pt): the only message is the text itself.
};

const char* roleName(Role role); ///< "system", "user", "assistant", "observation", "function".
std::optional<Role> roleFromName(std::string_view name);
size_t countPlaceholders(std::string_view text);

/// What is wrong with the order of turns: they alternate, beginning with a question and ending with an answer.
struct TurnFault {
    size_t turn = 0;        ///< 0-based turn that is out of order; messages.size() when only the last answer is missing.
    bool isOrder = true;    ///< Wrong role, else wrong count.
};
std::optional<TurnFault> findTurnFault(const std::vector<Message>& messages);

} // namespace lorikeet
