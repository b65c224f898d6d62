#include "core/base/error.h"
#include "core/models/builders.h"
#include "core/models/grid_positions.h"
#include "core/nn/grid_layout.h"
#include "core/nn/linear.h"
#include "support/runner.h"

#include <map>

namespace {

using namespace lorikeet;
using torch::Tensor;

constexpr int64_t kImage = 60;
const std::vector<const char*> kTypes{"qwen2_vl", "qwen2_5_vl", "qwen3_vl"};

/// Patches of 4 pixels, merged 2 by 2; windows of 2 cells; two of the tower's layers reach the language model where the family does that.
Json configOf(const std::string& type)
{
    const Json rope = {{"rope_type", "default"}, {"rope_theta", 1e4}, {"mrope_section", {2, 1, 1}}};
    const Json text = {{"vocab_size", 64}, {"hidden_size", 32}, {"intermediate_size", 48}, {"num_hidden_layers", 3}, {"num_attention_heads", 4},
        {"num_key_value_heads", 2}, {"head_dim", 8}, {"rope_parameters", rope}};
    Json vision = {{"depth", 3}, {"num_heads", 3}, {"patch_size", 4}};
    if (type == "qwen2_vl")
        vision.update({{"embed_dim", 24}, {"hidden_size", 32}, {"mlp_ratio", 2}});
    else
        vision.update({{"hidden_size", 24}, {"intermediate_size", 40}, {"out_hidden_size", 32}, {"window_size", 16}, {"fullatt_block_indexes", {1}},
            {"num_position_embeddings", 16}, {"deepstack_visual_indexes", {0, 2}}});
    return {{"model_type", type}, {"image_token_id", kImage}, {"text_config", text}, {"vision_config", vision}};
}

std::shared_ptr<CausalLm> build(const std::string& type)
{
    const Json config = configOf(type);
    auto model = buildModel(config, familyFor(config, "none"));
    initialiseWeights(*model, 11, torch::kFloat32);
    return model;
}

struct Row {
    std::vector<int32_t> ids;
    std::vector<std::array<int64_t, 3>> grids;
};

Row rowOf(const std::vector<std::array<int64_t, 3>>& grids, int32_t tail)
{
    Row row{{1, 2}, grids};
    for (const auto& grid : grids) {
        row.ids.insert(row.ids.end(), static_cast<size_t>(grid[1] * grid[2] / 4), static_cast<int32_t>(kImage));
        row.ids.push_back(3);
    }
    for (int32_t i = 0; i < tail; ++i)
        row.ids.push_back(4 + i % 40);
    return row;
}

/// Rows padded right; every token that isn't a picture is learned.
Batch batchOf(const std::vector<Row>& rows, torch::Device device = torch::kCPU)
{
    size_t length = 0;
    int64_t patches = 0;
    std::vector<int64_t> grids;
    for (const Row& row : rows) {
        length = std::max(length, row.ids.size());
        for (const auto& grid : row.grids) {
            patches += grid[1] * grid[2];
            grids.insert(grids.end(), grid.begin(), grid.end());
        }
    }
    const auto count = static_cast<int64_t>(rows.size()), columns = static_cast<int64_t>(length);
    Batch batch;
    batch.ids = torch::zeros({count, columns}, torch::kLong);
    batch.attentionMask = torch::zeros({count, columns}, torch::kLong);
    batch.positionIds = torch::zeros({3, count, columns}, torch::kLong);
    for (int64_t r = 0; r < count; ++r) {
        const Row& row = rows[static_cast<size_t>(r)];
        const auto real = static_cast<int64_t>(row.ids.size());
        batch.ids[r].narrow(0, 0, real).copy_(torch::tensor(row.ids, torch::kInt));
        batch.attentionMask[r].narrow(0, 0, real).fill_(1);
        const auto positions = gridPositions(row.ids, kImage, row.grids, 2);
        for (int64_t axis = 0; axis < 3; ++axis)
            batch.positionIds[axis][r].narrow(0, 0, real).copy_(torch::tensor(positions[static_cast<size_t>(axis)], torch::kLong));
    }
    batch.labels = batch.ids.masked_fill(batch.ids.eq(kImage).logical_or(batch.attentionMask.eq(0)), -100);
    if (patches > 0) {
        torch::manual_seed(9);
        batch.pixelValues = torch::randn({patches, 96}).to(device);
        batch.imageGridThw = torch::tensor(grids, torch::kLong).view({-1, 3});
    }
    return batch;
}

std::string messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& problem) {
        return problem.message().english();
    }
    return {};
}

} // namespace

