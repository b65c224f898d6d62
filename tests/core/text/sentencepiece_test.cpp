#include "core/base/error.h"
#include "core/text/tokenizer.h"

#include "support/runner.h"

#include <QTemporaryDir>

#include <bit>
#include <fstream>

using namespace lorikeet;

namespace {

/// Bytes of a protobuf message.
struct Message {
    std::string bytes;

    Message& number(unsigned field, uint64_t value)
    {
        varint(field << 3);
        varint(value);
        return *this;
    }
    Message& real(unsigned field, float value)
    {
        varint(field << 3 | 5);
        const auto bits = std::bit_cast<uint32_t>(value);
        for (unsigned i = 0; i < 4; ++i)
            bytes += static_cast<char>(static_cast<unsigned char>(bits >> 8 * i));
        return *this;
    }
    Message& text(unsigned field, const std::string& value)
    {
        varint(field << 3 | 2);
        varint(value.size());
        bytes += value;
        return *this;
    }

private:
    void varint(uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes += static_cast<char>(static_cast<unsigned char>(value | 0x80));
        bytes += static_cast<char>(static_cast<unsigned char>(value));
    }
};

Message piece(const std::string& text, float score, unsigned type = 1)
{
    return Message().text(1, text).real(2, score).number(3, type);
}

/// <unk> <s> </s> ▁ a b ab ba ▁ab, where "ba" is the best merge.
Message smallModel(uint64_t kind = 2, const std::string& lastPiece = "\u2581ab")
{
    Message model;
    for (const Message& part : {piece("<unk>", 0, 2), piece("<s>", 0, 3), piece("</s>", 0, 3), piece("\u2581", -10), piece("a", -11), piece("b", -12), piece("ab", -2), piece("ba", -1),
             piece(lastPiece, -3)})
        model.text(1, part.bytes);
    model.text(2, Message().number(3, kind).bytes);
    model.text(3, Message().text(1, "identity").number(4, 0).bytes);
    return model;
}

} // namespace

class SentencePieceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void mergesByScore();
    void takesAddedTokensFromTheFilesBesideIt();
    void prefersTokenizerJson();
    void refusesWhatItCannotRead();

private:
    void write(const std::string& name, const std::string& bytes) const { std::ofstream(folder() + "/" + name, std::ios::binary) << bytes; }
    std::string folder() const { return folder_->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> folder_;
};

void SentencePieceTest::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
    write("tokenizer.model", smallModel().bytes);
}

void SentencePieceTest::mergesByScore()
{
    const auto tokenizer = Tokenizer::load(folder());
    QCOMPARE(tokenizer->encode("ab"), (std::vector<TokenId>{8}));
    QCOMPARE(tokenizer->encode("aba"), (std::vector<TokenId>{3, 4, 7}));
    QCOMPARE(tokenizer->encode("abab a"), (std::vector<TokenId>{3, 4, 7, 5, 3, 4}));
    QCOMPARE(tokenizer->encode("a</s>ab"), (std::vector<TokenId>{3, 4, 2, 8}));
    QCOMPARE(tokenizer->encode("xyz a"), (std::vector<TokenId>{3, 0, 3, 4}));
    QCOMPARE(tokenizer->encode(""), std::vector<TokenId>{});
    QCOMPARE(tokenizer->encodeWithSpecial("ab"), (std::vector<TokenId>{1, 8}));
    QCOMPARE(tokenizer->decode({8, 3, 4, 2}), std::string("ab a</s>"));
    QCOMPARE(tokenizer->vocabSize(), 9);
    QVERIFY(tokenizer->isSpecial(0) && tokenizer->isSpecial(2) && !tokenizer->isSpecial(3));
    QCOMPARE(*tokenizer->bosId(), 1);
    QCOMPARE(*tokenizer->eosId(), 2);
    QCOMPARE(tokenizer->padId(), 2);
}

void SentencePieceTest::takesAddedTokensFromTheFilesBesideIt()
{
    write("added_tokens.json", R"({"<image>": 9, "<pad>": 10})");
    write("tokenizer_config.json", R"({"pad_token": "<pad>", "add_bos_token": false, "added_tokens_decoder": {"11": {"content": "ba", "special": false, "normalized": false},
        "9": {"content": "<image>", "special": true, "lstrip": true, "rstrip": false, "normalized": false, "single_word": false}}})");
    write("special_tokens_map.json", R"({"eos_token": {"content": "<pad>"}})");
    const auto tokenizer = Tokenizer::load(folder());
    QCOMPARE(tokenizer->encode("a  <image>ab"), (std::vector<TokenId>{3, 4, 9, 8}));
    QCOMPARE(tokenizer->encode("aba"), (std::vector<TokenId>{3, 4, 11}));
    QCOMPARE(tokenizer->padId(), 10);
    QCOMPARE(*tokenizer->eosId(), 10);
    QCOMPARE(tokenizer->encodeWithSpecial("ab"), (std::vector<TokenId>{8}));
    QCOMPARE(tokenizer->vocabSize(), 12);
}

void SentencePieceTest::prefersTokenizerJson()
{
    write("tokenizer.json", R"({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}})");
    QCOMPARE(Tokenizer::load(folder())->encode("a"), (std::vector<TokenId>{0}));
}

void SentencePieceTest::refusesWhatItCannotRead()
{
    const auto problemOf = [&](const std::string& bytes) -> std::string {
        write("tokenizer.model", bytes);
        try {
            Tokenizer::load(folder());
        } catch (const Error& error) {
            return error.what();
        }
        return "taken";
    };
    const std::string good = smallModel().bytes;
    QCOMPARE(problemOf(good), std::string("taken"));
    for (size_t length : {size_t{0}, size_t{1}, good.size() - 1, good.size() - 30})
        QVERIFY(problemOf(good.substr(0, length)).find("tokenizer.model is not a sentencepiece model") != std::string::npos);
    QVERIFY(problemOf(smallModel(1).bytes).find("\"unigram\"") != std::string::npos);
    QVERIFY(problemOf(smallModel(3).bytes).find("\"word\"") != std::string::npos);
    QVERIFY(problemOf(smallModel(2, "\xFF").bytes).find("UTF-8") != std::string::npos);
    QVERIFY(problemOf(good + Message().text(1, piece("x", 0, 5).bytes).bytes).find("unused") != std::string::npos);
    QVERIFY(problemOf(good + Message().text(3, Message().text(2, "abc").bytes).bytes).find("charsmap is damaged") != std::string::npos);
}

LK_TEST_CLASS(SentencePieceTest);
#include "sentencepiece_test.moc"
