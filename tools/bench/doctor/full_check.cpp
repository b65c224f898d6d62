#include "tools/bench/doctor/photos.h"
#include "tools/bench/doctor/steps.h"

#include "core/base/file.h"
#include "core/base/os.h"
#include "core/data/doctor/doctor.h"
#include "core/data/parallel.h"

#include <fmt/format.h>

namespace lorikeet::bench {
namespace {

std::vector<Sample> makeSamples(const std::string& folder, size_t count)
{
    std::vector<Sample> samples(count);
    for (size_t i = 0; i < count; ++i) {
        samples[i].id = fmt::format("{}", i);
        samples[i].dataset = "photos";
        samples[i].row = static_cast<int>(i);
        samples[i].messages = {{Role::User, "<image>What is it?"}, {Role::Assistant, fmt::format("It is the photo with the number {} of many others.", i)}};
        samples[i].images = {fmt::format("{}/photo-{}.jpg", folder, i)};
    }
    return samples;
}

void check(const char* what, const std::vector<Sample>& samples, const std::string& store)
{
    DoctorSettings settings;
    settings.storePath = store;
    const double start = secondsNow();
    Doctor doctor(settings);
    const auto report = doctor.run(samples);
    fmt::print("{}: {} pictures in {:.2f} s, {} findings, peak memory {:.0f} MiB\n", what, samples.size(), secondsNow() - start, report->issues.size(), os::peakRssMib());
    const double again = secondsNow();
    const auto rechecked = doctor.recheck(samples, {0, 1, 2});
    fmt::print("  after an edit of three samples: {:.3f} s\n", secondsNow() - again);
}

} // namespace

void measureFullCheck(const std::string& folder, size_t count)
{
    const std::string pictures = folder + "/photos";
    makeFolders(pictures);
    const std::vector<Sample> samples = makeSamples(pictures, count);
    double start = secondsNow();
    size_t made = 0;
    uintmax_t bytes = 0;
    // The first ones are drawn; the others, which take a tenth of the time, are made of those.
    constexpr size_t kDrawn = 1000;
    const auto make = [&](size_t first, size_t end) {
        parallelFor(end - first, 8, [&](size_t from, size_t to) {
            for (size_t i = first + from; i < first + to; ++i)
                if (!std::filesystem::exists(samples[i].images[0]))
                    saveJpeg(samples[i].images[0], i < kDrawn ? makePhoto(i) : makeVariant(readJpeg(samples[i % kDrawn].images[0]), i));
        });
    };
    make(0, std::min(count, kDrawn));
    make(std::min(count, kDrawn), count);
    for (const Sample& sample : samples) {
        bytes += std::filesystem::file_size(sample.images[0]);
        ++made;
    }
    fmt::print("{} photos of 1152x864, {:.0f} kB each (made in {:.0f} s)\n", made, static_cast<double>(bytes) / 1000 / static_cast<double>(made), secondsNow() - start);
    const std::string store = folder + "/facts.sqlite";
    for (const char* ending : {"", "-wal", "-shm"})
        std::filesystem::remove(store + ending);
    check("full check", samples, store);
    check("once more, all remembered", samples, store);
}

} // namespace lorikeet::bench
