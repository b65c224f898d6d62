#include "core/models/picture_reader.h"

namespace lorikeet {

SeenImage PictureReader::describe(const std::string& file, Size upright) const
{
    SeenImage seen;
    seen.file = file;
    seen.upright = upright;
    seen.given = givenSize(upright);
    seen.plan = images.plan(seen.given);
    return seen;
}

Size PictureReader::givenSize(Size upright) const
{
    const auto sizes = resizes(upright);
    return sizes.empty() ? upright : sizes.back();
}

std::vector<Size> PictureReader::resizes(Size upright) const
{
    if (maxPixels <= 0 && minPixels <= 0)
        return {};
    const Size first = preResizedSize(upright, maxPixels, minPixels);
    std::vector<Size> sizes = images.furtherResizes(first);
    if (first != upright)
        sizes.insert(sizes.begin(), first);
    return sizes;
}

Image PictureReader::given(Image upright) const
{
    for (const Size size : resizes({upright.width, upright.height}))
        upright = resizeLikePillow(upright, size.width, size.height, Resample::Bicubic);
    return upright;
}

bool PictureReader::isTooNarrow(const SeenImage& seen, DecodeProblem& problem)
{
    constexpr int64_t kMaxResizedPixels = 100'000'000;
    if (seen.plan.tokens > 0 && int64_t{seen.plan.resized.width} * seen.plan.resized.height <= kMaxResizedPixels)
        return false;
    problem = {.rule = "image.aspect", .message = Text(LK_TEXT("The picture %1 is too narrow for this model: %2x%3 pixels."), seen.file, seen.upright.width, seen.upright.height),
        .fix = Text(LK_TEXT("Cut out the part that matters, or leave the example out."))};
    return true;
}

std::optional<SeenImage> PictureReader::measure(const std::string& file, DecodeProblem& problem) const
{
    const auto header = readImageHeader(file, problem);
    if (!header)
        return std::nullopt;
    if (!header->isComplete) {
        problem = {.rule = "image.truncated", .message = Text(LK_TEXT("The picture %1 stops before its end."), file),
            .fix = Text(LK_TEXT("Copy it again from where it came, or leave the example out."))};
        return std::nullopt;
    }
    SeenImage seen = describe(file, keepsStored ? Size{header->storedWidth, header->storedHeight} : Size{header->width(), header->height()});
    if (isTooNarrow(seen, problem))
        return std::nullopt;
    return seen;
}

std::optional<SeenImage> PictureReader::read(const std::string& file, PixelData& pixels, DecodeProblem& problem, Image* shown) const
{
    auto upright = decodeImageFile(file, problem, {}, keepsStored ? Orientation::AsStored : Orientation::Upright);
    if (!upright)
        return std::nullopt;
    SeenImage seen = describe(file, {upright->width, upright->height});
    if (isTooNarrow(seen, problem))
        return std::nullopt;
    const Image input = given(std::move(*upright));
    images.append(input, pixels);
    if (shown != nullptr)
        *shown = images.seen(input);
    return seen;
}

std::optional<Image> PictureReader::see(const std::string& file, DecodeProblem& problem) const
{
    auto upright = decodeImageFile(file, problem, {}, keepsStored ? Orientation::AsStored : Orientation::Upright);
    if (!upright)
        return std::nullopt;
    if (isTooNarrow(describe(file, {upright->width, upright->height}), problem))
        return std::nullopt;
    return images.seen(given(std::move(*upright)));
}

} // namespace lorikeet
