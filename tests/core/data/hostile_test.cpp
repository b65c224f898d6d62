#include "core/base/error.h"
#include "core/base/os.h"
#include "core/data/formats/captions.h"
#include "core/data/import.h"
#include "core/data/project.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <QElapsedTimer>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

using namespace lorikeet;
using lorikeet::test::DataFolder;

/// Data that means harm or is broken beyond measure: each row is listed, nothing outside is opened, nothing falls over.
class HostileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hostileRowsAreListed_data();
    void hostileRowsAreListed();
    void nothingOutsideIsOpened();
    void linksInFoldersAreNotFollowed();
    void describedFilesStayInside();
    void longLinesAreListed();
    void longLinesNeedLittleMemory();
    void aFileThatShrinksJustEnds();
    void yamlBombsAreRefused_data();
    void yamlBombsAreRefused();
    void endlessBadRowsAreCounted();
};

void HostileTest::hostileRowsAreListed_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QByteArray>("rule"); // "" = the row is sound as text; its picture is merely missing.
    const auto picture = [](const QByteArray& path) { return "{\"images\": [\"" + path + "\"], \"messages\": [{\"role\": \"user\", \"content\": \"<image>\"}, {\"role\": \"assistant\", \"content\": \"a\"}]}"; };
    const auto talk = [](const QByteArray& messages) { return "{\"images\": [], \"messages\": " + messages + "}"; };
    const auto add = [](const char* name, const QByteArray& row, const char* rule) { QTest::newRow(name) << row << QByteArray(rule); };
    add("parent folder", picture("../outside.jpg"), "image.outside");
    add("parents far up", picture("../../../../../../../../etc/passwd"), "image.outside");
    add("parent in the middle", picture("sub/../../outside.jpg"), "image.outside");
    add("parent with backslashes", picture("..\\\\outside.jpg"), "image.outside");
    add("backslashes in the middle", picture("sub\\\\..\\\\..\\\\outside.jpg"), "image.outside");
    add("absolute", picture("/etc/passwd"), "image.outside");
    add("absolute, doubled", picture("//etc//passwd"), "image.outside");
    add("a device", picture("/dev/zero"), "image.outside");
    add("a device that waits", picture("/dev/tty"), "image.outside");
    add("its own memory", picture("/proc/self/mem"), "image.outside");
    add("a descriptor", picture("/proc/self/fd/0"), "image.outside");
    add("the root", picture("/"), "image.outside");
    add("a share", picture("\\\\\\\\server\\\\share\\\\a.jpg"), "image.outside");
    add("file address outside", picture("file:///etc/passwd"), "image.outside");
    add("file address with codes", picture("file:///etc/%70asswd"), "image.outside");
    add("file address with parents", picture("file://../outside.jpg"), "image.outside");
    add("a link out", picture("link_out.jpg"), "image.outside");
    add("a link to a device", picture("link_zero.jpg"), "image.outside");
    add("a linked folder", picture("link_folder/outside.jpg"), "image.outside");
    add("through a linked folder and back", picture("link_folder/../outside_too.jpg"), "");
    add("a link in a circle", picture("link_circle.jpg"), "");
    add("a dangling link", picture("link_dangling.jpg"), "");
    add("http", picture("http://example.org/a.jpg"), "image.remote");
    add("https", picture("HTTPS://example.org/a.jpg"), "image.remote");
    add("s3", picture("s3://bucket/a.jpg"), "image.remote");
    add("gs", picture("gs://bucket/a.jpg"), "image.remote");
    add("ftp", picture("ftp://example.org/a.jpg"), "image.remote");
    add("hub", picture("hf://datasets/a/b.jpg"), "image.remote");
    add("embedded", picture("data:image/png;base64,iVBORw0KGgo="), "image.embedded");
    add("embedded, large", picture("data:image/png;base64," + QByteArray(1'000'000, 'A')), "image.embedded");
    add("NUL", picture("a\\u0000.jpg"), "image.path");
    add("NUL in front", picture("\\u0000/etc/passwd"), "image.path");
    add("empty", picture(""), "image.path");
    add("half a surrogate", picture("\\ud800.jpg"), "row.json");
    add("name of 255", picture(QByteArray(251, 'n') + ".jpg"), "");
    add("name of 4,096", picture(QByteArray(4096, 'n') + ".jpg"), "");
    add("path of 4,096", picture(QByteArray("d/").repeated(2047) + "a.jpg"), "");
    add("name of a megabyte", picture(QByteArray(1'000'000, 'n')), "");
    add("only dots", picture("....//....//etc/passwd"), "");
    add("line break", picture("a\\n.jpg"), "");
    add("terminal codes", picture("\\u001b[31m.jpg"), "");
    add("right to left", picture("\\u202egpj.exe"), "");
    add("format marks", picture("%s%n%1%2.jpg"), "");
    add("not UTF-8", picture("\xFF\xFE\xB0.jpg"), "text.encoding");
    add("overlong slash", picture("..\xC0\xAF..\xC0\xAF" "etc/passwd"), "text.encoding");
    add("images is an object", R"({"images": {"a": 1}, "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})", "image.path");
    add("images holds lists", R"({"images": [["a.jpg"]], "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})", "image.path");
    add("images is a number", R"({"images": 1e308, "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})", "image.path");
    add("nested deep", talk(QByteArray(10'000, '[') + QByteArray(10'000, ']')), "row.json");
    add("nested deep, open", talk(QByteArray(100'000, '{')), "row.json");
    add("too many values", talk("[" + QByteArray("0,").repeated(1'000'000) + "0]"), "row.too_long");
    add("a number of a million digits", talk(QByteArray(1'000'000, '9')), "row.json");
    add("messages is null", talk("null"), "row.column");
    add("messages is a text", talk("\"hi\""), "row.column");
    add("messages of nothing", talk("[{}, {}]"), "row.column");
    add("a role that is a list", talk(R"([{"role": ["user"], "content": "a"}])"), "row.column");
    add("content is an object", talk(R"([{"role": "user", "content": {"a": 1}}, {"role": "assistant", "content": "a"}])"), "row.type");
    add("content of strange parts", talk(R"([{"role": "user", "content": [{"type": "video", "video": "/etc/passwd"}]}, {"role": "assistant", "content": "a"}])"), "row.type");
    add("parts that are numbers", talk(R"([{"role": "user", "content": [1, null, []]}, {"role": "assistant", "content": "a"}])"), "row.type");
    add("a row that is a list", "[1, 2, 3]", "row.json");
    add("a row that is a text", "\"hello\"", "row.json");
    add("a row that is null", "null", "row.json");
    add("a torn row", R"({"images": [], "messages": [{"role": "us)", "row.json");
    add("NUL bytes", QByteArray("\0\0\0\0", 4), "row.json");
    add("control bytes", "{\"images\": [], \"messages\": \"\x01\x02\"}", "row.json");
}

namespace {

/// A data folder beside things that must not be touched.
void prepare(const DataFolder& folder)
{
    folder.picture("outside.jpg");
    folder.picture("beyond/outside.jpg");
    folder.picture("data/good.jpg");
    const QDir data(QString::fromStdString(folder.path("data")));
    QFile::link(QString::fromStdString(folder.path("outside.jpg")), data.filePath("link_out.jpg"));
    QFile::link("/dev/zero", data.filePath("link_zero.jpg"));
    QFile::link(QString::fromStdString(folder.path("beyond")), data.filePath("link_folder"));
    QFile::link("link_circle.jpg", data.filePath("link_circle.jpg"));
    QFile::link("nowhere.jpg", data.filePath("link_dangling.jpg"));
}

constexpr const char* kGood = R"({"images": ["good.jpg"], "messages": [{"role": "user", "content": "<image>"}, {"role": "assistant", "content": "a"}]})";

} // namespace

void HostileTest::hostileRowsAreListed()
{
    QFETCH(QByteArray, row);
    QFETCH(QByteArray, rule);
    const DataFolder folder;
    prepare(folder);
    folder.write("data/dataset_info.json", QByteArray(lorikeet::test::kMessagesInfo).replace("d.json", "d.jsonl"));
    folder.write("data/d.jsonl", QByteArray(kGood) + "\n" + row + "\n" + kGood + "\n");
    DataOptions options;
    options.datasetDir = folder.path("data");
    const Dataset described = Dataset::open(options, {"d"});
    const Dataset found = Dataset::openPath(folder.path("data/d.jsonl"));
    for (const Dataset* dataset : {&described, &found}) {
        std::vector<Issue> issues = dataset->issues;
        for (Issue& issue : checkSamples(dataset->samples, true, CheckDepth::FullDecode))
            issues.push_back(std::move(issue));
        QVERIFY2(issues.size() == 1, qPrintable(QString::number(issues.size()) + " issues"));
        QCOMPARE(issues[0].row, 1);
        QVERIFY(issues[0].severity == Severity::Fatal);
        QVERIFY(!issues[0].file.empty() && !issues[0].fix.empty());
        if (!rule.isEmpty())
            QCOMPARE(QByteArray::fromStdString(issues[0].rule), rule);
        QCOMPARE(dataset->samples.size(), size_t(rule.isEmpty() ? 3 : 2));
        for (const Sample& sample : dataset->samples)
            for (const std::string& image : sample.images)
                QVERIFY2(image.starts_with(folder.path("data/")), image.c_str());
    }
}

void HostileTest::nothingOutsideIsOpened()
{
    const DataFolder folder;
    prepare(folder);
    // A pipe holds everybody who opens it; a watch tells of every opening.
    QCOMPARE(::mkfifo(folder.path("pipe.jpg").c_str(), 0600), 0);
    QFile::link(QString::fromStdString(folder.path("pipe.jpg")), QString::fromStdString(folder.path("data/link_pipe.jpg")));
    QCOMPARE(::mkfifo(folder.path("data/inside_pipe.jpg").c_str(), 0600), 0);
    QVERIFY(QDir().mkpath(QString::fromStdString(folder.path("data/folder.jpg"))));
    const int watch = ::inotify_init1(IN_NONBLOCK);
    QVERIFY(watch >= 0);
    for (const char* name : {"outside.jpg", "beyond/outside.jpg", "pipe.jpg"})
        QVERIFY(::inotify_add_watch(watch, folder.path(name).c_str(), IN_OPEN | IN_ACCESS) >= 0);
    QByteArray rows;
    for (const char* path : {"../outside.jpg", "../pipe.jpg", "link_out.jpg", "link_pipe.jpg", "link_folder/outside.jpg", "inside_pipe.jpg", "folder.jpg", "good.jpg"})
        rows += R"({"image": ")" + QByteArray(path) + "\", \"caption\": \"x\"}\n";
    folder.write("rows/r.jsonl", rows);
    QFile::rename(QString::fromStdString(folder.path("rows/r.jsonl")), QString::fromStdString(folder.path("data/r.jsonl")));
    const Dataset dataset = Dataset::openPath(folder.path("data"));
    QCOMPARE(dataset.samples.size(), size_t(3));
    const std::vector<Issue> issues = checkSamples(dataset.samples, true, CheckDepth::FullDecode);
    QCOMPARE(issues.size(), size_t(2)); // The pipe and the folder inside are no pictures.
    QFile::remove(QString::fromStdString(folder.path("data/r.jsonl")));
    const Dataset captions = Dataset::openPath(folder.path("data"));
    QCOMPARE(captions.samples.size(), size_t(1));
    previewImport(folder.path("data"));
    char event[4096];
    QVERIFY2(::read(watch, event, sizeof event) < 0, "something outside was opened");
    QFile touched(QString::fromStdString(folder.path("outside.jpg"))); // The watch works.
    QVERIFY(touched.open(QIODevice::ReadOnly));
    QVERIFY(::read(watch, event, sizeof event) > 0);
    ::close(watch);
}

void HostileTest::linksInFoldersAreNotFollowed()
{
    const DataFolder folder;
    prepare(folder);
    folder.write("secret.txt", "secret");
    QFile::link(QString::fromStdString(folder.path("secret.txt")), QString::fromStdString(folder.path("data/good.txt")));
    const Dataset dataset = Dataset::openPath(folder.path("data"));
    QCOMPARE(dataset.samples.size(), size_t(1));
    QCOMPARE(dataset.samples[0].messages[1].content, std::string());
    std::map<std::string, int> rules;
    for (const Issue& issue : dataset.issues)
        ++rules[issue.rule];
    QCOMPARE(rules["image.outside"], 2); // A linked picture and a linked folder.
    QCOMPARE(rules["text.outside"], 1);
    QVERIFY(rules["image.path"] >= 2);
    ImportOptions options;
    options.folders = {folder.path()};
    QCOMPARE(Dataset::openPath(folder.path("data"), options).samples.size(), size_t(3));
}

void HostileTest::describedFilesStayInside()
{
    const DataFolder folder;
    folder.write("secret.json", R"([{"instruction": "a", "output": "b"}])");
    for (const char* file : {"../secret.json", "/etc/passwd", "/dev/zero"}) {
        folder.write("data/dataset_info.json", QByteArray(R"({"d": {"file_name": ")") + file + "\"}}");
        DataOptions options;
        options.datasetDir = folder.path("data");
        try {
            Dataset::open(options, {"d"});
            QFAIL("opened it");
        } catch (const Error& error) {
            QVERIFY2(error.message().english().find("outside") != std::string::npos, error.what());
            QVERIFY(error.hint().english().find("media_folders") != std::string::npos);
        }
    }
    for (const char* path : {"/dev/zero", "/dev/tty", "/proc/self/mem"})
        QCOMPARE(previewImport(path).issues.size(), size_t(1));
}

void HostileTest::longLinesAreListed()
{
    const DataFolder folder;
    const QByteArray good = R"({"instruction": "a", "output": "b"})";
    const QByteArray longRow = R"({"instruction": ")" + QByteArray(20 << 20, 'x') + R"(", "output": "b"})";
    const QByteArray justShort = R"({"instruction": ")" + QByteArray(15 << 20, 'x') + R"(", "output": "b"})";
    folder.write("l.jsonl", good + "\n" + longRow + "\n" + justShort + "\n" + good + "\n");
    folder.write("l.json", "[" + good + ",\n" + longRow + ",\n" + justShort + ",\n" + good + "]");
    folder.write("l.csv", "question,answer\na,b\n" + QByteArray(20 << 20, 'x') + ",b\n" + QByteArray(15 << 20, 'x') + ",b\na,b\n");
    for (const char* name : {"l.jsonl", "l.json", "l.csv"}) {
        const Dataset dataset = Dataset::openPath(folder.path(name));
        QCOMPARE(dataset.issues.size(), size_t(1));
        QCOMPARE(dataset.issues[0].rule, std::string("row.too_long"));
        QCOMPARE(dataset.issues[0].file, folder.path(name));
        QCOMPARE(dataset.samples.size(), size_t(3));
        QCOMPARE(dataset.samples[2].row, 3);
    }
}

void HostileTest::longLinesNeedLittleMemory()
{
    const DataFolder folder;
    const std::string path = folder.path("g.jsonl");
    {
        std::ofstream file(path, std::ios::binary);
        file << R"({"instruction": "a", "output": "b"})" << "\n" << R"({"instruction": ")";
        const std::string piece(1 << 20, 'x');
        for (int i = 0; i < 256; ++i)
            file << piece;
        file << "\"}\n" << R"({"instruction": "a", "output": "b"})" << "\n";
    }
    const double before = os::rssMib();
    const Dataset dataset = Dataset::openPath(path);
    QCOMPARE(dataset.samples.size(), size_t(2));
    QCOMPARE(dataset.issues.size(), size_t(1));
    QVERIFY2(os::rssMib() - before < 128, qPrintable(QString::number(os::rssMib() - before)));
}

void HostileTest::aFileThatShrinksJustEnds()
{
    const DataFolder folder;
    QByteArray rows;
    for (int i = 0; i < 200'000; ++i)
        rows += R"({"instruction": "a question that is a little longer", "output": "and an answer"})" "\n";
    const std::string path = folder.write("s.jsonl", rows);
    std::atomic<bool> isDone{false};
    std::jthread cutter([&] {
        while (!isDone) {
            std::error_code error;
            std::filesystem::resize_file(path, 1000, error);
            std::filesystem::resize_file(path, static_cast<uintmax_t>(rows.size()), error);
        }
    });
    for (int i = 0; i < 5; ++i)
        previewImport(path);
    isDone = true;
}

void HostileTest::yamlBombsAreRefused_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QByteArray aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i)
        aliases += QStringLiteral("a%1: &a%1 [*a%2, *a%2, *a%2, *a%2, *a%2, *a%2, *a%2, *a%2, *a%2]\n").arg(i).arg(i - 1).toUtf8();
    QTest::newRow("aliases") << aliases;
    QTest::newRow("deep flow") << "a: " + QByteArray(100'000, '[');
    QTest::newRow("deep maps") << QByteArray("a: {").repeated(50'000);
    QByteArray keys;
    for (int i = 0; i < 200'000; ++i)
        keys += "k" + QByteArray::number(i) + ": 1\n";
    QTest::newRow("many keys") << keys;
    QTest::newRow("large") << "name: " + QByteArray(8 << 20, 'x');
    QTest::newRow("NUL") << QByteArray("name: \0x", 8);
    QTest::newRow("a list") << QByteArray("- a\n- b\n");
}

void HostileTest::yamlBombsAreRefused()
{
    QFETCH(QByteArray, yaml);
    const DataFolder folder;
    folder.write("project.lorikeet", yaml);
    QElapsedTimer timer;
    timer.start();
    QVERIFY_EXCEPTION_THROWN(Project::open(folder.path()), Error);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void HostileTest::endlessBadRowsAreCounted()
{
    const DataFolder folder;
    folder.write("many.jsonl", R"({"instruction": "a", "output": "b"})" + QByteArray("\n") + QByteArray("{\"instruction\": 1}\n").repeated(30'000));
    const Dataset dataset = Dataset::openPath(folder.path("many.jsonl"));
    QCOMPARE(dataset.samples.size(), size_t(1));
    QCOMPARE(dataset.issues.size(), size_t(10'001));
    QVERIFY(dataset.issues.back().message.english().starts_with("20000 further"));
}

LK_TEST_CLASS(HostileTest);
#include "hostile_test.moc"
