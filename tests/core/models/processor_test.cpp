#include "core/models/processor.h"
#include "core/base/error.h"
#include "core/base/file.h"

#include "support/runner.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>

using namespace lorikeet;

namespace {

const std::string kFixtures = LORIKEET_FIXTURES;

/// A LLaVA folder without weights: 14-pixel pictures, 4 tokens each, the golden tokenizer.
struct LlavaFolder {
    QTemporaryDir folder;
    LlavaFolder()
    {
        for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
            std::ofstream(file(name)) << readFile(fmt::format("{}/golden/tokenizer/{}", kFixtures, name));
        std::ofstream(file("config.json")) << R"({"model_type":"llava","image_token_index":4,"text_config":{"model_type":"llama","vocab_size":1024,"hidden_size":32,
            "num_attention_heads":2},"vision_config":{"model_type":"clip_vision_model","image_size":14,"patch_size":7}})";
        std::ofstream(file("preprocessor_config.json")) << R"({"size":{"shortest_edge":14},"crop_size":14})";
    }
    std::string path() const { return folder.path().toStdString(); }
    std::string file(const std::string& name) const { return fmt::format("{}/{}", path(), name); }
};

std::string picture(const std::string& name)
{
    return fmt::format("{}/clip/{}.png", kFixtures, name);
}

Sample sampleOf(std::vector<Message> messages, std::vector<std::string> images = {})
{
    Sample sample;
    sample.file = "data.json";
    sample.row = 7;
    sample.messages = std::move(messages);
    sample.images = std::move(images);
    return sample;
}

std::string ruleOf(const Encoded& encoded)
{
    return encoded.issues.empty() ? "" : encoded.issues.front().rule;
}

int imageTokens(const Encoded& encoded)
{
    return static_cast<int>(std::count(encoded.ids.begin(), encoded.ids.end(), 4));
}

} // namespace

class ProcessorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesPicturesInPlace();
    void readsHeadersOnlyWhereAsked();
    void resizesBeforehandLikeLlamaFactory();
    void picturesMayStayAsStored();
    void endsThePromptWhereTheAnswerBegins();
    void encodesRenderedText();
    void listsBadSamples_data();
    void listsBadSamples();
    void keepsPicturesWholeAtTheLimit();
    void refusesATemplateOfAnotherModel();
    void refusesTokensThatTheModelLacks();
    void textModelsTakeNoPictures();
    void isFast();
};

void ProcessorTest::encodesPicturesInPlace()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    QCOMPARE(processor->chatTemplate().name, std::string("llava"));
    const Encoded encoded = processor->encode(
        sampleOf({{Role::User, "<image>\nthe <image>"}, {Role::Assistant, "a crowd"}, {Role::User, "and?"}, {Role::Assistant, "no"}}, {picture("odd"), picture("tiny")}));
    QVERIFY2(encoded.isUsable(), ruleOf(encoded).c_str());
    QCOMPARE(imageTokens(encoded), 8);
    QCOMPARE(encoded.pixels.shape, (std::vector<int64_t>{2, 3, 14, 14}));
    QCOMPARE(encoded.images[0].upright, (Size{97, 61}));
    QCOMPARE(encoded.images[0].plan.tokens, 4);
    for (const SeenImage& image : encoded.images)
        for (int i = 0; i < 4; ++i)
            QCOMPARE(encoded.ids[static_cast<size_t>(image.firstToken + i)], 4);
    QVERIFY(encoded.images[1].firstToken > encoded.images[0].firstToken + 4);
    const TokenId eos = *processor->tokenizer().eosId();
    QCOMPARE(encoded.labels.back(), eos);
    QCOMPARE(std::count(encoded.labels.begin(), encoded.labels.end(), eos), 2);
    std::string learned;
    for (const int32_t label : encoded.labels)
        if (label != kIgnoreLabel)
            learned += processor->tokenizer().tokenText(label);
    QCOMPARE(learned, std::string("a crowd</s>no</s>"));
    QCOMPARE(encoded.learnedTokens(), static_cast<int>(encoded.labels.size()) - static_cast<int>(std::count(encoded.labels.begin(), encoded.labels.end(), kIgnoreLabel)));
}

void ProcessorTest::readsHeadersOnlyWhereAsked()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    const Sample sample = sampleOf({{Role::User, "<image>"}, {Role::Assistant, "a"}}, {picture("odd")});
    const Encoded headers = processor->encode(sample, WithPixels::No);
    const Encoded full = processor->encode(sample);
    QVERIFY(headers.pixels.empty() && !full.pixels.empty());
    QCOMPARE(headers.ids, full.ids);
    QCOMPARE(headers.images[0].plan.resized, full.images[0].plan.resized);
}

