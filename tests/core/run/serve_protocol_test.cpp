#include "core/base/json.h"
#include "core/run/answer_cache.h"
#include "core/run/serve_protocol.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

namespace lorikeet {

class ServeProtocolTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestIsOneLineOfJson();
    void repliesAreToldApart();
    void otherLinesAreNoReplies();
    void answersAreFoundAfterARestart();
    void otherWeightsOrQuestionsHaveOtherKeys();
};

void ServeProtocolTest::aRequestIsOneLineOfJson()
{
    ServeRequest request;
    request.id = "7";
    request.messages = {{Role::User, "<image>What\nis it?"}};
    request.system = "";
    request.images = {"/tmp/a.png"};
    request.maxNewTokens = 32;
    const auto line = serveRequestLine(request);
    QCOMPARE(std::count(line.begin(), line.end(), '\n'), 1);
    const auto json = parseJson(line, "request");
    QCOMPARE(json["id"].get<std::string>(), std::string("7"));
    QCOMPARE(json["messages"][0]["role"].get<std::string>(), std::string("user"));
    QCOMPARE(json["messages"][0]["content"].get<std::string>(), std::string("<image>What\nis it?"));
    QCOMPARE(json["system"].get<std::string>(), std::string());
    QVERIFY(json["adapter"].is_null());
    QCOMPARE(json["max_new_tokens"].get<int>(), 32);
    QCOMPARE(serveCancelLine("7"), std::string("{\"cancel\":\"7\"}\n"));
}

void ServeProtocolTest::repliesAreToldApart()
{
    QCOMPARE(std::get<ServeReady>(serveReplyFromLine(R"({"ready": true, "model": "m"})").value()).model, std::string("m"));
    const auto delta = std::get<ServeDelta>(serveReplyFromLine(R"({"id": "1", "delta": "ab"})").value());
    QCOMPARE(delta.id + delta.text, std::string("1ab"));
    const auto done = std::get<ServeDone>(serveReplyFromLine(R"({"id": 1, "done": true, "text": "abc", "tokens": 2, "seconds": 0.5})").value());
    QCOMPARE(done.id, std::string("1"));
    QCOMPARE(done.text, std::string("abc"));
    QCOMPARE(done.tokens, int64_t{2});
    const auto error = std::get<ServeError>(serveReplyFromLine(R"({"id": null, "error": "e", "hint": "h"})").value());
    QCOMPARE(error.id + error.message + error.hint, std::string("eh"));
}

void ServeProtocolTest::otherLinesAreNoReplies()
{
    for (const char* line : {"", "loading…", "[1]", "{\"id\": \"1\"}", "{\"id\": "})
        QVERIFY2(!serveReplyFromLine(line), line);
}

void ServeProtocolTest::answersAreFoundAfterARestart()
{
    test::TemporaryFolder folder;
    const auto path = folder / "answers.jsonl";
    {
        AnswerCache cache(path);
        cache.add("a", "red\n圆");
        cache.add("b", "");
    }
    folder.write("answers.jsonl", test::bytesOf(path) + "{\"key\": \"c\", \"ans");
    const AnswerCache again(path);
    QCOMPARE(again.size(), size_t{2});
    QCOMPARE(*again.find("a"), std::string("red\n圆"));
    QCOMPARE(*again.find("b"), std::string());
    QVERIFY(again.find("c") == nullptr);
}

void ServeProtocolTest::otherWeightsOrQuestionsHaveOtherKeys()
{
    test::TemporaryFolder folder;
    folder.write("model/model.safetensors", "one");
    folder.write("adapter/adapter_model.safetensors", "two");
    ServeRequest request;
    request.messages = {{Role::User, "What?"}};
    request.adapter = folder / "adapter";
    const auto key = AnswerCache::keyFor(folder / "model", request);
    request.id = "another id";
    QCOMPARE(AnswerCache::keyFor(folder / "model", request), key);
    folder.write("adapter/adapter_model.safetensors", "longer");
    const auto otherWeights = AnswerCache::keyFor(folder / "model", request);
    QVERIFY(otherWeights != key);
    request.messages[0].content = "What now?";
    QVERIFY(AnswerCache::keyFor(folder / "model", request) != otherWeights);
}

LK_TEST_CLASS(ServeProtocolTest);

} // namespace lorikeet

#include "serve_protocol_test.moc"
