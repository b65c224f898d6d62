#include "core/text/tokenizer.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

#include "support/runner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>
#include <thread>

using namespace lorikeet;

namespace {

std::string fixture(const std::string& name)
{
    return fmt::format("{}/tokenizers/{}", LORIKEET_FIXTURES, name);
}

std::vector<TokenId> idsOf(const Json& list)
{
    return list.get<std::vector<TokenId>>();
}

std::string shown(const std::string& text, const std::vector<TokenId>& ours, const std::vector<TokenId>& theirs)
{
    return fmt::format("{} -> [{}] instead of [{}]", Json(text).dump(-1, ' ', true), fmt::join(ours, " "), fmt::join(theirs, " "));
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheTokenizersPackage_data();
    void equalsTheTokenizersPackage();
    void streamsTheSameTextAsItDecodes_data() { equalsTheTokenizersPackage_data(); }
    void streamsTheSameTextAsItDecodes();
    void givesPeopleTheTextOfATokens();
    void readsSpecialTokensFromTheConfigFiles();
    void learnsATemplatesStopWords();
    void repairsTextThatIsNotUtf8();
    void encodesFromManyThreadsAlike();
    void refusesWhatItCannotRead_data();
    void refusesWhatItCannotRead();
    void isFast();

private:
    static void compareAll(const std::string& name);
};

void TokenizerTest::equalsTheTokenizersPackage_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : QDir(QString::fromStdString(fixture(""))).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QTest::newRow(qPrintable(name)) << name;
}

void TokenizerTest::compareAll(const std::string& name)
{
    const auto tokenizer = Tokenizer::load(fixture(name));
    const Json cases = readJsonFile(fixture(name + "/cases.json"));
    QVERIFY(cases.size() >= 300);
    int differences = 0;
    for (const Json& one : cases) {
        const std::string text = one["text"];
        const auto ids = tokenizer->encode(text);
        const auto special = tokenizer->encodeWithSpecial(text);
        const std::string decoded = tokenizer->decode(idsOf(one["ids"]), false);
        const std::string skipped = tokenizer->decode(idsOf(one["ids"]), true);
        if (ids == idsOf(one["ids"]) && special == idsOf(one["special"]) && decoded == one["decoded"] && skipped == one["skipped"])
            continue;
        ++differences;
        qWarning("%s; decoded %s instead of %s", shown(text, ids, idsOf(one["ids"])).c_str(), Json(decoded).dump(-1, ' ', true).c_str(), one["decoded"].dump(-1, ' ', true).c_str());
    }
    QCOMPARE(differences, 0);
}

void TokenizerTest::equalsTheTokenizersPackage()
{
    QFETCH(QString, name);
    compareAll(name.toStdString());
}

void TokenizerTest::streamsTheSameTextAsItDecodes()
{
    QFETCH(QString, name);
    const auto tokenizer = Tokenizer::load(fixture(name.toStdString()));
    for (const Json& one : readJsonFile(fixture(name.toStdString() + "/cases.json"))) {
        StreamingDecoder decoder(*tokenizer);
        std::string text;
        for (const TokenId id : idsOf(one["ids"])) {
            const std::string piece = decoder.push(id);
            QVERIFY(!piece.ends_with("\xEF\xBF\xBD"));
            text += piece;
        }
        text += decoder.finish();
        QCOMPARE(QString::fromStdString(text), QString::fromStdString(one["skipped"].get<std::string>()));
    }
}

void TokenizerTest::givesPeopleTheTextOfATokens()
{
    const auto bytes = Tokenizer::load(fixture("qwen"));
    std::string text;
    for (const TokenId id : bytes->encode("a 中\n<image>"))
        text += bytes->tokenText(id);
    QCOMPARE(text, std::string("a 中\n<image>"));
    const auto pieces = Tokenizer::load(fixture("legacy_sentencepiece"));
    text.clear();
    for (const TokenId id : pieces->encode("the 😀\nend"))
        text += pieces->tokenText(id);
    QCOMPARE(text, std::string(" the 😀\nend"));
    QCOMPARE(pieces->tokenText(-1), std::string());
    QCOMPARE(pieces->tokenText(1'000'000), std::string());
}

void TokenizerTest::readsSpecialTokensFromTheConfigFiles()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    std::ofstream(path + "/tokenizer.json") << readFile(fixture("legacy_sentencepiece/tokenizer.json"));
    auto tokenizer = Tokenizer::load(path);
    QVERIFY(!tokenizer->bosId() && !tokenizer->eosId());
    std::ofstream(path + "/special_tokens_map.json") << R"({"eos_token":{"content":"</s>"},"bos_token":"</s>"})";
    std::ofstream(path + "/tokenizer_config.json") << R"({"bos_token":{"content":"<s>","special":true},"pad_token":null})";
    tokenizer = Tokenizer::load(path);
    QCOMPARE(*tokenizer->bosId(), 1);
    QCOMPARE(*tokenizer->eosId(), 2);
    QCOMPARE(tokenizer->padId(), 2);
    QVERIFY(tokenizer->isSpecial(1) && !tokenizer->isSpecial(3));
    QCOMPARE(tokenizer->encodeWithSpecial("a").front(), 1);
    std::ofstream(path + "/tokenizer_config.json") << R"({"bos_token":"<s>","eos_token":"</s>","pad_token":"<pad>","add_bos_token":false,"add_eos_token":true})";
    tokenizer = Tokenizer::load(path);
    QVERIFY(tokenizer->encodeWithSpecial("a").front() != 1);
    QCOMPARE(tokenizer->encodeWithSpecial("a").back(), 2);
    QCOMPARE(tokenizer->padId(), *tokenizer->idOf("<pad>"));
}