void ProcessorTest::resizesBeforehandLikeLlamaFactory()
{
    const LlavaFolder folder;
    EncodeOptions options;
    options.imageMaxPixels = 100;
    options.imageMinPixels = 0;
    const Sample sample = sampleOf({{Role::User, "<image>"}, {Role::Assistant, "a"}}, {picture("odd")});
    Encoded encoded = Processor::load(folder.path(), "auto", options)->encode(sample);
    QCOMPARE(encoded.images[0].given, (Size{12, 7}));
    QCOMPARE(encoded.images[0].plan.resized, (Size{24, 14}));
    options.imageMaxPixels = 0;
    encoded = Processor::load(folder.path(), "auto", options)->encode(sample);
    QCOMPARE(encoded.images[0].given, (Size{97, 61}));
    std::vector<Issue> issues;
    QCOMPARE(Processor::load(folder.path(), "auto", options)->seenImage(picture("odd"), issues)->width, 14);
    QVERIFY(!Processor::load(folder.path(), "auto", options)->seenImage("nowhere.png", issues));
    QCOMPARE(issues.size(), size_t{1});
}

void ProcessorTest::picturesMayStayAsStored()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    const std::string sideways = LORIKEET_FIXTURES "/pictures/orientation_6.jpg";
    Sample sample = sampleOf({{Role::User, "<image>"}, {Role::Assistant, "a"}}, {sideways});
    const Encoded upright = processor->encode(sample);
    sample.keepsStoredOrientation = true;
    const Encoded stored = processor->encode(sample);
    QVERIFY(upright.isUsable() && stored.isUsable());
    QVERIFY(upright.images[0].upright.width != upright.images[0].upright.height);
    QCOMPARE(stored.images[0].upright, (Size{upright.images[0].upright.height, upright.images[0].upright.width}));
    QCOMPARE(processor->encode(sample, WithPixels::No).images[0].upright, stored.images[0].upright);
    QCOMPARE(stored.ids.size(), upright.ids.size()); // this model looks at squares
    QVERIFY(stored.pixels.values != upright.pixels.values);
    std::vector<Issue> issues;
    QVERIFY(processor->seenImage(sideways, issues)->rgb != processor->seenImage(sideways, issues, true)->rgb);
    QVERIFY(issues.empty());
}

void ProcessorTest::endsThePromptWhereTheAnswerBegins()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    const Sample sample = sampleOf({{Role::User, "<image> the"}, {Role::Assistant, "a crowd"}, {Role::User, "and?"}, {Role::Assistant, "no"}}, {picture("odd")});
    const Encoded whole = processor->encode(sample);
    const Encoded prompt = processor->encodePrompt(sample);
    QCOMPARE(prompt.pixels.values, whole.pixels.values);
    QCOMPARE(prompt.ids, std::vector<int32_t>(whole.ids.begin(), whole.ids.begin() + static_cast<std::ptrdiff_t>(prompt.ids.size())));
    const std::string rest = processor->tokenizer().decode({whole.ids.begin() + static_cast<std::ptrdiff_t>(prompt.ids.size()), whole.ids.end()});
    QCOMPARE(rest, std::string("no</s>"));
    Sample open = sample;
    open.messages.pop_back();
    QCOMPARE(processor->encodePrompt(open).ids, prompt.ids);
}

void ProcessorTest::encodesRenderedText()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    const Encoded encoded = processor->encodeRendered("USER: <image>\nthe ASSISTANT:", {picture("odd")});
    QCOMPARE(imageTokens(encoded), 4);
    QCOMPARE(processor->tokenizer().decode(encoded.ids), std::string("USER: <image><image><image><image>\nthe ASSISTANT:"));
    QCOMPARE(encoded.pixels.shape[0], int64_t{1});
    QCOMPARE(ruleOf(processor->encodeRendered("no mark", {picture("odd")})), std::string("placeholder.count"));
}

void ProcessorTest::listsBadSamples_data()
{
    QTest::addColumn<QString>("question");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QStringList>("images");
    QTest::addColumn<QString>("rule");
    const QString odd = QString::fromStdString(picture("odd"));
    QTest::newRow("no mark") << "the" << "a" << QStringList{odd} << "placeholder.count";
    QTest::newRow("two marks") << "<image><image>" << "a" << QStringList{odd} << "placeholder.count";
    QTest::newRow("mark without a picture") << "<image>" << "a" << QStringList{} << "placeholder.count";
    QTest::newRow("mark in the answer") << "<image>" << "a <image>" << QStringList{odd} << "placeholder.in_answer";
    QTest::newRow("mark only in the answer") << "the" << "a <image>" << QStringList{} << "placeholder.in_answer";
    QTest::newRow("missing picture") << "<image>" << "a" << QStringList{"nowhere.png"} << "image.missing";
    QTest::newRow("not a picture") << "<image>" << "a" << QStringList{QString::fromStdString(kFixtures + "/clip/cases.json")} << "image.format";
    QTest::newRow("good") << "<image>" << "a" << QStringList{odd} << "";
}

