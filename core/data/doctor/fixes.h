#pragma once
/// @file What a click on a finding does to samples.

#include "core/data/doctor/doctor.h"
#include "core/data/edits.h"

#include <string>
#include <vector>

namespace lorikeet {

/// Everything that a fix may need besides the samples.
struct FixRequest {
    FixKind kind = FixKind::Exclude;
    std::string rule;                 ///< The finding's.
    std::vector<size_t> samples;      ///< Indexes of the finding's samples.
    std::string folder;               ///< LocateFolder: where the pictures are now.
    std::vector<std::string> tokens;  ///< RemoveTokens: DoctorModel::marks().
};

/// The changes that mend these samples; samples that need none are left out. Kinds that change no sample give none.
/// LocateFolder reads the folder's names: not for the GUI thread. @throws Error when that folder can't be read.
std::vector<Edit::Change> makeFix(const FixRequest& request, const std::vector<Sample>& samples, const DoctorReport& report);

} // namespace lorikeet
