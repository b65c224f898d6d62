#include "core/nn/attention.h"

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

} // namespace

AttentionMask causalMask(int64_t count, int64_t past, const Tensor& realTokens, torch::Device device)
{
    const bool needsPadding = past > 0 && realTokens.defined();
    if (past == 0)
        return {.isCausal = count > 1, .allowed = {}};
    if (count == 1 && !needsPadding)
        return {};
    const auto keys = torch::arange(past + count, device);
    const auto queries = keys.narrow(0, past, count).unsqueeze(1);
    auto allowed = (keys.unsqueeze(0) <= queries).unsqueeze(0).unsqueeze(0); // [1, 1, Tq, Tk]
    if (needsPadding)
        allowed = allowed.logical_and(realTokens.to(device, torch::kBool).unsqueeze(1).unsqueeze(1));
    return {.isCausal = false, .allowed = allowed};
}

Tensor attend(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionMask& mask)
{
    TORCH_CHECK(q.size(2) % k.size(2) == 0, "attention: ", q.size(2), " query heads over ", k.size(2), " key heads");
    const int64_t count = q.size(2);
    std::optional<Tensor> allowed;
    if (mask.allowed.defined())
        allowed = mask.allowed;
    const auto out = at::scaled_dot_product_attention(
        q.transpose(1, 2), heads(k, count), heads(v, count), allowed, /*dropout_p=*/0.0, /*is_causal=*/!allowed && mask.isCausal);
    return out.transpose(1, 2).reshape({q.size(0), q.size(1), count * q.size(3)});
}

} // namespace lorikeet::nn
