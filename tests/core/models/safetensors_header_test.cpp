#include "core/models/safetensors_header.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"

#include "support/runner.h"

#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>

using namespace lorikeet;

namespace {

std::string withLength(uint64_t length, const std::string& rest)
{
    std::string bytes;
    for (int i = 0; i < 8; ++i)
        bytes += static_cast<char>(length >> (8 * i) & 0xFF);
    return bytes + rest;
}

std::string file(const std::string& json, size_t dataBytes)
{
    return withLength(json.size(), json + std::string(dataBytes, '\1'));
}

QByteArray asBytes(const std::string& text)
{
    return QByteArray::fromStdString(text);
}

} // namespace

class SafetensorsHeaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsWhatTheReferenceAccepts_data();
    void acceptsWhatTheReferenceAccepts();
    void refusesMalformedFiles_data();
    void refusesMalformedFiles();
    void givesNamesShapesAndPlaces();
    void readsAHundredThousandTensorsInASecond();
    void followsTheShardIndex();
    void namesWhatIsMissingInAFolder();
    void refusesQuantisedWeights_data();
    void refusesQuantisedWeights();

private:
    QTemporaryDir folder_;
    std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
    void write(const std::string& where, const std::string& bytes) const { std::ofstream(toPath(where), std::ios::binary) << bytes; }
    static std::string messageOf(const std::function<void()>& action);
};

std::string SafetensorsHeaderTest::messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

void SafetensorsHeaderTest::acceptsWhatTheReferenceAccepts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("tensors");
    const auto row = [](const char* name, const std::string& bytes, int tensors) { QTest::newRow(name) << asBytes(bytes) << tensors; };
    row("empty", file("{}", 0), 0);
    row("leading spaces", file("  {}", 0), 0);
    row("trailing spaces", file("{}      ", 0), 0);
    row("metadata", file(R"({"__metadata__":{"format":"pt","a":"b"}})", 0), 0);
    row("one", file(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8), 1);
    row("no dimensions", file(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", 4), 1);
    row("zero-size", file(R"({"a":{"dtype":"F32","shape":[2,0],"data_offsets":[0,0]}})", 0), 1);
    row("order of names is free", file(R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 2), 2);
    row("other keys are skipped", file(R"({"a":{"dtype":"U8","note":{"x":[1,{"y":null}]},"shape":[1],"data_offsets":[0,1]}})", 1), 1);
    row("two zero-size at one place", file(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})", 0), 2);
    row("whole bytes of half bytes", file(R"({"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}})", 2), 1);
    row("name in another script", file("{\"\xE4\xB8\xAD\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1), 1);
}

void SafetensorsHeaderTest::acceptsWhatTheReferenceAccepts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, tensors);
    write(path("good.safetensors"), bytes.toStdString());
    QCOMPARE(static_cast<int>(readSafetensorsHeader(path("good.safetensors")).tensors.size()), tensors);
}

