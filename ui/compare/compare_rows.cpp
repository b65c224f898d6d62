#include "ui/compare/compare_rows.h"

#include "core/config/run_yaml.h"
#include "core/data/dataset.h"

#include <algorithm>

namespace lorikeet {

std::string CompareRow::reference() const
{
    return !sample.messages.empty() && sample.messages.back().role == Role::Assistant ? sample.messages.back().content : std::string();
}

std::vector<Message> CompareRow::question() const
{
    auto messages = sample.messages;
    if (!messages.empty() && messages.back().role == Role::Assistant)
        messages.pop_back();
    return messages;
}

std::string CompareRow::prompt() const
{
    const auto messages = question();
    std::string text = messages.empty() ? std::string() : messages.back().content;
    for (auto at = text.find(kImagePlaceholder); at != std::string::npos; at = text.find(kImagePlaceholder))
        text.erase(at, kImagePlaceholder.size());
    const auto isBlank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    const auto first = std::find_if_not(text.begin(), text.end(), isBlank);
    return {first, std::find_if_not(text.rbegin(), std::string::reverse_iterator(first), isBlank).base()};
}

CompareData loadCompareData(const std::string& runYamlPath)
{
    CompareData data;
    data.options = loadRun(runYamlPath).options;
    auto training = Dataset::open(data.options.data, data.options.data.dataset);
    std::vector<bool> isHeldOut(training.samples.size(), false);
    if (!data.options.data.evalDataset.empty()) {
        for (auto& sample : Dataset::open(data.options.data, data.options.data.evalDataset).samples)
            data.rows.push_back({std::move(sample), true});
    } else if (data.options.data.valSize > 0) {
        for (const auto index : splitDataset(training, data.options.data.valSize, data.options.train.seed).eval) {
            isHeldOut[index] = true;
            data.rows.push_back({training.samples[index], true});
        }
    }
    data.heldOut = data.rows.size();
    for (size_t i = 0; i < training.samples.size(); ++i)
        if (!isHeldOut[i])
            data.rows.push_back({std::move(training.samples[i]), false});
    return data;
}

} // namespace lorikeet
