#include "core/models/probe.h"

#include "core/models/pixel_batch.h"

namespace lorikeet {
namespace {

template <size_t N>
torch::Tensor rows(const std::vector<std::array<int64_t, N>>& values)
{
    auto tensor = torch::empty({static_cast<int64_t>(values.size()), static_cast<int64_t>(N)}, torch::kLong);
    for (size_t i = 0; i < values.size(); ++i)
        for (size_t j = 0; j < N; ++j)
            tensor.data_ptr<int64_t>()[i * N + j] = values[i][j];
    return tensor;
}

/// [1, T]
torch::Tensor row(const std::vector<int32_t>& ids) { return torch::tensor(ids, torch::kInt).to(torch::kLong).unsqueeze(0); }

} // namespace

Batch singleBatch(const Encoded& encoded, bool withLabels)
{
    Batch batch;
    batch.ids = row(encoded.ids);
    if (withLabels)
        batch.labels = row(encoded.labels);
    if (encoded.positionIds.size() == 1)
        batch.positionIds = torch::tensor(encoded.positionIds.front(), torch::kLong).unsqueeze(0);
    else if (!encoded.positionIds.empty()) {
        std::vector<torch::Tensor> axes; // each [1, T]
        for (const auto& axis : encoded.positionIds)
            axes.push_back(torch::tensor(axis, torch::kLong).unsqueeze(0));
        batch.positionIds = torch::stack(axes); // [axes, 1, T]
    }
    const auto& pixels = encoded.pixels;
    batch.pixelValues = stackPixels({&pixels});
    if (!pixels.gridThw.empty())
        batch.imageGridThw = rows(pixels.gridThw);
    if (!pixels.imageSizes.empty())
        batch.imageSizes = rows(pixels.imageSizes);
    batch.realTokens = batch.ids.numel();
    return batch;
}

TensorList probe(LoadedModel& loaded, const Batch& batch)
{
    TensorList tensors{{"input_ids", batch.ids}};
    const auto positions = batch.positionIds.defined() ? batch.positionIds : torch::arange(batch.ids.size(1)).unsqueeze(0);
    tensors.emplace_back("position_ids", positions);
    for (const auto& [name, tensor] : NamedTensors{{"labels", batch.labels}, {"pixel_values", batch.pixelValues},
             {"image_grid_thw", batch.imageGridThw}, {"image_sizes", batch.imageSizes}}) {
        if (tensor.defined())
            tensors.emplace_back(name, tensor);
    }
    NamedTensors probes;
    const auto output = loaded.model->forward(batch, {.needsLogits = true, .probes = &probes});
    tensors.insert(tensors.end(), probes.begin(), probes.end());
    tensors.emplace_back("logits", output.logits.detach());
    if (!output.lossSum.defined())
        return tensors;
    const auto loss = output.lossSum / output.learnedPerSample.sum().item<int64_t>();
    tensors.emplace_back("loss", loss.detach().reshape({1}));
    if (!loss.requires_grad())
        return tensors;
    loss.backward();
    for (const auto& item : loaded.model->named_parameters()) {
        if (item.value().grad().defined())
            tensors.emplace_back("grad." + item.key(), item.value().grad());
    }
    return tensors;
}

} // namespace lorikeet
