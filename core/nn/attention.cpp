#include "core/nn/attention.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lorikeet::nn {
namespace {

using torch::Tensor;

/// [B, T, Hkv, d] -> [B, H, T, d], each kv head repeated consecutively.
Tensor heads(const Tensor& x, int64_t count)
{
    const auto byHead = x.transpose(1, 2);
    const int64_t repeat = count / x.size(2);
    if (repeat == 1)
        return byHead;
    const int64_t batch = x.size(0), length = x.size(1), width = x.size(3);
    return byHead.unsqueeze(2).expand({batch, x.size(2), repeat, length, width}).reshape({batch, count, length, width});
}

/// Lengths of the runs of equal numbers in each row.
std::vector<int64_t> runLengths(const Tensor& segments)
{
    const auto rows = segments.to(torch::kCPU, torch::kLong).contiguous();
    const auto* at = rows.const_data_ptr<int64_t>();
    const int64_t length = rows.size(1);
    std::vector<int64_t> lengths;
    for (int64_t i = 0; i < rows.numel(); ++i) {
        if (i % length == 0 || at[i] != at[i - 1])
            lengths.push_back(0);
        ++lengths.back();
    }
    return lengths;
}

} // namespace

Tensor allowedKeys(const Tensor& queries, int64_t keyCount, const MaskRules& rules)
{
    const auto keys = torch::arange(keyCount, queries.options()); // [T]
    const auto query = queries.unsqueeze(-1);                     // [B, Q, 1]
    auto allowed = keys <= query;                                 // [B, Q, T]
    const auto ofQueries = [&](const Tensor& perToken) {
        return perToken.gather(1, queries.expand({perToken.size(0), queries.size(1)})).unsqueeze(-1);
    };
    if (rules.pictureBlocks.defined()) {
        const auto block = ofQueries(rules.pictureBlocks);
        allowed = allowed.logical_or(block.eq(rules.pictureBlocks.unsqueeze(1)).logical_and(block.ge(0)));
    }
    if (rules.window > 0)
        allowed = allowed.logical_and(keys > query - rules.window);
    if (rules.segments.defined())
        allowed = allowed.logical_and(ofQueries(rules.segments).eq(rules.segments.unsqueeze(1)));
    return allowed.unsqueeze(1);
}

AttentionMask makeMask(int64_t count, int64_t past, const MaskRules& rules, torch::Device device)
{
    const bool hasWindow = rules.window > 0 && rules.window < past + count;
    const bool needsPadding = past > 0 && rules.realTokens.defined();
    if (!rules.pictureBlocks.defined() && !hasWindow && !needsPadding) {
        if (past == 0 && rules.segments.defined())
            return {.isCausal = true, .lengths = runLengths(rules.segments), .allowed = {}};
        if (past == 0 || count == 1)
            return {.isCausal = past == 0 && count > 1, .lengths = {}, .allowed = {}};
    }
    const auto queries = torch::arange(past, past + count, torch::TensorOptions(torch::kLong).device(device)).unsqueeze(0);
    auto allowed = allowedKeys(queries, past + count, rules); // [B or 1, 1, Tq, Tk]
    if (needsPadding)
        allowed = allowed.logical_and(rules.realTokens.to(device, torch::kBool).unsqueeze(1).unsqueeze(1));
    return {.isCausal = false, .lengths = {}, .allowed = allowed};
}

Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionMask& mask, double scale)
{
    TORCH_CHECK(q.size(2) % k.size(2) == 0, "attention: ", q.size(2), " query heads over ", k.size(2), " key heads");
    const int64_t count = q.size(2);
    std::optional<Tensor> allowed;
    if (mask.allowed.defined())
        allowed = mask.allowed;
    else if (!mask.lengths.empty())
        return attendWithin(q.flatten(0, 1), k.flatten(0, 1), v.flatten(0, 1), mask.lengths, mask.isCausal, scale).view({q.size(0), q.size(1), -1});
    const auto out = at::scaled_dot_product_attention(q.transpose(1, 2), heads(k, count), heads(v, count), allowed, /*dropout_p=*/0.0,
        /*is_causal=*/!allowed && mask.isCausal, scale > 0.0 ? std::optional<double>(scale) : std::nullopt);
    return out.transpose(1, 2).reshape({q.size(0), q.size(1), count * q.size(3)});
}

Tensor attendWithin(const Tensor& q, const Tensor& k, const Tensor& v, std::span<const int64_t> lengths, bool isCausal, double scale)
{
    TORCH_CHECK(std::accumulate(lengths.begin(), lengths.end(), int64_t{0}) == q.size(0), "attention: the stretches don't cover the sequence");
    std::map<int64_t, std::vector<size_t>> byLength;
    std::vector<int64_t> starts;
    for (int64_t start = 0; const int64_t length : lengths) {
        byLength[length].push_back(starts.size());
        starts.push_back(start);
        start += length;
    }
    std::vector<Tensor> parts(lengths.size()); // each [length, H · d]
    for (const auto& [length, members] : byLength) {
        if (length == 0)
            continue;
        const bool areAdjacent = byLength.size() == 1;
        const auto together = [&, length = length, &members = members](const Tensor& x) {
            if (areAdjacent)
                return x.view({static_cast<int64_t>(members.size()), length, x.size(1), x.size(2)});
            std::vector<Tensor> rows;
            for (const size_t member : members)
                rows.push_back(x.narrow(0, starts[member], length));
            return torch::stack(rows); // [n, length, H, d]
        };
        const auto out = attend(together(q), together(k), together(v), {.isCausal = isCausal && length > 1, .lengths = {}, .allowed = {}}, scale);
        if (areAdjacent)
            return out.reshape({q.size(0), -1});
        for (size_t i = 0; i < members.size(); ++i)
            parts[members[i]] = out[static_cast<int64_t>(i)];
    }
    std::erase_if(parts, [](const Tensor& part) { return !part.defined(); });
    return torch::cat(parts);
}

} // namespace lorikeet::nn
