#include "core/text/chat_template.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/models/labels.h"
#include "core/models/processor.h"

#include "support/runner.h"

#include <fmt/format.h>

using namespace lorikeet;

namespace {

const std::string kGolden = std::string(LORIKEET_FIXTURES) + "/golden";

Json goldenCases()
{
    return readJsonFile(kGolden + "/lf_encoded.json");
}

Sample sampleOf(const Json& golden)
{
    Sample sample;
    for (const Json& message : golden["messages"])
        sample.messages.push_back({message["role"] == "user" ? Role::User : Role::Assistant, message["content"]});
    if (const std::string system = golden["system"]; !system.empty())
        sample.system = system;
    return sample;
}

EncodeOptions optionsOf(const Json& args)
{
    EncodeOptions options;
    options.cutoffLen = args.value("cutoff_len", options.cutoffLen);
    options.masksHistory = args.value("mask_history", false);
    options.trainsOnPrompt = args.value("train_on_prompt", false);
    return options;
}

} // namespace

class ChatTemplateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsLlamaFactory_data();
    void equalsLlamaFactory();
    void namesTheNearestTemplate();
    void readsEveryTemplate();
    void putsOneEosAtTheEndOfEfficientTemplates();
    void thinksAsTheTemplateSays();
    void promptsHoldNoEarlierThoughts();
    void listsToolsThatCannotBeRead();
    void refusesToLearnQuestionsWhereEndsAreLearned();
};

void ChatTemplateTest::equalsLlamaFactory_data()
{
    QTest::addColumn<int>("index");
    const Json cases = goldenCases();
    for (int i = 0; i < static_cast<int>(cases.size()); ++i)
        QTest::newRow(fmt::format("{} {}", cases[static_cast<size_t>(i)]["template"].get<std::string>(), cases[static_cast<size_t>(i)]["args"].dump()).c_str()) << i;
    QCOMPARE(cases.size(), size_t{10});
}

void ChatTemplateTest::equalsLlamaFactory()
{
    QFETCH(int, index);
    const Json golden = goldenCases()[static_cast<size_t>(index)];
    const auto processor = Processor::loadForText(kGolden + "/tokenizer", golden["template"], optionsOf(golden["args"]));
    const Encoded encoded = processor->encode(sampleOf(golden));
    QCOMPARE(encoded.ids, golden["input_ids"].get<std::vector<int32_t>>());
    QCOMPARE(encoded.labels, golden["labels"].get<std::vector<int32_t>>());
    QCOMPARE(processor->stopTokens(), golden["stop_ids"].get<std::vector<TokenId>>());
    std::string text;
    for (const TokenId id : encoded.ids)
        text += processor->tokenizer().tokenText(id);
    QCOMPARE(text, golden["text"].get<std::string>());
}

void ChatTemplateTest::namesTheNearestTemplate()
{
    try {
        loadTemplate("lava");
        QFAIL("an unknown template was taken");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("\"lava\"") != std::string::npos);
        QVERIFY2(error.hint().english().find("\"llava\"") != std::string::npos, error.hint().english().c_str());
    }
}

void ChatTemplateTest::readsEveryTemplate()
{
    const auto names = templateNames();
    for (const char* needed : {"llava", "vicuna", "qwen2_vl", "default", "empty", "alpaca", "chatml", "llama2", "llama3", "qwen", "qwen3", "mistral", "gemma", "gemma2"})
        QVERIFY2(std::find(names.begin(), names.end(), needed) != names.end(), needed);
    const auto tokenizer = Tokenizer::load(kGolden + "/tokenizer");
    for (const std::string& name : names) {
        const ChatTemplate chatTemplate = loadTemplate(name);
        QCOMPARE(chatTemplate.name, name);
        const auto turns = encodeTurns(chatTemplate, *tokenizer, {.messages = {{Role::User, "the picture"}, {Role::Assistant, "a crowd"}}});
        QCOMPARE(turns.size(), size_t{1});
        const std::string prompt = tokenizer->decode(turns[0].prompt);
        QVERIFY2(prompt.find("the picture") != std::string::npos, prompt.c_str());
        QVERIFY(prompt.find("a crowd") == std::string::npos);
        QVERIFY(tokenizer->decode(turns[0].answer).find("a crowd") != std::string::npos);
        if (!chatTemplate.defaultSystem.empty())
            QVERIFY2(prompt.find(chatTemplate.defaultSystem.substr(0, 20)) != std::string::npos, prompt.c_str());
    }
}

void ChatTemplateTest::putsOneEosAtTheEndOfEfficientTemplates()
{
    const auto processor = Processor::loadForText(kGolden + "/tokenizer", "gemma2", {});
    const Encoded encoded = processor->encode(sampleOf(goldenCases()[0]));
    const TokenId eos = *processor->tokenizer().eosId();
    QCOMPARE(encoded.ids.back(), eos);
    QCOMPARE(encoded.labels.back(), eos);
    QCOMPARE(std::count(encoded.ids.begin(), encoded.ids.end(), eos), 1);
    // The beginning of each later prompt teaches the end of the turn before it.
    QCOMPARE(std::count(encoded.labels.begin(), encoded.labels.end(), eos), 3);
}

