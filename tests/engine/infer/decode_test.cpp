#include "support/runner.h"

#include "core/infer/decode.h"

#include <map>
#include <set>

using namespace lorikeet;

namespace {

constexpr int64_t kVocab = 50;

/// The next token is always (3 × last + number of cached tokens) mod V; the cache must follow the rows that are left.
class CountingLm : public CausalLm {
public:
    Output forward(const Batch& batch, const ForwardOptions& options = {}) override
    {
        auto& cache = *options.cache;
        const auto ids = batch.ids.to(torch::kFloat32).unsqueeze(1).unsqueeze(-1); // [B, 1, T, 1]
        if (cache.keys.empty()) {
            cache.keys = {ids};
            cache.values = {ids};
        } else {
            cache.keys[0] = torch::cat({cache.keys[0], ids}, 2);
            cache.values[0] = torch::cat({cache.values[0], ids}, 2);
        }
        cache.length += batch.ids.size(1);
        maxRows = std::max(maxRows, batch.ids.size(0));
        minRows = std::min(minRows, batch.ids.size(0));
        const auto sum = cache.keys[0].sum({1, 2, 3}).to(torch::kInt64); // [B]: everything seen so far
        const auto next = (sum * 3 + cache.length) % kVocab;
        Output output;
        output.logits = torch::one_hot(next, kVocab).to(torch::kFloat32) * 10.0;
        return output;
    }
    int64_t layerCount() const override { return 1; }
    int64_t maxRows = 0;
    int64_t minRows = 1000;
};

Encoded promptOf(std::vector<int32_t> ids)
{
    Encoded encoded;
    encoded.labels.assign(ids.size(), kIgnoreLabel);
    encoded.ids = std::move(ids);
    return encoded;
}

std::vector<TokenId> expected(const Encoded& prompt, int count, std::span<const TokenId> stops)
{
    int64_t sum = 0;
    for (const auto id : prompt.ids)
        sum += id;
    auto length = static_cast<int64_t>(prompt.ids.size());
    std::vector<TokenId> answer;
    for (int i = 0; i < count; ++i) {
        const auto next = static_cast<TokenId>((sum * 3 + length) % kVocab);
        if (std::find(stops.begin(), stops.end(), next) != stops.end())
            break;
        answer.push_back(next);
        sum += next;
        ++length;
    }
    return answer;
}

} // namespace

class DecodeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void greedyFollowsTheModel();
    void rowsThatEndLeaveTheBatch();
    void differentLengthsAreGrouped();
    void callbackEndsAnAnswer();
    void greedyTakesTheLikeliest();
    void samplingIsSeeded();
    void topKAndTopPCutTheTail();
    void samplingFollowsProbabilities();
    void repetitionIsPenalised();
};

void DecodeTest::greedyFollowsTheModel()
{
    CountingLm model;
    const auto prompt = promptOf({4, 5, 6});
    const Encoded* prompts[] = {&prompt};
    GenerateOptions options;
    options.maxNewTokens = 9;
    QCOMPARE(decodeTogether(model, prompts, options, {}, torch::kCPU).front(), expected(prompt, 9, {}));
}

void DecodeTest::rowsThatEndLeaveTheBatch()
{
    CountingLm model;
    std::vector<Encoded> storage;
    for (int32_t i = 0; i < 12; ++i)
        storage.push_back(promptOf({i, i + 3}));
    std::vector<const Encoded*> prompts;
    for (const auto& prompt : storage)
        prompts.push_back(&prompt);
    const TokenId stops[] = {7, 11, 20, 33};
    GenerateOptions options;
    options.maxNewTokens = 30;
    const auto answers = decodeTogether(model, prompts, options, stops, torch::kCPU);
    for (size_t i = 0; i < storage.size(); ++i)
        QCOMPARE(answers[i], expected(storage[i], 30, stops));
    QCOMPARE(model.maxRows, 12);
    QVERIFY(model.minRows < 12);
}