void ProcessorTest::listsBadSamples()
{
    QFETCH(QString, question);
    QFETCH(QString, answer);
    QFETCH(QStringList, images);
    QFETCH(QString, rule);
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    std::vector<std::string> files;
    for (const QString& image : images)
        files.push_back(image.toStdString());
    for (const WithPixels withPixels : {WithPixels::No, WithPixels::Yes}) {
        const Encoded encoded = processor->encode(sampleOf({{Role::User, question.toStdString()}, {Role::Assistant, answer.toStdString()}}, files), withPixels);
        QCOMPARE(ruleOf(encoded), rule.toStdString());
        QCOMPARE(encoded.isUsable(), rule.isEmpty());
        if (!rule.isEmpty())
            QCOMPARE(encoded.issues.front().row, 7);
    }
    QCOMPARE(ruleOf(processor->encode(sampleOf({{Role::User, "the"}}))), std::string("role.order"));
}

void ProcessorTest::keepsPicturesWholeAtTheLimit()
{
    const LlavaFolder folder;
    const auto encode = [&](int cutoff, bool keeps, const std::string& question, const std::string& answer) {
        EncodeOptions options;
        options.cutoffLen = cutoff;
        options.keepsImagesWhole = keeps;
        options.defaultSystem = "a";
        return Processor::load(folder.path(), "auto", options)->encode(sampleOf({{Role::User, question}, {Role::Assistant, answer}}, {picture("odd")}));
    };
    const size_t whole = encode(0, true, "<image>", "a crowd").ids.size();
    QCOMPARE(encode(static_cast<int>(whole), true, "<image>", "a crowd").issues.size(), size_t{0});
    Encoded encoded = encode(8, true, "the the the <image>", "a crowd");
    QCOMPARE(ruleOf(encoded), std::string("length.image_cut"));
    QVERIFY(!encoded.isUsable() && !encoded.isTruncated);
    QCOMPARE(imageTokens(encoded), 4);
    encoded = encode(8, false, "the the the <image>", "a crowd");
    QVERIFY(encoded.isTruncated && encoded.ids.size() <= 8);
    std::string question = "<image>";
    for (int i = 0; i < 60; ++i)
        question += " the";
    encoded = encode(40, true, question, "a crowd a crowd a crowd a crowd a crowd");
    QCOMPARE(ruleOf(encoded), std::string("length.cut"));
    QVERIFY(encoded.isUsable() && encoded.isTruncated);
    QCOMPARE(encoded.ids.size(), size_t{40});
    encoded = encode(1, true, "<image>", "a crowd a crowd a crowd");
    QVERIFY(!encoded.isUsable());
}

void ProcessorTest::refusesATemplateOfAnotherModel()
{
    const LlavaFolder folder;
    try {
        Processor::load(folder.path(), "qwen2_vl", {});
        QFAIL("a template with other picture marks was taken");
    } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("<|image_pad|>") != std::string::npos);
        QVERIFY(error.hint().english().find("llava") != std::string::npos);
    }
}

void ProcessorTest::refusesTokensThatTheModelLacks()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "chatml", {});
    const Encoded encoded = processor->encode(sampleOf({{Role::User, "the"}, {Role::Assistant, "a"}}));
    QCOMPARE(ruleOf(encoded), std::string("token.unknown"));
    QVERIFY(!encoded.isUsable());
}

void ProcessorTest::textModelsTakeNoPictures()
{
    const LlavaFolder folder;
    std::ofstream(folder.file("config.json")) << R"({"model_type":"llama","vocab_size":1024,"hidden_size":32,"intermediate_size":48,"num_hidden_layers":1,"num_attention_heads":2})";
    const auto processor = Processor::load(folder.path(), "auto", {});
    QVERIFY(processor->images() == nullptr);
    QCOMPARE(ruleOf(processor->encode(sampleOf({{Role::User, "<image>"}, {Role::Assistant, "a"}}, {picture("odd")}))), std::string("model.text_only"));
    QVERIFY(processor->encode(sampleOf({{Role::User, "the"}, {Role::Assistant, "a"}})).isUsable());
}

void ProcessorTest::isFast()
{
    const LlavaFolder folder;
    const auto processor = Processor::load(folder.path(), "auto", {});
    const Sample sample = sampleOf({{Role::User, "What is in it? Describe the players and the crowd behind."}, {Role::Assistant, "Two players, and a crowd, cheering."}});
    QElapsedTimer timer;
    timer.start();
    constexpr int kRounds = 1000;
    for (int i = 0; i < kRounds; ++i)
        QVERIFY(processor->encode(sample).isUsable());
    const double microseconds = static_cast<double>(timer.nsecsElapsed()) / 1e3 / kRounds;
    qInfo("%.0f us a conversation", microseconds);
    QVERIFY(microseconds < 2000);
}

LK_TEST_CLASS(ProcessorTest);
#include "processor_test.moc"
