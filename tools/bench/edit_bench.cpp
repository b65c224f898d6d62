// Figures of the caption studio's core on 100,000 samples. Usage: edit_bench [FOLDER [COUNT]]. FOLDER gets a journal (a few hundred MB), which is
// removed at the end; it should be on the disk that projects are on.
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/os.h"
#include "core/data/bulk_step.h"
#include "core/data/filter/filter.h"
#include "core/data/filter/sort.h"
#include "core/data/statistics.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <random>

#include <fmt/format.h>

using namespace lorikeet;

namespace {

double millisecondsOf(const std::function<void()>& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

/// `more` is asked once the work is done.
void say(const char* what, double milliseconds, const std::function<std::string()>& more = {})
{
    std::printf("%-52s %9.1f ms  (resident %4.0f MiB, peak %4.0f MiB)  %s\n", what, milliseconds, os::rssMib(), os::peakRssMib(), more ? more().c_str() : "");
    std::fflush(stdout);
}

std::vector<Sample> makeSamples(size_t count)
{
    const std::vector<std::string> things{"cat", "dog", "red car", "blue bicycle", "tree", "house", "child", "street lamp", "wooden table", "glass of water"};
    const std::vector<std::string> places{"on a sofa", "in the garden", "beside a river", "under a grey sky", "at night", "in front of a brick wall"};
    std::mt19937 random(7);
    std::vector<Sample> samples(count);
    for (size_t i = 0; i < count; ++i) {
        Sample& sample = samples[i];
        sample.dataset = "photos";
        sample.id = fmt::format("photos/part{}/IMG_{:06}.jpg", i % 20, i);
        sample.images = {"/data/" + sample.id};
        sample.imagesAsWritten = {sample.id};
        sample.file = "/data/" + sample.id;
        sample.row = static_cast<int>(i);
        sample.messages = {{Role::User, "<image>\nDescribe this picture."},
            {Role::Assistant, fmt::format("A {} and a {} {}, seen from {} metres.", things[random() % things.size()], things[random() % things.size()],
                                  places[random() % places.size()], random() % 90)}};
    }
    return samples;
}

SampleFacts makeFacts(size_t count)
{
    SampleFacts facts;
    std::mt19937 random(8);
    for (size_t i = 0; i < count; ++i) {
        facts.tokens.push_back(static_cast<int32_t>(200 + random() % 400));
        facts.width.push_back(static_cast<int32_t>(300 + random() % 1000));
        facts.height.push_back(static_cast<int32_t>(300 + random() % 1000));
        facts.score.push_back(static_cast<float>(random() % 100));
        facts.duplicateOf.push_back(-1);
        facts.rules.push_back(random() % 8);
    }
    facts.ruleNames = {"a", "b", "c"};
    return facts;
}

struct Bench {
    std::vector<Sample> samples;
    std::vector<size_t> rows;
    SampleFacts facts;
    std::vector<uint8_t> edited;
    SearchText text;
    std::unique_ptr<EditJournal> journal;

    DataView view() const { return {samples, text, facts, edited}; }

    void run(const BulkEdit& edit)
    {
        BulkStep step = makeBulkStep(samples, rows, edit, *journal);
        journal->record(std::move(step.block), step.label, 1);
        for (size_t i = 0; i < step.rows.size(); ++i)
            step.patches[i].moveInto(samples[step.rows[i]].content());
        text.update(samples, step.rows);
        os::releaseFreedMemory();
    }

    void travel(bool isForward)
    {
        Journey journey = isForward ? journal->redo() : journal->undo();
        // The window looks samples up by their id.
        std::vector<size_t> changed;
        for (ChangeLine& line : journey.lines) {
            const size_t index = std::stoul(line.sampleId.substr(line.sampleId.size() - 10, 6));
            line.patch.moveInto(samples[index].content());
            changed.push_back(index);
        }
        journey.lines = std::vector<ChangeLine>();
        text.update(samples, changed);
        os::releaseFreedMemory();
    }
};

BulkEdit replacement(const std::string& find, const std::string& by)
{
    return replaceText({find, by, {}, TextScope::Answers});
}

void benchFilters(const Bench& bench)
{
    double slowest = 0;
    std::string which;
    for (const char* filter : {"cat", "cat -dog", "\"red car\" river", "/c[ao]t .* sofa/", "/(red|blue) \\w+ .*night/i", "text:lamp", "file:part7/", "tokens:>300", "width:400..800 score:<50",
             "aspect:>1.5 or (megapixels:<0.2 and words:>9)", "is:edited", "has:caption -is:duplicate", "issue:b", "column.source:web", "tag:night", "duplicate-of:IMG_000001"}) {
        std::vector<uint32_t> rows;
        double best = 1e9;
        for (int i = 0; i < 3; ++i)
            best = std::min(best, millisecondsOf([&] { rows = Filter::parse(filter).select(bench.view()); }));
        if (best > slowest) {
            slowest = best;
            which = fmt::format("{} -> {} rows", filter, rows.size());
        }
    }
    say("slowest of 16 filters", slowest, [&] { return which; });
    for (const char* field : {"file", "answer", "tokens"}) {
        std::vector<uint32_t> rows(bench.samples.size());
        std::iota(rows.rbegin(), rows.rend(), 0U);
        say(fmt::format("sort by {}", field).c_str(), millisecondsOf([&] { sortRows(bench.view(), {field, false}, rows); }));
    }
    size_t words = 0;
    say("statistics", millisecondsOf([&] { words = computeStatistics(bench.view()).topWords.size(); }), [&] { return fmt::format("{} top words", words); });
}

void bench(const std::string& folder, size_t count)
{
    const std::string path = toUtf8(toPath(folder) / "edit_bench.jsonl");
    std::filesystem::remove(toPath(path));
    Bench bench;
    bench.samples = makeSamples(count);
    bench.facts = makeFacts(count);
    bench.edited.assign(count, 0);
    bench.rows.resize(count);
    std::iota(bench.rows.begin(), bench.rows.end(), size_t{0});
    const std::vector<Sample> originals = bench.samples;
    std::printf("%zu samples, %d cores\n", count, os::coreCount());
    say("folded text for searching", millisecondsOf([&] { bench.text = SearchText(bench.samples); }), [&] { return fmt::format("{} bytes", bench.text.bytes()); });
    say("opening an empty journal", millisecondsOf([&] { bench.journal = std::make_unique<EditJournal>(path, "/data"); }));
    BulkPreview preview;
    say("find in all captions (preview)", millisecondsOf([&] { preview = previewBulk(bench.samples, bench.rows, replacement("sofa", "couch")); }), [&] { return fmt::format("{} found", preview.count); });
    benchFilters(bench);
    say("replace in all captions, with fdatasync", millisecondsOf([&] { bench.run(replacement("a ", "one ")); }), [&] { return fmt::format("{} bytes", std::filesystem::file_size(path)); });
    for (int i = 0; i < 3; ++i) {
        say("undo of it", millisecondsOf([&] { bench.travel(false); }));
        say("redo of it", millisecondsOf([&] { bench.travel(true); }));
    }
    for (int i = 1; i < 20; ++i)
        bench.run(i % 2 == 1 ? replacement("metres", "meters") : replacement("meters", "metres"));
    say("after 20 bulk edits", 0, [&] { return fmt::format("{} MB in the journal", std::filesystem::file_size(path) / 1'000'000); });
    std::vector<Sample> read = originals;
    bench.journal.reset();
    os::releaseFreedMemory();
    const double opening = millisecondsOf([&] { bench.journal = std::make_unique<EditJournal>(path, "/data"); });
    say("reopening a journal of 20 bulk edits", opening, [&] { return fmt::format("{} edited", bench.journal->editedCount()); });
    const double applying = millisecondsOf([&] { bench.journal->applyTo(read, false); });
    say("putting them onto the samples", applying, [&] { return fmt::format("{:.1f} ms with the opening", opening + applying); });
    for (size_t i = 0; i < count; ++i)
        if (read[i].content() != bench.samples[i].content())
            throw Error(Text("Sample %1 differs after reopening.", i), Text("This is a fault."), ExitCode::Bug);
    size_t versions = 0;
    say("history of one sample", millisecondsOf([&] { versions = bench.journal->historyOf(read[5].id, read[5].content()).size(); }), [&] { return fmt::format("{} versions", versions); });
    bench.journal->undo();
    say("compaction that keeps 10 bulk edits", millisecondsOf([&] { bench.journal->compact({0, std::filesystem::file_size(path) / 2}); }),
        [&] { return fmt::format("{} MB, {} edits can be undone", std::filesystem::file_size(path) / 1'000'000, bench.journal->editCount()); });
    bench.journal.reset();
    std::filesystem::remove(toPath(path));
}

} // namespace

int main(int argc, char** argv)
{
    try {
        bench(argc > 1 ? argv[1] : "/tmp", argc > 2 ? std::stoul(argv[2]) : 100'000);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
    return 0;
}
