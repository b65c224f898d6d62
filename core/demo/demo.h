#pragma once
/// @file The sample project, and the larger corpus that its starter models learned from.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace lorikeet::demo {

inline constexpr uint64_t kDefaultSeed = 20;

struct Written {
    size_t pictures = 0;
    size_t rows = 0;
};

/// done, total
using Progress = std::function<void(size_t, size_t)>;

/// Writes project.lorikeet, data/, models/ and lessons/ into `folder`, which appears whole or not at all. The same bytes for the same seed.
/// @throws Error when `folder` exists and isn't empty (ExitCode::Input), or can't be written (ExitCode::Io).
Written writeDemo(const std::string& folder, uint64_t seed = kDefaultSeed, const Progress& progress = {});

/// Writes only data/: `pictures` pictures of shapes and drawn digits with short answers, as dataset `corpus`. None of them shows what a
/// validation picture of the sample project shows. It is what tools/starters trains the starter models on. @throws Error as writeDemo.
Written writeCorpus(const std::string& folder, size_t pictures, uint64_t seed);

} // namespace lorikeet::demo
