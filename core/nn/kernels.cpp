#include "core/nn/kernels.h"

#include <ATen/Parallel.h>

#include <cmath>

// The same loop for each generation of processors; the loader picks one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), optimize("unsafe-math-optimizations")))
#else
#define LK_CLONES
#endif

namespace lorikeet::nn::kernels {
namespace {

constexpr int64_t kRowsAtOnce = 16;

LK_CLONES float normRow(const float* x, const float* weight, int64_t width, float eps, float* y)
{
    float sum = 0;
    for (int64_t i = 0; i < width; ++i)
        sum += x[i] * x[i];
    const float inverse = 1.0F / std::sqrt(sum / static_cast<float>(width) + eps);
    for (int64_t i = 0; i < width; ++i)
        y[i] = x[i] * inverse * weight[i];
    return inverse;
}

LK_CLONES void normRowBackward(const float* dOut, const float* x, const float* weight, int64_t width, float inverse, float* dX)
{
    float dot = 0;
    for (int64_t i = 0; i < width; ++i)
        dot += dOut[i] * weight[i] * x[i];
    const float scale = dot * inverse * inverse / static_cast<float>(width);
    for (int64_t i = 0; i < width; ++i)
        dX[i] = (dOut[i] * weight[i] - x[i] * scale) * inverse;
}

LK_CLONES void rotateHead(const float* x, const float* cos, const float* sin, int64_t half, float direction, float* out)
{
    for (int64_t i = 0; i < half; ++i) {
        const float turn = sin[i] * direction;
        out[i] = x[i] * cos[i] - x[half + i] * turn;
        out[half + i] = x[half + i] * cos[i] + x[i] * turn;
    }
}

} // namespace

void rmsNorm(const torch::Tensor& x, const torch::Tensor& weight, double eps, torch::Tensor& y, torch::Tensor& inverse)
{
    const int64_t width = x.size(-1), rows = x.numel() / width;
    const auto* from = x.const_data_ptr<float>();
    const auto* w = weight.const_data_ptr<float>();
    auto* to = y.mutable_data_ptr<float>();
    auto* inv = inverse.mutable_data_ptr<float>();
    at::parallel_for(0, rows, kRowsAtOnce, [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row)
            inv[row] = normRow(from + row * width, w, width, static_cast<float>(eps), to + row * width);
    });
}

void rmsNormBackward(const torch::Tensor& dOut, const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& inverse, torch::Tensor& dX)
{
    const int64_t width = x.size(-1), rows = x.numel() / width;
    const auto* d = dOut.const_data_ptr<float>();
    const auto* from = x.const_data_ptr<float>();
    const auto* w = weight.const_data_ptr<float>();
    const auto* inv = inverse.const_data_ptr<float>();
    auto* to = dX.mutable_data_ptr<float>();
    at::parallel_for(0, rows, kRowsAtOnce, [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row)
            normRowBackward(d + row * width, from + row * width, w, width, inv[row], to + row * width);
    });
}

void rotate(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, float direction, torch::Tensor& out)
{
    const int64_t length = x.size(1), heads = x.size(2), width = x.size(3), half = width / 2;
    const bool isShared = cos.size(0) == 1;
    const auto* from = x.const_data_ptr<float>();
    const auto* c = cos.const_data_ptr<float>();
    const auto* s = sin.const_data_ptr<float>();
    auto* to = out.mutable_data_ptr<float>();
    at::parallel_for(0, x.size(0) * length, kRowsAtOnce, [=](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            const int64_t angle = (isShared ? row % length : row) * half;
            for (int64_t head = 0; head < heads; ++head) {
                const int64_t at = (row * heads + head) * width;
                rotateHead(from + at, c + angle, s + angle, half, direction, to + at);
            }
        }
    });
}

} // namespace lorikeet::nn::kernels
