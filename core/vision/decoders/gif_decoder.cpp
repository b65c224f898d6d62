#include "core/vision/decoders/decoders.h"
#include "core/vision/problems.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <gif_lib.h>

namespace lorikeet {
namespace {

struct Reader {
    std::string_view bytes;
    size_t at = 0;
};

int readBytes(GifFileType* gif, GifByteType* to, int count)
{
    Reader& reader = *static_cast<Reader*>(gif->UserData);
    const size_t taken = std::min(static_cast<size_t>(count), reader.bytes.size() - reader.at);
    std::memcpy(to, reader.bytes.data() + reader.at, taken);
    reader.at += taken;
    return static_cast<int>(taken);
}

struct CloseGif {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using GifPointer = std::unique_ptr<GifFileType, CloseGif>;

/// The transparent colour's index from a graphics control block, -1 where there is none.
bool readExtension(GifFileType* gif, int& transparent)
{
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif, &code, &block) == GIF_ERROR)
        return false;
    while (block != nullptr) {
        if (code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4 && (block[1] & 1) != 0)
            transparent = block[4];
        if (DGifGetExtensionNext(gif, &block) == GIF_ERROR)
            return false;
    }
    return true;
}

/// Goes to the first frame. False where there is none.
bool findFrame(GifFileType* gif, int& transparent)
{
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    while (DGifGetRecordType(gif, &record) != GIF_ERROR) {
        if (record == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(gif) != GIF_ERROR;
        if (record != EXTENSION_RECORD_TYPE || !readExtension(gif, transparent))
            return false;
    }
    return false;
}

/// The frame's rows in the order in which they are stored.
std::vector<int> rowOrder(int height, bool isInterlaced)
{
    constexpr std::array<std::array<int, 2>, 4> kPasses{{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    std::vector<int> rows;
    if (!isInterlaced) {
        for (int y = 0; y < height; ++y)
            rows.push_back(y);
        return rows;
    }
    for (const auto& [first, step] : kPasses)
        for (int y = first; y < height; y += step)
            rows.push_back(y);
    return rows;
}

} // namespace

std::optional<Image> decodeGif(std::string_view bytes, const std::string& path, const ImageHeader& header, DecodeProblem& problem)
{
    Reader reader{bytes};
    const GifPointer gif(DGifOpen(&reader, readBytes, nullptr));
    int transparent = -1;
    if (!gif || !findFrame(gif.get(), transparent)) {
        problem = damagedPicture(path);
        return std::nullopt;
    }
    const GifImageDesc& frame = gif->Image;
    const ColorMapObject* colours = frame.ColorMap != nullptr ? frame.ColorMap : gif->SColorMap;
    const bool fits = frame.Left >= 0 && frame.Top >= 0 && frame.Width > 0 && frame.Height > 0
        && frame.Left + frame.Width <= header.storedWidth && frame.Top + frame.Height <= header.storedHeight;
    if (colours == nullptr || !fits) {
        problem = damagedPicture(path);
        return std::nullopt;
    }
    const size_t width = static_cast<size_t>(header.storedWidth);
    // What the frame does not cover shows the transparent colour, or colour 0.
    std::vector<GifByteType> indices(width * static_cast<size_t>(header.storedHeight), static_cast<GifByteType>(std::max(transparent, 0)));
    for (int y : rowOrder(frame.Height, frame.Interlace)) {
        GifByteType* row = indices.data() + width * static_cast<size_t>(frame.Top + y) + frame.Left;
        if (DGifGetLine(gif.get(), row, frame.Width) == GIF_ERROR) {
            problem = gif->Error == D_GIF_ERR_READ_FAILED ? truncatedPicture(path) : damagedPicture(path);
            return std::nullopt;
        }
    }
    Image image{header.storedWidth, header.storedHeight, {}};
    image.rgb.reserve(indices.size() * 3);
    for (GifByteType index : indices) {
        const GifColorType colour = index < colours->ColorCount ? colours->Colors[index] : GifColorType{};
        image.rgb.insert(image.rgb.end(), {colour.Red, colour.Green, colour.Blue});
    }
    return image;
}

} // namespace lorikeet
