#pragma once
/// @file The one exception type of the project.

#include "core/base/text.h"

#include <cstdint>
#include <stdexcept>

namespace lorikeet {

/// What lorikeet-cli ends with; promised to users.
enum class ExitCode { Done = 0, Bug = 1, Input = 2, Stopped = 3, OutOfMemory = 4, NotFinite = 5, Io = 6 };

/// What happened (with the path, row, key or value), then what the user can do about it.
class Error : public std::runtime_error {
public:
    Error(Text message, Text hint, ExitCode code = ExitCode::Input);

    const Text& message() const { return message_; }
    const Text& hint() const { return hint_; }
    ExitCode code() const { return code_; }

private:
    Text message_;
    Text hint_;
    ExitCode code_;
};

/// Memory ran out; carries the numbers where they are known (0 = unknown).
class OutOfMemory : public Error {
public:
    OutOfMemory(Text message, Text hint, int64_t wantedBytes = 0, int64_t freeBytes = 0);

    int64_t wantedBytes() const { return wantedBytes_; }
    int64_t freeBytes() const { return freeBytes_; }

private:
    int64_t wantedBytes_;
    int64_t freeBytes_;
};

[[noreturn]] void assertionFailed(const char* claim, const char* file, int line);

} // namespace lorikeet

/// A claim about our own code; its failure is a bug of ours (exit code 1).
#define LK_ASSERT(claim) ((claim) ? static_cast<void>(0) : ::lorikeet::assertionFailed(#claim, __FILE__, __LINE__))
