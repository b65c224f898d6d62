#pragma once
/// @file A model of a few numbers that learns which token follows which, so that the trainer can be tested without files of a real one.

#include "core/base/file.h"
#include "core/models/tensor_file.h"
#include "core/train/learning_model.h"
#include "core/train/sample_store.h"

#include <torch/nn/functional/loss.h>

#include <algorithm>

namespace lorikeet::test {

inline constexpr int64_t kFakeVocab = 12;

/// logits = head(dropout(embedding(id))): the next token from the present one alone.
class BigramLm : public CausalLm {
public:
    explicit BigramLm(double dropout = 0.0) : dropout_(dropout)
    {
        torch::manual_seed(3);
        embedding = register_parameter("embedding", torch::randn({kFakeVocab, 8}));
        head = register_parameter("head", torch::randn({kFakeVocab, 8}));
        unused = register_parameter("unused", torch::ones({3}));
    }

    Output forward(const Batch& batch, const ForwardOptions& options = {}) override
    {
        auto hidden = torch::embedding(embedding, batch.ids); // [B, T, 8]
        hidden = torch::dropout(hidden, dropout_, is_training());
        const auto logits = hidden.matmul(head.t()); // [B, T, V]
        Output output;
        if (options.needsLastLogits)
            output.logits = logits.select(1, logits.size(1) - 1);
        if (!batch.labels.defined())
            return output;
        const auto targets = batch.labels.slice(1, 1);
        const auto losses = torch::nn::functional::cross_entropy(logits.slice(1, 0, -1).transpose(1, 2), targets,
            torch::nn::functional::CrossEntropyFuncOptions().ignore_index(-100).reduction(torch::kNone)); // [B, T-1]
        output.lossSum = losses.sum() * poison;
        output.lossPerSample = losses.detach().sum(1);
        output.learnedPerSample = targets.ne(-100).sum(1);
        return output;
    }
    int64_t layerCount() const override { return 1; }

    torch::Tensor embedding, head, unused;
    double poison = 1.0; ///< NaN makes the loss so.

private:
    double dropout_;
};

class FakeModel : public LearningModel {
public:
    explicit FakeModel(double dropout = 0.0) : model(std::make_shared<BigramLm>(dropout)) {}
    CausalLm& module() override { return *model; }
    NamedTensors trainable() override { return {{"embedding", model->embedding}, {"head", model->head}, {"unused", model->unused}}; }
    int64_t parameterCount() override { return model->embedding.numel() + model->head.numel() + model->unused.numel(); }
    torch::Device device() const override { return torch::kCPU; }
    std::string computeDtype() const override { return "float32"; }
    bool savesExactly() const override { return true; }
    void save(const std::string& folder) override
    {
        NamedTensors tensors;
        for (const auto& [name, tensor] : trainable())
            tensors.emplace_back(name, tensor.detach());
        writeTensors(folder + "/adapter_model.safetensors", tensors);
        writeFileAtomically(folder + "/adapter_config.json", "{}");
    }
    void load(const std::string& folder) override
    {
        const torch::NoGradGuard noGradient;
        const auto file = TensorFile::open(folder + "/adapter_model.safetensors");
        for (auto [name, tensor] : trainable())
            tensor.copy_(file->read(name));
    }

    std::shared_ptr<BigramLm> model;
};

/// Sample i counts up from i, three to six tokens.
inline Encoded fakeEncoded(size_t i)
{
    Encoded encoded;
    for (size_t t = 0; t < 3 + i % 4; ++t) {
        encoded.ids.push_back(static_cast<int32_t>((i + t) % kFakeVocab));
        encoded.labels.push_back(t == 0 ? kIgnoreLabel : encoded.ids.back());
    }
    return encoded;
}

/// A store of fake samples; rows in `broken` turn out to be unusable when they are loaded.
inline std::unique_ptr<SampleStore> fakeStore(size_t count, std::vector<size_t> broken = {})
{
    std::vector<Sample> samples(count);
    std::vector<int64_t> indices(count);
    std::vector<int64_t> lengths(count);
    for (size_t i = 0; i < count; ++i) {
        samples[i].id = std::to_string(i);
        samples[i].row = static_cast<int>(i);
        indices[i] = static_cast<int64_t>(i);
        lengths[i] = static_cast<int64_t>(fakeEncoded(i).ids.size());
    }
    auto encode = [broken](const Sample& sample, WithPixels) {
        const auto row = static_cast<size_t>(sample.row);
        auto encoded = fakeEncoded(row);
        if (std::find(broken.begin(), broken.end(), row) != broken.end())
            encoded.issues.push_back({.severity = Severity::Fatal, .rule = "image.damaged", .file = "broken.png", .row = sample.row,
                .message = Text("The picture is damaged."), .fix = Text("Replace it.")});
        return encoded;
    };
    auto store = std::make_unique<SampleStore>(std::move(samples), std::move(indices), encode, uint64_t{1} << 20);
    store->setLengths(std::move(lengths));
    return store;
}

} // namespace lorikeet::test
