#include "core/data/sample.h"

namespace lorikeet {

const char* roleName(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "user";
    case Role::Assistant:
        return "assistant";
    case Role::Observation:
        return "observation";
    case Role::Function:
        break;
    }
    return "function";
}

std::optional<Role> roleFromName(std::string_view name)
{
    for (Role role : {Role::System, Role::User, Role::Assistant, Role::Observation, Role::Function})
        if (name == roleName(role))
            return role;
    return std::nullopt;
}

const char* originName(Origin origin)
{
    return origin == Origin::Human ? "human" : origin == Origin::Model ? "model" : "edited";
}

std::optional<Origin> originFromName(std::string_view name)
{
    for (Origin origin : {Origin::Human, Origin::Model, Origin::Edited})
        if (name == originName(origin))
            return origin;
    return std::nullopt;
}

const char* reviewName(Review review)
{
    return review == Review::None ? "none" : review == Review::Accepted ? "accepted" : "rejected";
}

std::optional<Review> reviewFromName(std::string_view name)
{
    for (Review review : {Review::None, Review::Accepted, Review::Rejected})
        if (name == reviewName(review))
            return review;
    return std::nullopt;
}

const Message* answerOf(const SampleContent& content)
{
    for (auto message = content.messages.rbegin(); message != content.messages.rend(); ++message)
        if (message->role == Role::Assistant)
            return &*message;
    return nullptr;
}

size_t countPlaceholders(std::string_view text)
{
    size_t count = 0;
    for (size_t at = text.find(kImagePlaceholder); at != std::string_view::npos; at = text.find(kImagePlaceholder, at + kImagePlaceholder.size()))
        ++count;
    return count;
}

std::optional<TurnFault> findTurnFault(const std::vector<Message>& messages)
{
    for (size_t i = 0; i < messages.size(); ++i) {
        const Role role = messages[i].role;
        const bool isDue = i % 2 == 0 ? role == Role::User || role == Role::Observation : role == Role::Assistant || role == Role::Function;
        if (!isDue)
            return TurnFault{i, true};
    }
    if (messages.empty() || messages.size() % 2 != 0)
        return TurnFault{messages.size(), false};
    return std::nullopt;
}

} // namespace lorikeet