void DecodeTest::differentLengthsAreGrouped()
{
    CountingLm model;
    const std::vector<Encoded> storage = {promptOf({1}), promptOf({2, 3}), promptOf({4}), promptOf({5, 6, 7}), promptOf({8, 9})};
    std::vector<const Encoded*> prompts;
    for (const auto& prompt : storage)
        prompts.push_back(&prompt);
    GenerateOptions options;
    options.maxNewTokens = 6;
    const auto answers = decodeAll(model, prompts, options, {}, torch::kCPU, 8);
    for (size_t i = 0; i < storage.size(); ++i)
        QCOMPARE(answers[i], expected(storage[i], 6, {}));
    QCOMPARE(model.maxRows, 2);
}

void DecodeTest::callbackEndsAnAnswer()
{
    CountingLm model;
    const auto prompt = promptOf({4, 5, 6});
    const Encoded* prompts[] = {&prompt};
    GenerateOptions options;
    options.maxNewTokens = 9;
    int seen = 0;
    const auto answers = decodeTogether(model, prompts, options, {}, torch::kCPU, [&](size_t, TokenId) { return ++seen < 4; });
    QCOMPARE(seen, 4);
    QCOMPARE(answers.front(), expected(prompt, 4, {}));
}

void DecodeTest::greedyTakesTheLikeliest()
{
    TokenChooser chooser({});
    QCOMPARE(chooser.choose(torch::tensor({0.5F, 2.0F, -1.0F}), {}), 1);
}

void DecodeTest::samplingIsSeeded()
{
    GenerateOptions options;
    options.temperature = 1.0;
    options.seed = 9;
    const auto logits = torch::linspace(0, 1, 40);
    TokenChooser one(options), other(options);
    std::set<TokenId> drawn;
    for (int i = 0; i < 50; ++i) {
        const auto id = one.choose(logits, {});
        QCOMPARE(id, other.choose(logits, {}));
        drawn.insert(id);
    }
    QVERIFY(drawn.size() > 10);
}

void DecodeTest::topKAndTopPCutTheTail()
{
    GenerateOptions options;
    options.temperature = 1.0;
    options.topK = 2;
    const auto logits = torch::log(torch::tensor({0.1F, 0.4F, 0.3F, 0.2F}));
    TokenChooser topK(options);
    options.topK = 0;
    options.topP = 0.65; // 0.4 + 0.3 reach it
    TokenChooser topP(options);
    for (int i = 0; i < 200; ++i) {
        const auto k = topK.choose(logits, {});
        const auto p = topP.choose(logits, {});
        QVERIFY(k == 1 || k == 2);
        QVERIFY(p == 1 || p == 2);
    }
}

void DecodeTest::samplingFollowsProbabilities()
{
    GenerateOptions options;
    options.temperature = 1.0;
    TokenChooser chooser(options);
    const auto logits = torch::log(torch::tensor({0.1F, 0.6F, 0.3F}));
    std::map<TokenId, int> counts;
    constexpr int kDraws = 5000;
    for (int i = 0; i < kDraws; ++i)
        ++counts[chooser.choose(logits, {})];
    QVERIFY(std::abs(counts[0] / double(kDraws) - 0.1) < 0.02);
    QVERIFY(std::abs(counts[1] / double(kDraws) - 0.6) < 0.03);
}

void DecodeTest::repetitionIsPenalised()
{
    GenerateOptions options;
    options.repetitionPenalty = 2.0;
    TokenChooser chooser(options);
    const TokenId seen[] = {1, 1};
    QCOMPARE(chooser.choose(torch::tensor({0.8F, 1.0F, -1.0F}), seen), 0);
    const TokenId negative[] = {0};
    QCOMPARE(chooser.choose(torch::tensor({-0.5F, -0.8F}), negative), 1);
}

LK_TEST_CLASS(DecodeTest);
#include "decode_test.moc"
