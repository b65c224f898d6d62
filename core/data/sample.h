#pragma once
/// @file One training example: a conversation and its pictures.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// Who wrote a sample's answers.
enum class Origin {
    Human,  ///< A person, or as found in the data.
    Model,  ///< A model, and nobody changed it since.
    Edited, ///< A person changed what a model or the data file said.
};
/// Where a sample's answers come from.
struct Provenance {
    Origin origin = Origin::Human;
    std::string model;  ///< Which model wrote it (or what was edited since); "" = none.
    std::string prompt; ///< What the model was asked.

    bool operator==(const Provenance&) const = default;
};
enum class Review { None, Accepted, Rejected };

/// Everything of a sample that people can change; what edits are made of.
struct SampleContent {
    std::vector<Message> messages;            ///< User and assistant turns by turns; the last one is the answer.
    std::optional<std::string> system;        ///< Unset or "": the template's default.
    std::optional<std::string> rejectedAnswer; ///< Of a preference pair: the worse answer; the last message is the better one.
    std::vector<std::string> images;          ///< Absolute paths, in placeholder order.
    std::vector<std::string> imagesAsWritten; ///< As the data file spells them.
    std::vector<std::string> tags;
    Provenance provenance;
    Review review = Review::None;
    bool isExcluded = false;                  ///< Left out of training; stays in the list.
    bool alwaysTrains = false;                ///< Moved to training: no split and no data held out by name takes it away.
    bool keepsStoredOrientation = false;      ///< EXIF is not applied: the model sees the pictures as they are stored.

    bool operator==(const SampleContent&) const = default;
};

struct Sample : SampleContent {
    std::string id;      ///< Stable across loads: dataset name + row, or the picture's relative path.
    std::string dataset; ///< Name in dataset_info.json, or the folder's name.
    std::string file;    ///< The data file that it was read from (absolute).
    int row = -1;        ///< 0-based row in that file.
    std::string tools;   ///< JSON list of functions, or "".
    bool isText = false; ///< Plain text (stage: pt): the only message is the text itself.
    /// Short values of its row that are no part of the conversation ("split", "source" …): name, value.
    std::vector<std::pair<std::string, std::string>> columns;

    SampleContent& content() { return *this; }
    const SampleContent& content() const { return *this; }
    bool isTrainable() const { return !isExcluded && review != Review::Rejected; }
};

const char* originName(Origin origin); ///< "human", "model", "edited".
std::optional<Origin> originFromName(std::string_view name);
const char* reviewName(Review review); ///< "none", "accepted", "rejected".
std::optional<Review> reviewFromName(std::string_view name);
/// The answer that a sample teaches: its last assistant message; null where there is none.
const Message* answerOf(const SampleContent& content);
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
