#include "core/models/rope_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lorikeet {

RopeConfig readRopeParameters(const ConfigReader& scaling, RopeConfig rope)
{
    rope.type = scaling.wordOr("rope_type", scaling.wordOr("type", "default"));
    if (rope.type == "mrope")
        rope.type = "default";
    static constexpr std::array<std::string_view, 5> kKnown{"default", "linear", "dynamic", "llama3", "yarn"};
    if (std::find(kKnown.begin(), kKnown.end(), rope.type) == kKnown.end())
        scaling.fail("rope_type", fmt::format("is \"{}\"; supported are default, linear, dynamic, llama3 and yarn", rope.type));
    rope.theta = scaling.numberOr("rope_theta", rope.theta);
    rope.factor = scaling.numberOr("factor", rope.factor);
    rope.lowFreqFactor = scaling.numberOr("low_freq_factor", rope.lowFreqFactor);
    rope.highFreqFactor = scaling.numberOr("high_freq_factor", rope.highFreqFactor);
    rope.originalMaxPositions = scaling.numberOr("original_max_position_embeddings", rope.maxPositions);
    rope.betaFast = scaling.numberOr("beta_fast", rope.betaFast);
    rope.betaSlow = scaling.numberOr("beta_slow", rope.betaSlow);
    rope.attentionFactor = scaling.number("attention_factor");
    rope.mscale = scaling.number("mscale");
    rope.mscaleAllDim = scaling.number("mscale_all_dim");
    rope.truncates = scaling.flagOr("truncate", true);
    rope.interleavesMrope = scaling.flagOr("mrope_interleaved", rope.interleavesMrope);
    if (scaling.has("mrope_section")) {
        rope.mropeSection.clear();
        const Json& list = scaling.json()["mrope_section"];
        for (const Json& count : list.is_array() ? list : Json::array()) {
            if (!count.is_number_integer() || count.get<int64_t>() < 0)
                scaling.fail("mrope_section", "must be a list of three whole numbers");
            rope.mropeSection.push_back(count.get<int64_t>());
        }
        if (rope.mropeSection.size() != 3)
            scaling.fail("mrope_section", "must be a list of three whole numbers");
    }
    if (!(rope.factor > 0.0))
        scaling.fail("factor", "must be above 0");
    return rope;
}

RopeConfig readRope(const ConfigReader& config, const RopeConfig& fallback)
{
    RopeConfig rope = fallback;
    rope.theta = config.numberOr("rope_theta", rope.theta);
    rope.maxPositions = static_cast<double>(config.countOr("max_position_embeddings", static_cast<int64_t>(rope.maxPositions)));
    rope.originalMaxPositions = rope.maxPositions;
    const char* key = config.has("rope_parameters") ? "rope_parameters" : "rope_scaling";
    return config.has(key) ? readRopeParameters(config.child(key), rope) : rope;
}

} // namespace lorikeet
