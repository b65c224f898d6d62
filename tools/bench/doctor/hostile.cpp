#include "tools/bench/doctor/photos.h"
#include "tools/bench/doctor/steps.h"

#include "core/base/file.h"
#include "core/base/os.h"
#include "core/vision/picture_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include <opencv2/imgcodecs.hpp>

namespace lorikeet::bench {
namespace {

struct Worst {
    double seconds = 0;
    size_t refused = 0;
    size_t read = 0;
};

void look(const std::string& path, Worst& worst)
{
    const double start = secondsNow();
    std::string tiny;
    const PictureFacts facts = lookAtPicture(path, tiny);
    worst.seconds = std::max(worst.seconds, secondsNow() - start);
    ++(facts.problem ? worst.refused : worst.read);
}

std::string little(uint64_t value, size_t bytes)
{
    std::string result;
    for (size_t i = 0; i < bytes; ++i)
        result.push_back(static_cast<char>(value >> 8 * i & 0xFF));
    return result;
}

/// A GIF of one colour, written by hand: OpenCV writes none.
std::string gifOf(int width, int height, size_t frames)
{
    const std::string size = little(static_cast<uint64_t>(width), 2) + little(static_cast<uint64_t>(height), 2);
    std::string gif = "GIF89a";
    gif.append(size).append("\x80\0\0\0\0\0\xFF\xFF\xFF", 9);
    for (size_t frame = 0; frame < frames; ++frame) {
        gif.append(",").append(4, '\0').append(size).append(1, '\0').append("\x07");
        // Codes of 8 bits: a clear code, then a pixel each, cleared before they grow.
        std::string codes;
        for (int pixel = 0; pixel < width * height; ++pixel) {
            if (pixel % 100 == 0)
                codes.push_back('\x80');
            codes.push_back(static_cast<char>(pixel % 2));
        }
        codes.push_back('\x81');
        for (size_t at = 0; at < codes.size(); at += 255)
            gif += little(std::min<size_t>(255, codes.size() - at), 1) + codes.substr(at, 255);
        gif.push_back('\0');
    }
    return gif.append(";");
}

std::string encoded(const char* ending, const cv::Mat& picture)
{
    if (std::string_view(ending) == ".gif")
        return gifOf(96, 72, 2);
    std::vector<uint8_t> bytes;
    cv::imencode(ending, picture, bytes);
    return std::string(bytes.begin(), bytes.end());
}

std::string mutated(std::string bytes, cv::RNG& random)
{
    const int kind = random.uniform(0, 4);
    if (kind == 0)
        return bytes.substr(0, static_cast<size_t>(random.uniform(0, static_cast<int>(bytes.size()))));
    if (kind == 1) {
        const auto at = static_cast<size_t>(random.uniform(0, static_cast<int>(bytes.size())));
        return bytes.insert(at, static_cast<size_t>(random.uniform(1, 300)), static_cast<char>(random.uniform(0, 256)));
    }
    // Half of the changes hit the headers, where sizes and offsets stand.
    const int reach = kind == 2 ? std::min(200, static_cast<int>(bytes.size())) : static_cast<int>(bytes.size());
    for (int i = random.uniform(1, 20); i > 0; --i)
        bytes[static_cast<size_t>(random.uniform(0, reach))] = static_cast<char>(random.uniform(0, 256));
    return bytes;
}

void report(const std::string& what, const Worst& worst, double memoryBefore)
{
    fmt::print("{}: {} refused, {} read, worst {:.2f} s, extra memory {:.0f} MiB\n", what, worst.refused, worst.read, worst.seconds,
        std::max(0.0, os::peakRssMib() - memoryBefore));
}

std::string pngHeader(uint32_t width, uint32_t height, char depth, char colour)
{
    const auto big = [](uint32_t value) {
        const std::string bytes = little(value, 4);
        return std::string(bytes.rbegin(), bytes.rend());
    };
    std::string png = "\x89PNG\r\n\x1A\n";
    png.append(big(13)).append("IHDR").append(big(width)).append(big(height)).append(1, depth).append(1, colour).append(3, '\0');
    return png.append(big(0)).append(big(0)).append("IEND\xAE\x42\x60\x82");
}

/// One directory whose strips lie everywhere and are as long as can be.
std::string absurdTiff(uint32_t width, uint32_t height, uint32_t strips)
{
    const auto entry = [](uint64_t tag, uint64_t type, uint64_t count, uint64_t value) { return little(tag, 2) + little(type, 2) + little(count, 4) + little(value, 4); };
    std::string tiff = std::string("II*\0", 4) + little(8, 4) + little(9, 2);
    tiff += entry(256, 4, 1, width) + entry(257, 4, 1, height) + entry(258, 3, 1, 8) + entry(259, 3, 1, 1) + entry(262, 3, 1, 1);
    tiff += entry(273, 4, strips, 200) + entry(277, 3, 1, 1) + entry(278, 4, 1, 1) + entry(279, 4, strips, 200);
    return tiff + little(0, 4) + std::string(4096, '\xFF');
}

} // namespace

void measureHostilePictures(const std::string& folder, size_t perFormat)
{
    const std::string path = folder + "/hostile";
    makeFolders(path);
    const std::string file = path + "/picture";
    cv::RNG random(7);
    const cv::Mat photo = makePhoto(1, 320, 240);
    for (const char* ending : {".jpg", ".png", ".webp", ".bmp", ".gif", ".tiff"}) {
        const std::string sound = encoded(ending, photo);
        const double before = os::peakRssMib();
        Worst worst;
        for (size_t i = 0; i < perFormat; ++i) {
            writeFileAtomically(file, mutated(sound, random));
            look(file, worst);
        }
        report(fmt::format("{} mutated {} pictures", perFormat, ending + 1), worst, before);
    }
    const std::pair<const char*, std::string> bombs[] = {
        {"PNG of 30000x30000", pngHeader(30'000, 30'000, 8, 2)},
        {"PNG of 65535x65535, 1 bit", pngHeader(65'535, 65'535, 1, 0)},
        {"GIF of 3,000 frames", gifOf(64, 64, 3'000)},
        {"GIF of 65535x65535", std::string("GIF89a\xFF\xFF\xFF\xFF\x80\0\0\0\0\0\xFF\xFF\xFF,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02\x4C\x01\0;", 34)},
        {"TIFF of a billion strips", absurdTiff(60'000, 60'000, 1'000'000'000)},
        {"TIFF of 9000x9000 with strips beyond its end", absurdTiff(9'000, 9'000, 9'000)},
    };
    for (const auto& [name, bytes] : bombs) {
        writeFileAtomically(file, bytes);
        const double before = os::peakRssMib();
        Worst worst;
        look(file, worst);
        report(name, worst, before);
    }
}

} // namespace lorikeet::bench