class GridVlModelTest : public QObject {
    Q_OBJECT

    void addTypes()
    {
        QTest::addColumn<QString>("type");
        for (const char* type : kTypes)
            QTest::newRow(type) << type;
    }

private Q_SLOTS:
    void modulesEqualTheFamilysParameters_data() { addTypes(); }
    void modulesEqualTheFamilysParameters()
    {
        QFETCH(const QString, type);
        const Json config = configOf(type.toStdString());
        const auto model = build(type.toStdString());
        const auto linear = linearModules(*model);
        std::map<std::string, std::vector<int64_t>> expected, built;
        for (const auto& parameter : familyFor(config, "none").parameters(config)) {
            expected[parameter.name] = parameter.shape;
            QCOMPARE(linear.contains(moduleOf(parameter.name)) && parameter.name.ends_with(".weight"), parameter.isLinear);
        }
        for (const auto& item : model->named_parameters())
            built[item.key()] = item.value().sizes().vec();
        QVERIFY(built == expected);
    }

    /// Two pictures, one and none in a batch: each row as if it were alone.
    void rowsOfABatchAreIndependent_data() { addTypes(); }
    void rowsOfABatchAreIndependent()
    {
        QFETCH(const QString, type);
        const auto model = build(type.toStdString());
        const std::vector<Row> rows{rowOf({{1, 4, 6}, {1, 10, 4}}, 4), rowOf({}, 9), rowOf({{1, 6, 8}}, 2)};
        const auto batch = batchOf(rows);
        const torch::NoGradGuard noGrad;
        const auto together = model->forward(batch, {.needsLogits = true}).logits;
        int64_t firstPatch = 0;
        for (size_t r = 0; r < rows.size(); ++r) {
            auto alone = batchOf({rows[r]});
            if (alone.pixelValues.defined()) {
                alone.pixelValues = batch.pixelValues.narrow(0, firstPatch, alone.pixelValues.size(0));
                firstPatch += alone.pixelValues.size(0);
            }
            const auto logits = model->forward(alone, {.needsLogits = true}).logits[0];
            QVERIFY(torch::allclose(together[static_cast<int64_t>(r)].narrow(0, 0, logits.size(0)), logits, 1e-4, 1e-5));
        }
    }

    /// New tokens stand behind the picture's larger side, not behind its number of tokens.
    void cacheGivesTheSameLogits_data() { addTypes(); }
    void cacheGivesTheSameLogits()
    {
        QFETCH(const QString, type);
        const auto model = build(type.toStdString());
        const torch::NoGradGuard noGrad;
        const Row row = rowOf({{1, 4, 10}}, 6);
        auto batch = batchOf({row});
        batch.labels = batch.attentionMask = Tensor();
        const auto whole = model->forward(batch, {.needsLogits = true}).logits;
        const int64_t length = batch.ids.size(1), first = length - 4;
        KvCache cache;
        Batch prompt = batch;
        prompt.ids = batch.ids.narrow(1, 0, first);
        prompt.positionIds = batch.positionIds.narrow(2, 0, first);
        std::vector<Tensor> parts{model->forward(prompt, {.needsLogits = true, .cache = &cache}).logits};
        QVERIFY(cache.nextPosition < cache.length);
        for (int64_t t = first; t < length; ++t) {
            Batch next;
            next.ids = batch.ids.narrow(1, t, 1);
            parts.push_back(model->forward(next, {.needsLogits = true, .cache = &cache}).logits);
        }
        QVERIFY(torch::allclose(torch::cat(parts, 1), whole, 1e-4, 1e-5));
    }

