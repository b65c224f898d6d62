#include "core/data/doctor/doctor.h"

namespace lorikeet {

const std::vector<std::string>& DoctorModel::marks() const
{
    static const std::vector<std::string> usual{"<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>",
        "<|begin_of_text|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<start_of_turn>", "<end_of_turn>", "<end_of_utterance>"};
    return specialTokens.empty() ? usual : specialTokens;
}

} // namespace lorikeet