void SafetensorsHeaderTest::refusesMalformedFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const std::string& bytes, const char* problem) { QTest::newRow(name) << asBytes(bytes) << problem; };
    const auto tensor = [](const char* fields) { return std::string(R"({"a":{)") + fields + "}}"; };
    row("empty file", "", "HeaderTooSmall");
    row("seven bytes", "1234567", "HeaderTooSmall");
    row("header of 100000001 bytes", withLength(100'000'001, "{}"), "HeaderTooLarge");
    row("header length overflows", withLength(UINT64_MAX, "{}"), "HeaderTooLarge");
    row("header longer than the file", withLength(50, "{}"), "InvalidHeaderLength");
    row("no header", withLength(0, ""), "InvalidHeaderDeserialization");
    row("not JSON", file("hello", 0), "InvalidHeaderDeserialization");
    row("not UTF-8", file("{\"\xFF\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1), "InvalidHeaderDeserialization");
    row("a list", file("[]", 0), "InvalidHeaderDeserialization");
    row("a number", file("3", 0), "InvalidHeaderDeserialization");
    row("cut short", file(R"({"a":{"dtype":"F32")", 0), "InvalidHeaderDeserialization");
    row("rubbish behind", file("{} x", 0), "InvalidHeaderDeserialization");
    row("zero byte behind", file(std::string("{}\0", 3), 0), "zero byte");
    row("nested too deep", file(std::string(100'000, '['), 0), "InvalidHeaderDeserialization");
    row("nested too deep in an extra key", file(R"({"a":{"x":)" + std::string(100'000, '['), 0), "nested deeper");
    row("tensor twice", file(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1), "DuplicateKey");
    row("dtype twice", file(tensor(R"("dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1])"), 1), "DuplicateKey");
    row("metadata twice", file(R"({"__metadata__":{},"__metadata__":{}})", 0), "DuplicateKey");
    row("metadata key twice", file(R"({"__metadata__":{"a":"1","a":"2"}})", 0), "DuplicateKey");
    row("metadata holds a number", file(R"({"__metadata__":{"a":1}})", 0), "a number");
    row("metadata holds an object", file(R"({"__metadata__":{"a":{}}})", 0), "an object");
    row("metadata is text", file(R"({"__metadata__":"a"})", 0), "text");
    row("unknown type", file(tensor(R"("dtype":"F128","shape":[1],"data_offsets":[0,16])"), 16), "unknown type \"F128\"");
    row("type is a number", file(tensor(R"("dtype":1,"shape":[1],"data_offsets":[0,1])"), 1), "a number");
    row("no type", file(tensor(R"("shape":[1],"data_offsets":[0,1])"), 1), "lacks dtype");
    row("no shape", file(tensor(R"("dtype":"U8","data_offsets":[0,1])"), 1), "lacks shape");
    row("no place", file(tensor(R"("dtype":"U8","shape":[1])"), 1), "lacks data_offsets");
    row("shape is a number", file(tensor(R"("dtype":"U8","shape":1,"data_offsets":[0,1])"), 1), "a number");
    row("negative side", file(tensor(R"("dtype":"U8","shape":[-1],"data_offsets":[0,1])"), 1), "negative");
    row("fractional side", file(tensor(R"("dtype":"U8","shape":[1.0],"data_offsets":[0,1])"), 1), "fraction");
    row("side written as 1e3", file(tensor(R"("dtype":"U8","shape":[1e3],"data_offsets":[0,1000])"), 1000), "fraction");
    row("side beyond 64 bits", file(tensor(R"("dtype":"U8","shape":[99999999999999999999999],"data_offsets":[0,1])"), 1), "InvalidHeaderDeserialization");
    row("side as text", file(tensor(R"("dtype":"U8","shape":["1"],"data_offsets":[0,1])"), 1), "text");
    row("list in the shape", file(tensor(R"("dtype":"U8","shape":[[1]],"data_offsets":[0,1])"), 1), "a list");
    row("one offset", file(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[0])"), 1), "two numbers");
    row("three offsets", file(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[0,1,2])"), 1), "two numbers");
    row("end before begin", file(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[1,0])"), 1), "TensorInvalidInfo");
    row("place too small", file(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,4])"), 4), "TensorInvalidInfo");
    row("place too large", file(tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,8])"), 8), "TensorInvalidInfo");
    row("product wraps to 4", file(tensor(R"("dtype":"U8","shape":[4194305,4194305,211106198978564],"data_offsets":[0,4])"), 4), "ValidationOverflow");
    row("bits wrap", file(tensor(R"("dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0])"), 0), "ValidationOverflow");
    row("half a byte", file(tensor(R"("dtype":"F4","shape":[3],"data_offsets":[0,1])"), 1), "MisalignedSlice");
    row("does not start at 0", file(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[1,2])"), 2), "InvalidOffset");
    row("hole", file(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})", 3), "InvalidOffset");
    row("overlap", file(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3), "InvalidOffset");
    row("same place", file(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1), "InvalidOffset");
    row("data cut short", file(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), 7), "MetadataIncompleteBuffer");
    row("bytes behind the data", file(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[0,1])"), 2), "MetadataIncompleteBuffer");
    row("bytes without tensors", file("{}", 1), "MetadataIncompleteBuffer");
}

void SafetensorsHeaderTest::refusesMalformedFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, problem);
    const std::string where = path("bad.safetensors");
    write(where, bytes.toStdString());
    const std::string message = messageOf([&] { readSafetensorsHeader(where); });
    QVERIFY2(message.find(where) != std::string::npos, message.c_str());
    QVERIFY2(message.find(problem.toStdString()) != std::string::npos, message.c_str());
}

void SafetensorsHeaderTest::givesNamesShapesAndPlaces()
{
    const std::string json = R"({"__metadata__":{"format":"pt"},"w":{"dtype":"BF16","shape":[2,3],"data_offsets":[4,16]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    write(path("two.safetensors"), file(json, 16));
    const SafetensorsHeader header = readSafetensorsHeader(path("two.safetensors"));
    QCOMPARE(header.metadata.at("format"), std::string("pt"));
    QCOMPARE(header.dataStart, 8 + json.size());
    QCOMPARE(header.tensors[0].name, std::string("v"));
    const StoredTensor* w = header.find("w");
    QVERIFY(w != nullptr);
    QCOMPARE(w->shape, (std::vector<int64_t>{2, 3}));
    QCOMPARE(w->dtype, std::string("BF16"));
    QCOMPARE(w->begin, header.dataStart + 4);
    QCOMPARE(w->bytes(), uint64_t{12});
    QCOMPARE(w->elements(), int64_t{6});
}

void SafetensorsHeaderTest::readsAHundredThousandTensorsInASecond()
{
    std::string json = "{";
    for (int i = 0; i < 100'000; ++i)
        json += (i ? "," : "") + std::string("\"tensor.number.") + std::to_string(i) + R"(":{"dtype":"U8","shape":[1],"data_offsets":[)" + std::to_string(i) + ","
            + std::to_string(i + 1) + "]}";
    json += "}";
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(parseSafetensorsHeader(json, 8 + json.size() + 100'000, "big").tensors.size(), size_t{100'000});
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void SafetensorsHeaderTest::followsTheShardIndex()
{
    const std::string folder = path("sharded");
    makeFolders(folder);
    write(folder + "/model-1.safetensors", file(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    const std::string index = R"({"metadata":{},"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}})";
    write(folder + "/model.safetensors.index.json", index);
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("model-2.safetensors is missing") != std::string::npos);
    write(folder + "/model-2.safetensors", file(R"({"c":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("lacks the tensor \"b\"") != std::string::npos);
    write(folder + "/model-2.safetensors", file(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4));
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("stands in both") != std::string::npos);
    write(folder + "/model-2.safetensors", file(R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8));
    const ModelFiles files = listModelTensors(folder);
    QCOMPARE(files.files.size(), size_t{2});
    QCOMPARE(files.bytes, uint64_t{12});
    QVERIFY(files.tensors.at("b").file.ends_with("model-2.safetensors"));
    write(folder + "/model.safetensors.index.json", R"({"weight_map":{"a":"../model-1.safetensors"}})");
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("outside the folder") != std::string::npos);
}

void SafetensorsHeaderTest::namesWhatIsMissingInAFolder()
{
    QVERIFY(messageOf([&] { listModelTensors(path("nowhere")); }).find("nowhere") != std::string::npos);
    const std::string folder = path("pickled");
    makeFolders(folder);
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("no weights") != std::string::npos);
    write(folder + "/model-Q4_K_M.gguf", "GGUF");
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("model-Q4_K_M.gguf") != std::string::npos);
    write(folder + "/pytorch_model.bin", "not opened");
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("pytorch_model.bin") != std::string::npos);
    write(folder + "/one.safetensors", file("{}", 0));
    QVERIFY(listModelTensors(folder).tensors.empty());
    write(folder + "/two.safetensors", file("{}", 0));
    QVERIFY(messageOf([&] { listModelTensors(folder); }).find("several") != std::string::npos);
}

void SafetensorsHeaderTest::refusesQuantisedWeights_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<std::string>("tensor"); ///< "" = taken
    const auto row = [](const char* name, const char* tensor, const char* dtype, bool isTaken) {
        QTest::newRow(name) << fmt::format(R"({{"{}":{{"dtype":"{}","shape":[8],"data_offsets":[0,{}]}}}})", tensor, dtype, storedTypeBits(dtype))
                            << std::string(isTaken ? "" : tensor);
    };
    row("GPTQ", "model.layers.0.mlp.up_proj.qweight", "I32", false);
    row("GPTQ's scales", "model.layers.0.mlp.up_proj.scales", "F16", false);
    row("AWQ", "model.layers.0.mlp.up_proj.qzeros", "I32", false);
    row("bitsandbytes, 8 bits", "model.layers.0.mlp.up_proj.weight", "I8", false);
    row("bitsandbytes, 4 bits", "model.layers.0.mlp.up_proj.weight.absmax", "F32", false);
    row("8-bit floats", "model.layers.0.mlp.up_proj.weight", "F8_E4M3", false);
    row("bfloat16", "model.layers.0.mlp.up_proj.weight", "BF16", true);
    row("old buffer", "vision_tower.embeddings.position_ids", "I64", true);
}

void SafetensorsHeaderTest::refusesQuantisedWeights()
{
    QFETCH(std::string, header);
    QFETCH(std::string, tensor);
    const std::string folder = folder_.filePath(QString("quantised-%1").arg(QTest::currentDataTag())).toStdString();
    makeFolders(folder);
    const Json parsed = Json::parse(header);
    write(folder + "/model.safetensors", file(header, parsed.begin().value()["data_offsets"][1].get<size_t>()));
    if (tensor.empty()) {
        QCOMPARE(listModelTensors(folder).tensors.size(), size_t{1});
        return;
    }
    const std::string message = messageOf([&] { listModelTensors(folder); });
    QVERIFY2(message.find(tensor) != std::string::npos && message.find("quantised") != std::string::npos, message.c_str());
    QVERIFY2(message.find("model.safetensors") != std::string::npos, message.c_str());
}

LK_TEST_CLASS(SafetensorsHeaderTest);
#include "safetensors_header_test.moc"