void TokenizerTest::learnsATemplatesStopWords()
{
    const auto plain = Tokenizer::load(fixture("smollm"));
    const auto extended = plain->withSpecialTokens({"<|eot|>", "<|im_end|>"}, "<|eot|>");
    QCOMPARE(*extended->idOf("<|eot|>"), plain->vocabSize());
    QCOMPARE(*extended->idOf("<|im_end|>"), *plain->idOf("<|im_end|>"));
    QCOMPARE(*extended->eosId(), plain->vocabSize());
    QCOMPARE(extended->vocabSize(), plain->vocabSize() + 1);
    QCOMPARE(extended->encode("a<|eot|>"), (std::vector<TokenId>{plain->encode("a").front(), plain->vocabSize()}));
    QVERIFY(plain->encode("a<|eot|>").size() > 2);
    QCOMPARE(extended->decode(extended->encode("a<|eot|>b")), std::string("a<|eot|>b"));
    QCOMPARE(extended->decode(extended->encode("a<|eot|>b"), true), std::string("ab"));
}

void TokenizerTest::repairsTextThatIsNotUtf8()
{
    const auto tokenizer = Tokenizer::load(fixture("qwen"));
    QCOMPARE(tokenizer->decode(tokenizer->encode("a\xFF\xE4\xB8z\xED\xA0\x80")), std::string("a\uFFFD\uFFFDz\uFFFD\uFFFD\uFFFD"));
}

void TokenizerTest::encodesFromManyThreadsAlike()
{
    const auto first = Tokenizer::load(fixture("qwen"));
    const auto second = Tokenizer::load(fixture("gemma"));
    const Json cases = readJsonFile(fixture("qwen/cases.json"));
    const Json others = readJsonFile(fixture("gemma/cases.json"));
    std::atomic<int> differences{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (size_t i = 0; i < cases.size(); ++i) {
                differences += first->encode(cases[i]["text"].get<std::string>()) != idsOf(cases[i]["ids"]);
                differences += second->encode(others[i]["text"].get<std::string>()) != idsOf(others[i]["ids"]);
            }
        });
    threads.clear();
    QCOMPARE(differences.load(), 0);
}

void TokenizerTest::refusesWhatItCannotRead_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* json, const char* problem) { QTest::newRow(name) << json << problem; };
    row("not JSON", "{", "not valid JSON");
    row("a list", "[]", "not a JSON object");
    row("no model", "{}", "no \"model\"");
    row("Unigram", R"({"model":{"type":"Unigram","vocab":[]}})", "\"Unigram\"");
    row("WordPiece", R"({"model":{"type":"WordPiece","vocab":{}}})", "\"WordPiece\"");
    row("id is text", R"({"model":{"type":"BPE","vocab":{"a":"0"},"merges":[]}})", "the id of \"a\"");
    row("id is huge", R"({"model":{"type":"BPE","vocab":{"a":4000000000},"merges":[]}})", "the id of \"a\"");
    row("merge of unknown", R"({"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}})", "not in its vocabulary");
    row("merge of three", R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[["a","a","a"]]}})", "neither");
    row("unknown normalizer", R"({"normalizer":{"type":"Nmt2"},"model":{"type":"BPE","vocab":{},"merges":[]}})", "\"Nmt2\"");
    row("unknown pre-tokenizer", R"({"pre_tokenizer":{"type":"Magic"},"model":{"type":"BPE","vocab":{},"merges":[]}})", "\"Magic\"");
    row("bad regex", R"({"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"},"model":{"type":"BPE","vocab":{},"merges":[]}})", "regular expression (");
    row("unknown decoder", R"({"decoder":{"type":"CTC"},"model":{"type":"BPE","vocab":{},"merges":[]}})", "\"CTC\"");
    row("added token without id", R"({"added_tokens":[{"content":"a"}],"model":{"type":"BPE","vocab":{},"merges":[]}})", "added token");
}

void TokenizerTest::refusesWhatItCannotRead()
{
    QFETCH(QString, json);
    QFETCH(QString, problem);
    const QTemporaryDir folder;
    std::ofstream(folder.filePath("tokenizer.json").toStdString()) << json.toStdString();
    try {
        Tokenizer::load(folder.path().toStdString());
        QFAIL("it was taken");
    } catch (const Error& error) {
        QVERIFY2(std::string(error.what()).find("tokenizer.json") != std::string::npos, error.what());
        QVERIFY2(std::string(error.what()).find(problem.toStdString()) != std::string::npos, error.what());
    }
}

void TokenizerTest::isFast()
{
    const auto tokenizer = Tokenizer::load(fixture("qwen"));
    std::string text;
    const Json cases = readJsonFile(fixture("qwen/cases.json"));
    while (text.size() < 4'000'000)
        for (const Json& one : cases)
            text += one["text"].get<std::string>() + " the picture shows word" + std::to_string(text.size()) + "\n";
    QElapsedTimer timer;
    timer.start();
    const auto ids = tokenizer->encode(text);
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    qInfo("%.1f MB/s", static_cast<double>(text.size()) / 1e6 / seconds);
    QVERIFY(ids.size() > 100'000);
    QVERIFY2(static_cast<double>(text.size()) / 1e6 / seconds > 0.5, "slower than 0.5 MB/s even for a busy machine");
}

LK_TEST_CLASS(TokenizerTest);
#include "tokenizer_test.moc"
