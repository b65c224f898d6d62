#include "core/text/post_processor.h"

#include "core/text/json_parts.h"

namespace lorikeet {
namespace {

TokenId idIn(const Json& value, const std::string& file)
{
    if (!value.is_number_integer() || value.get<int64_t>() < 0 || value.get<int64_t>() > 10'000'000)
        refuseTokenizer(file, "the post-processor names a token whose id is not a number");
    return value.get<TokenId>();
}

PostProcessor makeTemplate(const Json& config, const std::string& file)
{
    PostProcessor result;
    const Json& specials = jsonField(config, "special_tokens");
    bool isBehind = false;
    for (const Json& piece : jsonField(config, "single")) {
        if (!jsonField(piece, "Sequence").is_null()) {
            isBehind = true;
            continue;
        }
        const std::string name = jsonText(jsonField(piece, "SpecialToken"), "id");
        const Json& ids = jsonField(jsonField(specials, name.c_str()), "ids");
        if (!ids.is_array())
            refuseTokenizer(file, "the post-processor names the token \"" + name + "\" but not its id");
        for (const Json& id : ids)
            (isBehind ? result.behind : result.before).push_back(idIn(id, file));
    }
    return result;
}

} // namespace

PostProcessor makePostProcessor(const Json& config, const std::string& file)
{
    const std::string type = jsonText(config, "type");
    if (config.is_null() || type == "ByteLevel")
        return {};
    if (type == "TemplateProcessing")
        return makeTemplate(config, file);
    if (type == "BertProcessing" || type == "RobertaProcessing") {
        const Json& first = jsonField(config, "cls");
        const Json& last = jsonField(config, "sep");
        if (!first.is_array() || first.size() != 2 || !last.is_array() || last.size() != 2)
            refuseTokenizer(file, "the post-processor lacks \"cls\" or \"sep\"");
        return {{idIn(first[1], file)}, {idIn(last[1], file)}};
    }
    if (type == "Sequence") {
        PostProcessor result;
        for (const Json& step : jsonField(config, "processors")) {
            const PostProcessor part = makePostProcessor(step, file);
            result.before.insert(result.before.begin(), part.before.begin(), part.before.end());
            result.behind.insert(result.behind.end(), part.behind.begin(), part.behind.end());
        }
        return result;
    }
    refuseTokenizer(file, "the post-processor \"" + type + "\" is not supported");
}

} // namespace lorikeet
