#include "core/base/error.h"

namespace lorikeet {

Error::Error(Text message, Text hint, ExitCode code)
    : std::runtime_error(message.english()), message_(std::move(message)), hint_(std::move(hint)), code_(code)
{
}

OutOfMemory::OutOfMemory(Text message, Text hint, int64_t wantedBytes, int64_t freeBytes)
    : Error(std::move(message), std::move(hint), ExitCode::OutOfMemory), wantedBytes_(wantedBytes), freeBytes_(freeBytes)
{
}

void assertionFailed(const char* claim, const char* file, int line)
{
    throw Error(Text(LK_TEXT("Internal error: \"%1\" does not hold at %2:%3."), claim, file, line),
        Text(LK_TEXT("This is a bug of Lorikeet. Please report it with the log.")), ExitCode::Bug);
}

} // namespace lorikeet
