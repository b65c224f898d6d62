// Measures the Data Doctor: doctor_bench FOLDER [pictures=10000] [part…]; parts: check hashes copies planted hostile (all where none is named).
// Pictures are made in FOLDER and kept for the next time.

#include "tools/bench/doctor/steps.h"

#include "core/base/error.h"
#include "core/base/os.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace lorikeet::bench {

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

} // namespace lorikeet::bench

int main(int argc, char** argv)
{
    using namespace lorikeet::bench;
    if (argc < 2) {
        fmt::print(stderr, "usage: doctor_bench FOLDER [pictures=10000] [check|hashes|copies|planted|hostile …]\n");
        return 2;
    }
    std::setvbuf(stdout, nullptr, _IOLBF, 0); // seen while it runs, also in a file
    const std::string folder = argv[1];
    const size_t count = argc > 2 ? static_cast<size_t>(std::strtoull(argv[2], nullptr, 10)) : 10'000;
    const std::vector<std::string> parts(argv + std::min(argc, 3), argv + argc);
    const auto wants = [&](const char* part) { return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end(); };
    try {
        fmt::print("{} cores\n", lorikeet::os::coreCount());
        if (wants("check"))
            measureFullCheck(folder, count);
        if (wants("hashes"))
            measureGrouping(100'000);
        if (wants("copies"))
            measureCopies(1'000);
        if (wants("planted"))
            measurePlantedFaults(folder);
        if (wants("hostile"))
            measureHostilePictures(folder, 1'000);
    } catch (const lorikeet::Error& error) {
        fmt::print(stderr, "{} {}\n", error.message().english(), error.hint().english());
        return 1;
    }
    return 0;
}
