#include "core/infer/decode.h"

#include "core/train/collator.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace lorikeet {
namespace {

void penaliseRepetition(torch::Tensor& logits, std::span<const TokenId> seen, double penalty)
{
    auto* values = logits.mutable_data_ptr<float>();
    std::vector<TokenId> unique(seen.begin(), seen.end());
    std::sort(unique.begin(), unique.end());
    unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
    for (const TokenId id : unique) {
        if (id < 0 || id >= logits.size(0))
            continue;
        const auto factor = static_cast<float>(penalty);
        values[id] = values[id] < 0 ? values[id] * factor : values[id] / factor;
    }
}

/// Several answers that grow together, a row of the batch each.
class Decoding {
public:
    Decoding(CausalLm& model, std::span<const Encoded* const> prompts, const GenerateOptions& options, std::span<const TokenId> stops,
        const torch::Device& device)
        : model_(model), prompts_(prompts), options_(options), stops_(stops), device_(device), answers_(prompts.size()),
          isDone_(prompts.size(), false), rows_(prompts.size())
    {
        std::iota(rows_.begin(), rows_.end(), size_t{0});
        for (size_t i = 0; i < prompts.size(); ++i) {
            auto own = options;
            own.seed += static_cast<int64_t>(i);
            choosers_.emplace_back(own);
        }
    }

    std::vector<std::vector<TokenId>> run(const std::function<bool(size_t, TokenId)>& onToken)
    {
        const std::vector<int64_t> indices(rows_.begin(), rows_.end());
        Batch batch = toDevice(collate(prompts_, indices, 0), device_);
        TORCH_CHECK(!batch.attentionMask.defined(), "prompts that are decoded together must have equal lengths");
        batch.labels = torch::Tensor();
        ForwardOptions forward;
        forward.needsLastLogits = true;
        forward.cache = &cache_;
        for (int made = 0; made < options_.maxNewTokens; ++made) {
            const auto logits = model_.forward(batch, forward).logits;      // [B, V]
            auto next = logits.argmax(1, /*keepdim=*/true).to(torch::kCPU); // [B, 1]
            takeTokens(logits, next, onToken);
            if (openCount() == 0)
                break;
            next = next.to(device_);
            compact(next);
            batch = Batch{};
            batch.ids = next;
        }
        return std::move(answers_);
    }

private:
    size_t openCount() const
    {
        return static_cast<size_t>(std::count_if(rows_.begin(), rows_.end(), [this](size_t which) { return !isDone_[which]; }));
    }

    void takeTokens(const torch::Tensor& logits, torch::Tensor& next, const std::function<bool(size_t, TokenId)>& onToken)
    {
        auto* ids = next.mutable_data_ptr<int64_t>();
        const bool isGreedy = options_.temperature <= 0 && options_.repetitionPenalty == 1.0;
        for (size_t row = 0; row < rows_.size(); ++row) {
            const size_t which = rows_[row];
            if (isDone_[which])
                continue;
            auto& answer = answers_[which];
            if (!isGreedy) {
                std::vector<TokenId> seen(prompts_[which]->ids);
                seen.insert(seen.end(), answer.begin(), answer.end());
                ids[row] = choosers_[which].choose(logits[static_cast<int64_t>(row)], seen);
            }
            const auto id = static_cast<TokenId>(ids[row]);
            if (std::find(stops_.begin(), stops_.end(), id) != stops_.end()) {
                isDone_[which] = true;
                continue;
            }
            answer.push_back(id);
            isDone_[which] = onToken && !onToken(which, id);
        }
    }

    /// Drops finished rows from the cache once they are half of it.
    void compact(torch::Tensor& next)
    {
        if (openCount() * 2 > rows_.size())
            return;
        std::vector<int64_t> keep;
        std::vector<size_t> left;
        for (size_t row = 0; row < rows_.size(); ++row) {
            if (isDone_[rows_[row]])
                continue;
            keep.push_back(static_cast<int64_t>(row));
            left.push_back(rows_[row]);
        }
        const auto kept = torch::tensor(keep, torch::kInt64).to(device_);
        for (auto* tensors : {&cache_.keys, &cache_.values})
            for (auto& tensor : *tensors)
                tensor = tensor.index_select(0, kept);
        next = next.index_select(0, kept);
        rows_ = std::move(left);
    }