    void frozenPartsAreNotDifferentiated_data() { addTypes(); }
    void frozenPartsAreNotDifferentiated()
    {
        QFETCH(const QString, type);
        const auto trained = [&](const std::string& part) {
            const auto model = build(type.toStdString());
            for (auto& item : model->named_parameters())
                item.value().requires_grad_(item.key().find(part) != std::string::npos);
            model->forward(batchOf({rowOf({{1, 4, 6}}, 3)}), {}).lossSum.backward();
            QStringList wrong;
            for (const auto& item : model->named_parameters())
                if (item.value().grad().defined() != item.value().requires_grad())
                    wrong << QString::fromStdString(item.key());
            return wrong;
        };
        for (const char* part : {"visual.merger.", "visual.blocks.1.", "visual.patch_embed.", "language_model."})
            QCOMPARE(trained(part), QStringList());
    }

    void lossAloneEqualsLossBesideLogits_data() { addTypes(); }
    void lossAloneEqualsLossBesideLogits()
    {
        QFETCH(const QString, type);
        const auto model = build(type.toStdString());
        const torch::NoGradGuard noGrad;
        const auto batch = batchOf({rowOf({{1, 4, 6}}, 3), rowOf({{1, 2, 2}}, 1)});
        const auto beside = model->forward(batch, {.needsLogits = true}).lossSum, alone = model->forward(batch, {}).lossSum;
        QVERIFY(std::abs(beside.item<double>() - alone.item<double>()) < 1e-4);
    }

    void gridsThatDontMatchAreNamed_data() { addTypes(); }
    void gridsThatDontMatchAreNamed()
    {
        QFETCH(const QString, type);
        const auto model = build(type.toStdString());
        auto batch = batchOf({rowOf({{1, 4, 6}}, 3)});
        batch.imageGridThw = torch::tensor({1, 4, 4}, torch::kLong).view({1, 3});
        QCOMPARE(messageOf([&] { model->forward(batch, {}); }), std::string("image_grid_thw describes 16 patches, but the pictures have 24."));
        batch.imageGridThw = Tensor();
        QCOMPARE(messageOf([&] { model->forward(batch, {}); }), std::string("image_grid_thw describes 0 patches, but the pictures have 24."));
        batch = batchOf({rowOf({{1, 4, 6}}, 3)});
        batch.ids.index_put_({0, 2}, 5);
        QCOMPARE(messageOf([&] { model->forward(batch, {}); }), std::string("The pictures make 6 features, but the text has 5 places for them."));
    }

    /// What a GPU would trip over: nothing but ids, labels and grids may lie on the CPU.

    void windowsCoverEachPictureOnce()
    {
        GridVisionConfig config;
        config.patchSize = 4;
        config.windowSide = 2;
        const auto layout = nn::layoutOf(torch::tensor({1, 6, 10, 1, 4, 4}, torch::kLong).view({2, 3}), config); // 3 x 5 and 2 x 2 cells
        QCOMPARE(layout.pictures, (std::vector<int64_t>{60, 16}));
        QCOMPARE(layout.windows, (std::vector<int64_t>{16, 16, 8, 8, 8, 4, 16}));
        const std::vector<int64_t> wanted{0, 1, 5, 6, 2, 3, 7, 8, 4, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
        QVERIFY(torch::equal(layout.order, torch::tensor(wanted, torch::kLong)));
        // The fifth patch of the tower begins cell 1, the ninth cell 5 in the second row of cells.
        QVERIFY(torch::equal(layout.positions[4], torch::tensor({0, 2}, torch::kLong)));
        QVERIFY(torch::equal(layout.positions[8], torch::tensor({2, 0}, torch::kLong)));
    }
};

LK_TEST_CLASS(GridVlModelTest);
#include "grid_vl_test.moc"
