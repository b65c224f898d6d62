/// Loads a tokenizer and encodes a text with it, on one thread: `tokenizer_bench MODEL_FOLDER TEXT_FILE`.
/// Prints seconds to load and megabytes (10^6 bytes) a second; the best and the median of five. Run it with nothing else busy.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

using namespace lorikeet;

namespace {

constexpr size_t kRuns = 5;
constexpr size_t kLineBytes = 4096;

double secondsOf(const auto& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// As a dataset comes: texts of a few thousand bytes, cut at line ends.
std::vector<std::string_view> cutIntoTexts(std::string_view all)
{
    std::vector<std::string_view> texts;
    while (!all.empty()) {
        const size_t end = all.size() <= kLineBytes ? std::string_view::npos : all.find('\n', kLineBytes);
        texts.push_back(all.substr(0, end == std::string_view::npos ? end : end + 1));
        all.remove_prefix(texts.back().size());
    }
    return texts;
}

void bench(const std::string& folder, const std::string& file)
{
    std::array<double, kRuns> loads{};
    for (double& seconds : loads)
        seconds = secondsOf([&] { Tokenizer::load(folder); });
    std::sort(loads.begin(), loads.end());
    const auto tokenizer = Tokenizer::load(folder);
    const std::string all = readFile(file, uint64_t{1} << 30);
    const auto texts = cutIntoTexts(all);
    size_t ids = 0;
    std::array<double, kRuns> rates{};
    for (double& rate : rates) {
        ids = 0;
        // A thread of its own each time: none starts with remembered words.
        std::thread([&] {
            rate = static_cast<double>(all.size()) / 1e6 / secondsOf([&] {
                for (const std::string_view text : texts)
                    ids += tokenizer->encode(text).size();
            });
        }).join();
    }
    std::sort(rates.begin(), rates.end());
    std::printf("%d tokens: loaded in %.3f s (best) %.3f s (median); %.1f MB as %zu texts into %zu ids: %.1f MB/s (best) %.1f MB/s (median)\n",
        tokenizer->vocabSize(), loads.front(), loads[kRuns / 2], static_cast<double>(all.size()) / 1e6, texts.size(), ids, rates.back(), rates[kRuns / 2]);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "usage: tokenizer_bench MODEL_FOLDER TEXT_FILE\n");
        return 2;
    }
    try {
        bench(argv[1], argv[2]);
        return 0;
    } catch (const Error& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 2;
    }
}
