#include "core/train/probes.h"

#include "core/base/error.h"
#include "core/infer/decode.h"

#include <algorithm>
#include <charconv>

namespace lorikeet {
namespace {

constexpr int kLongestAnswer = 64;
constexpr size_t kGroupSize = 8;

size_t findRow(const SampleStore& store, const std::string& wanted)
{
    for (size_t row = 0; row < store.size(); ++row)
        if (store.sample(row).id == wanted)
            return row;
    size_t number = 0;
    const auto [end, code] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (code == std::errc() && end == wanted.data() + wanted.size() && number < store.size())
        return number;
    throw Error(Text(LK_TEXT("probe_samples: %1 is neither the id of a held-out sample nor a row number below %2."), wanted, store.size()),
        Text(LK_TEXT("Name samples of the evaluation data (of the training data where there is none), or leave probe_samples out.")));
}

} // namespace

std::string lastMessage(const Sample& sample, Role role)
{
    const auto found
        = std::find_if(sample.messages.rbegin(), sample.messages.rend(), [role](const Message& message) { return message.role == role; });
    return found == sample.messages.rend() ? std::string() : found->content;
}

ProbeSet::ProbeSet(SampleStore& store, const std::vector<std::string>& wanted, int count, int maxNewTokens, const Processor& processor)
    : processor_(processor)
{
    std::vector<size_t> rows;
    for (const auto& name : wanted)
        rows.push_back(findRow(store, name));
    for (size_t row = 0; wanted.empty() && row < std::min(store.size(), static_cast<size_t>(std::max(0, count))); ++row)
        rows.push_back(row);
    size_t longest = 0;
    for (const size_t row : rows) {
        const auto& sample = store.sample(row);
        Pinned pinned;
        pinned.event = {.step = 0, .sampleId = sample.id, .images = sample.images, .prompt = lastMessage(sample, Role::User),
            .reference = lastMessage(sample, Role::Assistant), .answer = {}};
        pinned.prompt = processor.encodePrompt(sample);
        if (!pinned.prompt.isUsable())
            continue; // the check before training lists it
        longest = std::max(longest, processor.tokenizer().encode(pinned.event.reference).size());
        pinned_.push_back(std::move(pinned));
    }
    // Twice the reference and a bit: an untrained model that never stops must not hold up the first step.
    maxNewTokens_ = std::min({maxNewTokens, kLongestAnswer, static_cast<int>(2 * longest) + 8});
}

std::vector<SampleText> ProbeSet::answer(CausalLm& model, const torch::Device& device, int64_t step)
{
    std::vector<const Encoded*> prompts;
    for (const auto& pinned : pinned_)
        prompts.push_back(&pinned.prompt);
    GenerateOptions options;
    options.maxNewTokens = maxNewTokens_;
    const auto answers = decodeAll(model, prompts, options, processor_.stopTokens(), device, kGroupSize);
    std::vector<SampleText> events;
    for (size_t i = 0; i < pinned_.size(); ++i) {
        events.push_back(pinned_[i].event);
        events.back().step = step;
        events.back().answer = processor_.tokenizer().decode(answers[i], /*skipSpecial=*/true);
    }
    return events;
}

} // namespace lorikeet
