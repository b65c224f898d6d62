#pragma once
/// @file The parts of doctor_bench: each makes its pictures, measures, and prints what it found.

#include <cstddef>
#include <string>

namespace lorikeet::bench {

/// `count` photos of one megapixel as JPEG files and one sample each, checked in full, then once more with everything remembered.
void measureFullCheck(const std::string& folder, size_t count);
/// So many pictures' hashes grouped; every tenth is a copy of another.
void measureGrouping(size_t count);
/// Copies by kind: how many are found, and how many strangers are called copies.
void measureCopies(size_t count);
/// 500 faults planted among 2,000 sound samples.
void measurePlantedFaults(const std::string& folder);
/// Mutated pictures of six formats, and headers that promise too much.
void measureHostilePictures(const std::string& folder, size_t perFormat);

double secondsNow();

} // namespace lorikeet::bench