    CausalLm& model_;
    std::span<const Encoded* const> prompts_;
    const GenerateOptions& options_;
    std::span<const TokenId> stops_;
    const torch::Device& device_;
    KvCache cache_;
    std::vector<std::vector<TokenId>> answers_;
    std::vector<bool> isDone_;   ///< A prompt each.
    std::vector<size_t> rows_;   ///< Which prompt each row of the batch is.
    std::vector<TokenChooser> choosers_;
};

std::pair<size_t, int64_t> groupKey(const Encoded& prompt)
{
    int64_t last = 0;
    for (const auto& axis : prompt.positionIds)
        for (const int64_t position : axis)
            last = std::max(last, position);
    return {prompt.ids.size(), last};
}

} // namespace

TokenChooser::TokenChooser(const GenerateOptions& options) : options_(options), random_(static_cast<uint64_t>(options.seed)) {}

TokenId TokenChooser::choose(const torch::Tensor& logits, std::span<const TokenId> seen)
{
    if (options_.temperature <= 0 && options_.repetitionPenalty == 1.0)
        return static_cast<TokenId>(logits.argmax().item<int64_t>());
    auto scores = logits.detach().to(torch::kCPU, torch::kFloat32).clone();
    if (options_.repetitionPenalty != 1.0)
        penaliseRepetition(scores, seen, options_.repetitionPenalty);
    if (options_.temperature <= 0)
        return static_cast<TokenId>(scores.argmax().item<int64_t>());
    const auto [sorted, order] = (scores.to(torch::kFloat64) / options_.temperature).sort(/*dim=*/0, /*descending=*/true);
    int64_t count = sorted.size(0);
    if (options_.topK > 0)
        count = std::min<int64_t>(count, options_.topK);
    const auto probabilities = sorted.slice(0, 0, count).softmax(0).contiguous();
    const auto* p = probabilities.const_data_ptr<double>();
    double mass = 0;
    int64_t kept = 0;
    while (kept < count && (kept == 0 || mass < options_.topP))
        mass += p[kept++];
    double draw = std::generate_canonical<double, 53>(random_) * mass;
    int64_t chosen = 0;
    while (chosen + 1 < kept && draw >= p[chosen])
        draw -= p[chosen++];
    return static_cast<TokenId>(order[chosen].item<int64_t>());
}

std::vector<std::vector<TokenId>> decodeTogether(CausalLm& model, std::span<const Encoded* const> prompts, const GenerateOptions& options,
    std::span<const TokenId> stops, const torch::Device& device, const std::function<bool(size_t, TokenId)>& onToken)
{
    const torch::NoGradGuard noGradient;
    if (prompts.empty() || options.maxNewTokens <= 0)
        return std::vector<std::vector<TokenId>>(prompts.size());
    const bool wasTraining = model.is_training();
    model.eval();
    auto answers = Decoding(model, prompts, options, stops, device).run(onToken);
    model.train(wasTraining);
    return answers;
}

std::vector<std::vector<TokenId>> decodeAll(CausalLm& model, std::span<const Encoded* const> prompts, const GenerateOptions& options,
    std::span<const TokenId> stops, const torch::Device& device, size_t groupSize)
{
    std::map<std::pair<size_t, int64_t>, std::vector<size_t>> groups;
    for (size_t i = 0; i < prompts.size(); ++i)
        groups[groupKey(*prompts[i])].push_back(i);
    std::vector<std::vector<TokenId>> answers(prompts.size());
    for (const auto& [key, members] : groups) {
        for (size_t begin = 0; begin < members.size(); begin += groupSize) {
            const size_t end = std::min(members.size(), begin + groupSize);
            std::vector<const Encoded*> together;
            for (size_t i = begin; i < end; ++i)
                together.push_back(prompts[members[i]]);
            auto made = decodeTogether(model, together, options, stops, device);
            for (size_t i = begin; i < end; ++i)
                answers[members[i]] = std::move(made[i - begin]);
        }
    }
    return answers;
}

} // namespace lorikeet