void ChatTemplateTest::thinksAsTheTemplateSays()
{
    const auto tokenizer = Tokenizer::load(kGolden + "/tokenizer");
    const ChatTemplate chatTemplate = loadTemplate("qwen3");
    const std::vector<Message> plain{{Role::User, "hi"}, {Role::Assistant, "yes"}};
    const std::vector<Message> thinking{{Role::User, "hi"}, {Role::Assistant, "<think>\nhm\n</think>\n\nyes"}, {Role::User, "so"}, {Role::Assistant, "no"}};
    const auto text = [&](const std::vector<TokenId>& ids) { return tokenizer->decode(ids); };
    TurnOptions options;
    auto turns = encodeTurns(chatTemplate, *tokenizer, {.messages = plain}, options);
    QCOMPARE(text(turns[0].answer), std::string("<think>\n\n</think>\n\nyes<|im_end|>\n"));
    turns = encodeTurns(chatTemplate, *tokenizer, {.messages = thinking}, options);
    QCOMPARE(text(turns[0].answer), std::string("<think>\nhm\n</think>\n\nyes<|im_end|>\n"));
    options.dropsEarlierThoughts = true;
    turns = encodeTurns(chatTemplate, *tokenizer, {.messages = thinking}, options);
    QCOMPARE(text(turns[0].answer).find("hm"), std::string::npos);
    options.enablesThinking = false;
    turns = encodeTurns(chatTemplate, *tokenizer, {.messages = plain}, options);
    QVERIFY(text(turns[0].prompt).ends_with("<|im_start|>assistant\n<think>\n\n</think>\n\n"));
    QCOMPARE(text(turns[0].answer), std::string("yes<|im_end|>\n"));
    turns = encodeTurns(chatTemplate, *tokenizer, {.messages = thinking}, options);
    QCOMPARE(text(turns[0].answer), std::string("yes<|im_end|>\n"));
    const auto nothink = encodeTurns(loadTemplate("qwen3_nothink"), *tokenizer, {.messages = plain});
    QCOMPARE(text(nothink[0].answer), std::string("yes<|im_end|>\n"));
}

void ChatTemplateTest::promptsHoldNoEarlierThoughts()
{
    Sample sample;
    sample.messages = {{Role::User, "hi"}, {Role::Assistant, "<think>\nhm\n</think>\n\nyes"}, {Role::User, "so"}};
    const auto promptOf = [&](const EncodeOptions& options) {
        const auto processor = Processor::loadForText(kGolden + "/tokenizer", "qwen3", options);
        return processor->tokenizer().decode(processor->encodePrompt(sample).ids);
    };
    EncodeOptions options;
    const std::string turn = "<|im_start|>user\nso<|im_end|>\n<|im_start|>assistant\n";
    QVERIFY(promptOf(options).ends_with("assistant\nyes<|im_end|>\n" + turn));
    options.preservesThinking = true;
    QVERIFY(promptOf(options).ends_with("hm\n</think>\n\nyes<|im_end|>\n" + turn));
    options.enablesThinking = false;
    QVERIFY(promptOf(options).ends_with(turn + "<think>\n\n</think>\n\n"));
}

void ChatTemplateTest::listsToolsThatCannotBeRead()
{
    const auto processor = Processor::loadForText(kGolden + "/tokenizer", "qwen", {});
    const auto problemOf = [&](const std::string& tools, const std::string& call) {
        Sample sample;
        sample.tools = tools;
        sample.messages = {{Role::User, "hi"}, {Role::Function, call}};
        const Encoded encoded = processor->encode(sample);
        return encoded.isUsable() ? std::string() : encoded.issues.front().rule;
    };
    const std::string call = R"({"name": "add", "arguments": {}})";
    QCOMPARE(problemOf("[]", call), std::string());
    QCOMPARE(problemOf("", call), std::string());
    for (const char* tools : {"{", "{}", "\"text\""})
        QCOMPARE(problemOf(tools, call), std::string("tools.malformed"));
    for (const char* broken : {"", "add", "[", "{}", R"({"name": "add"})", R"([1])"})
        QCOMPARE(problemOf("[]", broken), std::string("tools.malformed"));
}

void ChatTemplateTest::refusesToLearnQuestionsWhereEndsAreLearned()
{
    EncodeOptions options;
    options.trainsOnPrompt = true;
    QVERIFY(Processor::loadForText(kGolden + "/tokenizer", "gemma", options) != nullptr);
    try {
        Processor::loadForText(kGolden + "/tokenizer", "gemma2", options);
        QFAIL("it was taken");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("train_on_prompt") != std::string::npos);
    }
}

LK_TEST_CLASS(ChatTemplateTest);
#include "chat_template_test.moc"
