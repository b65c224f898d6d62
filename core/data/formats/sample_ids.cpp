#include "core/data/formats/sample_ids.h"

#include "core/base/file.h"

#include <map>
#include <string_view>
#include <unordered_map>

namespace lorikeet {

void makeIdsUnique(std::vector<Sample>& samples)
{
    std::unordered_map<std::string_view, size_t> numbers; // The last one given to an id; views of ids that don't change any more.
    numbers.reserve(samples.size());
    std::vector<Sample*> repeated;
    for (Sample& sample : samples)
        if (!numbers.try_emplace(sample.id, 1).second)
            repeated.push_back(&sample);
    for (Sample* sample : repeated) {
        size_t& number = numbers.at(sample->id);
        std::string id;
        do {
            id = sample->id + "~" + std::to_string(++number);
        } while (numbers.contains(id));
        sample->id = std::move(id);
        numbers.emplace(sample->id, 1);
    }
}

std::vector<std::string> idPrefixes(const std::vector<std::string>& files, const std::string& folder)
{
    std::vector<std::string> prefixes;
    std::map<std::string, int> stems;
    for (const std::string& file : files) {
        prefixes.push_back(toUtf8(toPath(file).lexically_relative(toPath(folder))));
        ++stems[toUtf8(toPath(prefixes.back()).replace_extension())];
    }
    for (std::string& prefix : prefixes)
        if (const std::string stem = toUtf8(toPath(prefix).stem()); prefix.find('/') == std::string::npos && stems[stem] == 1)
            prefix = stem;
    return prefixes;
}

} // namespace lorikeet
