#include "core/data/doctor/near_duplicates.h"

#include <map>

namespace lorikeet {

PictureGroups groupPictures(const std::vector<PictureFacts>& facts, const TinyPictures&, const std::function<bool()>&)
{
    PictureGroups groups;
    std::map<std::array<uint64_t, 2>, uint32_t> firstWith;
    for (uint32_t i = 0; i < facts.size(); ++i)
        groups.firstSame.push_back(facts[i].isDecoded ? firstWith.emplace(facts[i].contentHash, i).first->second : i);
    groups.firstAlike = groups.firstSame;
    return groups;
}

} // namespace lorikeet
