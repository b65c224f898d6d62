#include "core/vision/decoders/decoders.h"
#include "core/vision/problems.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

namespace lorikeet {
namespace {

/// A progressive file can ask for any number of passes over the whole picture; sound ones have about ten.
constexpr int kMaxScans = 500;

struct Decompressor {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    jpeg_progress_mgr progress{};
    std::jmp_buf onError;
    bool isCut = false;
    bool isDamaged = false;
    std::array<char, JMSG_LENGTH_MAX> text{};

    void keepText() { errors.format_message(reinterpret_cast<j_common_ptr>(&info), text.data()); }
};

Decompressor& self(j_common_ptr info)
{
    return *static_cast<Decompressor*>(info->client_data);
}

[[noreturn]] void onFatal(j_common_ptr info)
{
    self(info).keepText();
    std::longjmp(self(info).onError, 1);
}

/// libjpeg goes on after these with grey or wrong blocks; we want to know which ones cost pixels.
void onWarning(j_common_ptr info, int level)
{
    if (level >= 0)
        return;
    Decompressor& decompressor = self(info);
    constexpr int kEndOfImage = 0xD9;
    switch (info->err->msg_code) {
    case JWRN_JPEG_EOF:
        decompressor.isCut = true;
        break;
    case JWRN_EXTRANEOUS_DATA: // Stray bytes before the end marker are common and harmless.
        if (info->err->msg_parm.i[1] == kEndOfImage)
            return;
        decompressor.isDamaged = true;
        break;
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
        return;
    default:
        decompressor.isDamaged = true;
    }
    if (decompressor.text[0] == '\0')
        decompressor.keepText();
}

void onProgress(j_common_ptr info)
{
    if (info->is_decompressor && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans)
        ERREXIT(info, JERR_BAD_SCAN_SCRIPT);
}

void quiet(j_common_ptr) {}

void chooseScale(jpeg_decompress_struct& info, int atLeast)
{
    if (atLeast <= 0)
        return;
    const int64_t longSide = std::max(info.image_width, info.image_height);
    info.scale_denom = 8;
    info.scale_num = 1;
    while (info.scale_num < 8 && longSide * static_cast<int64_t>(info.scale_num) / 8 < atLeast)
        info.scale_num *= 2;
}

/// Everything between setjmp and a possible longjmp: no local here may need a destructor. `raw` and `info` belong to the caller.
bool decompress(Decompressor& decompressor, std::string_view bytes, int atLeast, std::vector<uint8_t>& raw)
{
    jpeg_decompress_struct& info = decompressor.info;
    if (setjmp(decompressor.onError) != 0)
        return false;
    jpeg_create_decompress(&info);
    info.client_data = &decompressor;
    info.progress = &decompressor.progress;
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<unsigned long>(bytes.size()));
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK)
        return false;
    info.out_color_space = info.num_components == 1 ? JCS_GRAYSCALE : info.num_components == 4 ? JCS_CMYK : JCS_RGB;
    info.dct_method = JDCT_ISLOW;
    chooseScale(info, atLeast);
    jpeg_start_decompress(&info);
    const size_t rowBytes = static_cast<size_t>(info.output_width) * static_cast<size_t>(info.output_components);
    raw.resize(rowBytes * info.output_height);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = raw.data() + rowBytes * info.output_scanline;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    return true;
}

/// a * b / 255, rounded, in integers.
int multiplyBytes(int a, int b)
{
    const int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

/// Adobe's convention for CMYK in JPEG is inverted ink: 255 means none.
void appendFromInvertedCmyk(std::vector<uint8_t>& rgb, const std::vector<uint8_t>& raw)
{
    for (size_t i = 0; i + 3 < raw.size(); i += 4) {
        const int light = raw[i + 3];
        for (size_t channel = 0; channel < 3; ++channel)
            rgb.push_back(static_cast<uint8_t>(std::max(0, light - multiplyBytes(255 - raw[i + channel], light))));
    }
}

Image toRgb(int width, int height, int components, std::vector<uint8_t> raw)
{
    Image image{width, height, {}};
    if (components == 3) {
        image.rgb = std::move(raw);
        return image;
    }
    image.rgb.reserve(static_cast<size_t>(width) * static_cast<size_t>(height) * 3);
    if (components == 4)
        appendFromInvertedCmyk(image.rgb, raw);
    else
        for (uint8_t grey : raw)
            image.rgb.insert(image.rgb.end(), 3, grey);
    return image;
}

} // namespace

std::optional<Image> decodeJpeg(std::string_view bytes, const std::string& path, int atLeast, DecodeProblem& problem)
{
    Decompressor decompressor;
    decompressor.info.err = jpeg_std_error(&decompressor.errors);
    decompressor.info.client_data = &decompressor;
    decompressor.errors.error_exit = onFatal;
    decompressor.errors.emit_message = onWarning;
    decompressor.errors.output_message = quiet;
    decompressor.progress.progress_monitor = onProgress;
    std::vector<uint8_t> raw;
    const bool isDone = decompress(decompressor, bytes, atLeast, raw);
    const int width = static_cast<int>(decompressor.info.output_width);
    const int height = static_cast<int>(decompressor.info.output_height);
    const int components = decompressor.info.output_components;
    jpeg_destroy_decompress(&decompressor.info);
    if (isDone && !decompressor.isCut && !decompressor.isDamaged)
        return toRgb(width, height, components, std::move(raw));
    problem = decompressor.isCut ? truncatedPicture(path) : damagedPicture(path, decompressor.text.data());
    return std::nullopt;
}

} // namespace lorikeet
