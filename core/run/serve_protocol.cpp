#include "core/run/serve_protocol.h"

#include "core/base/error.h"
#include "core/base/json.h"

namespace lorikeet {
namespace {

std::string textOf(const Json& object, const char* key)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

template <typename Number>
Number numberOf(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<Number>() : Number{};
}

std::optional<Json> objectFromLine(const std::string& line)
{
    const Json parsed = Json::parse(line, nullptr, false);
    if (!parsed.is_object())
        return std::nullopt;
    return parsed;
}

} // namespace

std::string serveRequestLine(const ServeRequest& request)
{
    OrderedJson json;
    json["id"] = request.id;
    json["messages"] = OrderedJson::array();
    for (const auto& message : request.messages)
        json["messages"].push_back({{"role", roleName(message.role)}, {"content", message.content}});
    if (request.system)
        json["system"] = *request.system;
    json["images"] = request.images;
    if (request.adapter.empty())
        json["adapter"] = nullptr;
    else
        json["adapter"] = request.adapter;
    json["max_new_tokens"] = request.maxNewTokens;
    json["temperature"] = request.temperature;
    json["top_p"] = request.topP;
    json["seed"] = request.seed;
    return toJsonLine(json) + "\n";
}

std::string serveCancelLine(const std::string& id)
{
    return toJsonLine(OrderedJson{{"cancel", id}}) + "\n";
}

std::optional<ServeReply> serveReplyFromLine(const std::string& line)
{
    const auto json = objectFromLine(line);
    if (!json)
        return std::nullopt;
    if (json->contains("ready"))
        return ServeReady{textOf(*json, "model")};
    const auto id = textOf(*json, "id");
    if (json->contains("error"))
        return ServeError{id, textOf(*json, "error"), textOf(*json, "hint")};
    if (json->contains("delta"))
        return ServeDelta{id, textOf(*json, "delta")};
    if (json->contains("done"))
        return ServeDone{id, textOf(*json, "text"), numberOf<int64_t>(*json, "tokens"), numberOf<double>(*json, "seconds")};
    return std::nullopt;
}

} // namespace lorikeet
