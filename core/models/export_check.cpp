#include "core/models/export_check.h"

#include "core/models/probe.h"
#include "core/text/tokenizer.h"

namespace lorikeet {
namespace {

/// A picture with gradients both ways and a dark square.
Image drawnPicture()
{
    constexpr int kSide = 96;
    Image image{.width = kSide, .height = kSide, .rgb = std::vector<uint8_t>(size_t{kSide} * kSide * 3)};
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool isInside = x > 20 && x < 50 && y > 30 && y < 70;
            auto* pixel = image.row(y) + size_t{3} * static_cast<size_t>(x);
            pixel[0] = static_cast<uint8_t>(isInside ? 10 : 2 * x);
            pixel[1] = static_cast<uint8_t>(isInside ? 20 : 2 * y);
            pixel[2] = static_cast<uint8_t>(isInside ? 30 : x + y);
        }
    }
    return image;
}

std::vector<int64_t> answer(CausalLm& model, Batch batch, int64_t tokens)
{
    KvCache cache;
    std::vector<int64_t> ids;
    for (int64_t i = 0; i < tokens; ++i) {
        const auto logits = model.forward(batch, {.needsLastLogits = true, .cache = &cache}).logits;
        ids.push_back(logits[0].argmax().item<int64_t>());
        batch = Batch();
        batch.ids = torch::tensor({ids.back()}, torch::kLong).unsqueeze(0);
    }
    return ids;
}

/// `count` ids spread over the vocabulary; special tokens may be among them, which is all the same here.
std::vector<int32_t> spreadIds(int64_t vocabulary, int64_t count, int64_t start)
{
    std::vector<int32_t> ids;
    for (int64_t i = 0; i < count; ++i)
        ids.push_back(static_cast<int32_t>((start + i * 37) % std::max<int64_t>(vocabulary, 1)));
    return ids;
}

} // namespace

std::vector<std::vector<int64_t>> greedyAnswers(LoadedModel& loaded, int64_t tokens)
{
    const torch::NoGradGuard noGrad;
    const auto tokenizer = Tokenizer::load(loaded.folder);
    const auto vocabulary = static_cast<int64_t>(tokenizer->vocabSize());
    std::vector<Encoded> prompts(3);
    prompts[0].ids = spreadIds(vocabulary, 5, 3);
    prompts[1].ids = spreadIds(vocabulary, 17, 11);
    prompts[2].ids = spreadIds(vocabulary, 9, 29);
    const auto images = loaded.family->imageProcessor(loaded.config, loaded.folder);
    const auto placeholder = images ? tokenizer->idOf(images->imageToken()) : std::nullopt;
    if (placeholder) {
        for (auto& prompt : prompts) // an accidental placeholder would want a picture
            std::replace(prompt.ids.begin(), prompt.ids.end(), *placeholder, TokenId{*placeholder == 0 ? 1 : 0});
        const auto picture = drawnPicture();
        const auto plan = images->plan({picture.width, picture.height});
        images->append(picture, prompts[2].pixels);
        const auto expansion = tokenizer->encode(images->expansion(plan));
        prompts[2].ids.insert(prompts[2].ids.begin(), expansion.begin(), expansion.end());
    }
    std::vector<std::vector<int64_t>> answers;
    for (const auto& prompt : prompts)
        answers.push_back(answer(*loaded.model, singleBatch(prompt, false), tokens));
    return answers;
}

} // namespace lorikeet
