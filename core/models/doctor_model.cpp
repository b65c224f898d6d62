#include "core/models/doctor_model.h"

#include "core/data/sample.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// The texts of all special tokens, except the mark that every data file uses and what may be a word.
std::vector<std::string> specialTexts(const Tokenizer& tokenizer)
{
    constexpr size_t kShortest = 3;
    std::vector<std::string> texts;
    for (TokenId id = 0; id < tokenizer.vocabSize(); ++id) {
        if (!tokenizer.isSpecial(id))
            continue;
        std::string text = tokenizer.tokenText(id);
        if (text.size() >= kShortest && text != kImagePlaceholder)
            texts.push_back(std::move(text));
    }
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

Measured measure(const Processor& processor, const Sample& sample)
{
    Encoded encoded = processor.encode(sample, WithPixels::No);
    Measured measured;
    measured.issues = std::move(encoded.issues);
    if (encoded.ids.empty())
        return measured;
    measured.tokens = static_cast<int32_t>(encoded.ids.size());
    measured.learnedTokens = encoded.learnedTokens();
    measured.pictureTokens = 0;
    measured.mostOfOnePicture = 0;
    for (const SeenImage& image : encoded.images) {
        measured.pictureTokens += static_cast<int32_t>(image.plan.tokens);
        measured.mostOfOnePicture = std::max(measured.mostOfOnePicture, static_cast<int32_t>(image.plan.tokens));
    }
    return measured;
}

} // namespace

DoctorModel doctorModel(std::shared_ptr<const Processor> processor)
{
    DoctorModel model;
    model.seesPictures = processor->images() != nullptr;
    model.cutoffLen = processor->options().cutoffLen;
    model.specialTokens = specialTexts(processor->tokenizer());
    model.measure = [processor = std::move(processor)](const Sample& sample) { return measure(*processor, sample); };
    return model;
}

} // namespace lorikeet
