// How long data takes to be read, and how much memory: 100,000 rows in every form, and files that mean harm. Makes its data itself.
// usage: import_bench [rows]      (nothing else busy)
#include "core/base/error.h"
#include "core/base/os.h"
#include "core/data/formats/captions.h"
#include "core/data/import.h"

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace lorikeet;
namespace fs = std::filesystem;

namespace {

double seconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Runs the work in a process of its own, so that its peak memory is its own.
void measure(const std::string& name, const std::function<std::string()>& work)
{
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        const double before = os::rssMib();
        const double start = seconds();
        std::string result;
        try {
            result = work();
        } catch (const Error& error) {
            result = "refused: " + error.message().english().substr(0, 90);
        }
        fmt::print("{:<38} {:>7.3f} s {:>7.0f} MiB  {}\n", name, seconds() - start, os::peakRssMib() - before, result);
        std::fflush(stdout);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fmt::print("{:<38} CRASHED\n", name);
}

std::string read(const std::string& path)
{
    const Dataset dataset = Dataset::openPath(path);
    return fmt::format("{} samples, {} problems", dataset.samples.size(), dataset.issues.size());
}

std::string answer(int i)
{
    return fmt::format("Three red squares stand {} steps to the left of a circle, and 一只橘猫 looks on.", i);
}

void writeForms(const fs::path& folder, int rows)
{
    fs::create_directories(folder / "p");
    for (int i = 0; i < rows; ++i)
        std::ofstream(folder / "p" / fmt::format("{:06}.jpg", i)) << "x";
    std::ofstream llava(folder / "llava.json"), lines(folder / "messages.jsonl"), alpaca(folder / "alpaca.json"), csv(folder / "table.csv"), tsv(folder / "table.tsv"), coco(folder / "coco.json"),
        text(folder / "text.txt"), images(folder / "images.part");
    llava << "[\n", alpaca << "[\n", csv << "image,question,caption,split\n", tsv << "image\tcaption\n", coco << R"({"images": [)";
    for (int i = 0; i < rows; ++i) {
        const std::string comma = i > 0 ? ",\n" : "", picture = fmt::format("p/{:06}.jpg", i), said = answer(i);
        llava << comma << fmt::format(R"({{"id": "{}", "image": "{}", "conversations": [{{"from": "human", "value": "<image>\nWhat stands here?"}}, {{"from": "gpt", "value": "{}"}}]}})", i, picture, said);
        lines << fmt::format(R"({{"messages": [{{"role": "user", "content": "<image>What stands here?"}}, {{"role": "assistant", "content": "{}"}}], "images": ["{}"]}})", said, picture) << "\n";
        alpaca << comma << fmt::format(R"({{"instruction": "What stands here?", "input": "row {}", "output": "{}"}})", i, said);
        csv << fmt::format("{},What stands here?,\"{}\",train\n", picture, said);
        tsv << fmt::format("{}\t{}\n", picture, said);
        coco << comma << fmt::format(R"({{"id": {}, "file_name": "{}", "width": 640, "height": 480}})", i, picture);
        text << said << "\n";
    }
    llava << "]", alpaca << "]", coco << R"(], "annotations": [)";
    for (int i = 0; i < rows; ++i)
        coco << (i > 0 ? ",\n" : "") << fmt::format(R"({{"id": {}, "image_id": {}, "caption": "{}"}})", i, i, answer(i));
    coco << "]}";
}

void writeCaptions(const fs::path& folder, int rows)
{
    fs::create_directories(folder);
    for (int i = 0; i < rows; ++i) {
        std::ofstream(folder / fmt::format("{:06}.jpg", i)) << "x";
        std::ofstream(folder / fmt::format("{:06}.txt", i)) << answer(i);
    }
}

void writeLong(const fs::path& path, const std::string& begin, char filler, const std::string& end)
{
    std::ofstream file(path, std::ios::binary);
    const std::string piece(1 << 20, filler);
    file << begin;
    for (int i = 0; i < 1024; ++i)
        file << piece;
    file << end;
}

void measureHostile(const fs::path& folder)
{
    const auto one = [&](const char* name, const char* file, const std::string& begin, char filler, const std::string& end) {
        const fs::path path = folder / file;
        writeLong(path, begin, filler, end);
        measure(name, [&] { return read(path.string()); });
        fs::remove(path);
    };
    one("1 GB line of JSON Lines", "a.jsonl", "{\"instruction\": \"a\", \"output\": \"b\"}\n{\"instruction\": \"", 'x', "\"}\n{\"instruction\": \"a\", \"output\": \"b\"}\n");
    one("1 GB row of a JSON list", "a.json", "[{\"instruction\": \"a\", \"output\": \"b\"}, {\"instruction\": \"", 'x', "\"}]");
    one("1 GB line of CSV", "a.csv", "image,caption\na.jpg,b\n", 'x', "\na.jpg,c\n");
    one("1 GB in an open quotation mark", "b.csv", "image,caption\na.jpg,b\na.jpg,\"", 'x', "");
    one("1 GB of spaces", "b.jsonl", "", ' ', "");
    one("1 GB of line breaks", "c.jsonl", "", '\n', "");
    one("1 GB of zero bytes", "d.jsonl", "", '\0', "");
    one("1 GB of opening brackets", "b.json", "", '[', "");
    one("1 GB of digits in a list", "c.json", "[", '1', "]");
    one("1 GB of commas in a list", "d.json", "[1", ',', "]");
    one("1 GB text that is not UTF-8", "e.txt", "", '\xB0', "\n");
    std::ofstream(folder / "f.jsonl") << "{\"instruction\": [" << std::string(15 << 20, '[') << "\n";
    measure("a row of 15 MiB of brackets", [&] { return read((folder / "f.jsonl").string()); });
    std::string values;
    for (int i = 0; i < 7 << 20; ++i)
        values += "0,";
    std::ofstream(folder / "g.jsonl") << "{\"instruction\": [" << values << "0]}\n";
    measure("a row of 7 million values", [&] { return read((folder / "g.jsonl").string()); });
    measure("/dev/zero", [] { return read("/dev/zero"); });
}

} // namespace

int main(int argc, char** argv)
{
    const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
    const fs::path folder = fs::temp_directory_path() / fmt::format("lorikeet-import-bench-{}", ::getpid());
    fs::create_directories(folder);
    fmt::print("{} rows each; time, memory above the program's own\n", rows);
    writeForms(folder / "forms", rows);
    for (const char* file : {"llava.json", "messages.jsonl", "alpaca.json", "table.csv", "table.tsv", "coco.json", "text.txt"})
        measure(file, [&] { return read((folder / "forms" / file).string()); });
    measure("preview of table.csv", [&] { return fmt::format("{} samples", previewImport((folder / "forms/table.csv").string()).samples); });
    writeCaptions(folder / "captions", rows);
    measure("picture folder, names and 100 captions", [&] { return fmt::format("{} samples", Dataset::openPath((folder / "captions").string(), {}, 100).samples.size()); });
    measure("picture folder, everything", [&] { return read((folder / "captions").string()); });
    measureHostile(folder);
    fs::remove_all(folder);
    return 0;
}
