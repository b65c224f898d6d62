#include "core/text/tokenizer.h"

namespace lorikeet {

std::string StreamingDecoder::push(TokenId id)
{
    if (tokenizer_.isSpecial(id))
        return "";
    ids_.push_back(id);
    const std::string text = tokenizer_.decode(ids_, true);
    if (text.size() <= given_.size() || text.ends_with("\xEF\xBF\xBD"))
        return "";
    const std::string added = text.substr(given_.size());
    // The last given piece stays as context: some decoders treat the first token of a text in their own way.
    ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(whole_));
    whole_ = ids_.size();
    given_ = tokenizer_.decode(ids_, true);
    return added;
}

std::string StreamingDecoder::finish()
{
    const std::string text = tokenizer_.decode(ids_, true);
    const std::string added = text.size() > given_.size() ? text.substr(given_.size()) : "";
    ids_.clear();
    whole_ = 0;
    given_.clear();
    return added;
}

} // namespace lorikeet
