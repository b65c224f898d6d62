#include "core/vision/problems.h"

namespace lorikeet {
namespace {

Text replaceOrLeaveOut()
{
    return LK_TEXT("Replace the file by a sound copy, or leave the example out.");
}

} // namespace

DecodeProblem missingPicture(const std::string& path)
{
    return {"image.missing", Text(LK_TEXT("Picture %1 cannot be found."), path),
        LK_TEXT("Did the folder move? Put the file back, correct the path in the data file, or leave the example out.")};
}

DecodeProblem notAFile(const std::string& path)
{
    return {"image.format", Text(LK_TEXT("%1 is a folder or a device, not a picture file."), path),
        LK_TEXT("Write the path of a picture file in the data file, or leave the example out.")};
}

DecodeProblem unreadablePicture(const std::string& path)
{
    return {"image.missing", Text(LK_TEXT("Picture %1 is there but can't be opened."), path),
        LK_TEXT("Check the file's permissions and that its disk is connected.")};
}

DecodeProblem emptyPicture(const std::string& path)
{
    return {"image.empty", Text(LK_TEXT("Picture %1 is empty (0 bytes)."), path), replaceOrLeaveOut()};
}

DecodeProblem unknownFormat(const std::string& path)
{
    return {"image.format", Text(LK_TEXT("%1 is not a picture that can be read here (JPEG, PNG, WebP, BMP, GIF or TIFF)."), path),
        LK_TEXT("Convert it to JPEG or PNG, or leave the example out.")};
}

DecodeProblem animatedWebp(const std::string& path)
{
    return {"image.format", Text(LK_TEXT("Picture %1 is an animated WebP, which can't be read here."), path),
        LK_TEXT("Convert its first frame to PNG, or leave the example out.")};
}

DecodeProblem tooManyBytes(const std::string& path, uint64_t bytes, uint64_t limit)
{
    return {"image.too_large", Text(LK_TEXT("Picture %1 has %2 bytes; the limit is %3."), path, bytes, limit),
        LK_TEXT("Save a smaller copy, or leave the example out.")};
}

DecodeProblem tooManyPixels(const std::string& path, int64_t width, int64_t height, int64_t limit)
{
    return {"image.too_large",
        Text(LK_TEXT("Picture %1 is %2 x %3 pixels large; the limit is %4 million pixels."), path, width, height, limit / 1'000'000),
        LK_TEXT("Save a smaller copy, or leave the example out.")};
}

DecodeProblem truncatedPicture(const std::string& path)
{
    return {"image.truncated", Text(LK_TEXT("Picture %1 stops halfway: its end is missing."), path),
        LK_TEXT("Copy or download it again, or leave the example out.")};
}

DecodeProblem damagedPicture(const std::string& path, const std::string& detail)
{
    if (detail.empty())
        return {"image.damaged", Text(LK_TEXT("Picture %1 is damaged and can't be decoded."), path), replaceOrLeaveOut()};
    return {"image.damaged", Text(LK_TEXT("Picture %1 is damaged: %2."), path, detail), replaceOrLeaveOut()};
}

} // namespace lorikeet
