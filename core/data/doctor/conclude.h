#pragma once
/// @file From single findings to the report.

#include "core/data/doctor/doctor.h"

namespace lorikeet {

struct Findings {
    const std::vector<Sample>& samples;
    const std::vector<size_t>& looked;
    const DoctorSettings& settings;
    const PictureTable& pictures;
    const PictureGroups& groups;
    const std::vector<Measured>& measured;
    const std::vector<std::vector<Issue>>& bySample; ///< Of rules for one sample; kept for the next recheck.
    const std::vector<std::vector<Issue>>& byData;   ///< Of rules over all samples.
};

DoctorReport concludeReport(const Findings& findings);
/// Tokens, sizes, duplicates of all samples; scores and rules come with the report.
void fillFacts(const Findings& findings, DoctorReport& report);
/// What a sample is worth with these findings, 0 … 100.
float scoreOf(size_t fatal, size_t warnings, size_t notes);

} // namespace lorikeet
