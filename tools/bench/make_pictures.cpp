/// Draws JPEG photographs of about 640×480 with a caption file beside each, for benchmarks of the window:
/// `make_pictures FOLDER [COUNT=100000] [--seconds N]`. Each picture depends on its number alone. What is there already stays, so that a
/// run that was stopped (or that ended by itself after N seconds) is continued by the same command.
#include "core/data/random.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr int kTextures = 24;
constexpr int kPerFolder = 1000;
constexpr int kMargin = 160; // By which textures are larger than the pictures cut from them.

/// Noise of several scales in two colours: as hard to encode as an ordinary photograph.
cv::Mat makeTexture(int number)
{
    cv::RNG random(static_cast<uint64_t>(number) * 7919 + 13);
    const cv::Size size(640 + kMargin, 640 + kMargin);
    cv::Mat sum(size, CV_32FC3, cv::Scalar::all(0));
    float weight = 90;
    for (int cells = 3; cells <= 200; cells *= 3, weight *= 0.55F) {
        cv::Mat noise(cells, cells, CV_32FC3), large;
        random.fill(noise, cv::RNG::UNIFORM, -1.0, 1.0);
        cv::resize(noise, large, size, 0, 0, cv::INTER_CUBIC);
        sum += large * weight;
    }
    cv::Mat grain(size, CV_32FC3);
    random.fill(grain, cv::RNG::NORMAL, 0.0, 3.0);
    sum += grain + cv::Scalar(random.uniform(80, 170), random.uniform(80, 170), random.uniform(80, 170));
    cv::Mat texture;
    sum.convertTo(texture, CV_8UC3);
    return texture;
}

cv::Size sizeOf(lorikeet::SplitMix64& random)
{
    static const cv::Size kSizes[] = {{640, 480}, {640, 480}, {640, 427}, {480, 640}, {640, 426}, {612, 612}, {500, 375}};
    return kSizes[random.below(std::size(kSizes))];
}

cv::Scalar colourOf(lorikeet::SplitMix64& random)
{
    return {static_cast<double>(random.below(256)), static_cast<double>(random.below(256)), static_cast<double>(random.below(256))};
}

std::vector<uint8_t> drawPicture(lorikeet::SplitMix64& random, const std::vector<cv::Mat>& textures)
{
    const cv::Size size = sizeOf(random);
    const cv::Mat& texture = textures[random.below(textures.size())];
    const auto x = static_cast<int>(random.below(static_cast<size_t>(texture.cols - size.width)));
    const auto y = static_cast<int>(random.below(static_cast<size_t>(texture.rows - size.height)));
    cv::Mat picture = texture(cv::Rect(cv::Point(x, y), size)).clone();
    if (random.below(2) == 1)
        cv::flip(picture, picture, 1);
    const size_t shapes = 1 + random.below(4);
    for (size_t i = 0; i < shapes; ++i) {
        const cv::Point centre(static_cast<int>(random.below(static_cast<size_t>(size.width))), static_cast<int>(random.below(static_cast<size_t>(size.height))));
        const cv::Size half(20 + static_cast<int>(random.below(120)), 20 + static_cast<int>(random.below(120)));
        if (random.below(2) == 0)
            cv::ellipse(picture, centre, half, static_cast<double>(random.below(180)), 0, 360, colourOf(random), cv::FILLED, cv::LINE_AA);
        else
            cv::rectangle(picture, cv::Rect(centre - cv::Point(half), centre + cv::Point(half)), colourOf(random), cv::FILLED);
    }
    std::vector<uint8_t> bytes;
    cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, 80});
    return bytes;
}

/// One to three plain sentences; a few pictures have none, and a few share theirs.
std::string makeCaption(lorikeet::SplitMix64& random, int number)
{
    static const char* const kThings[] = {"dog", "cat", "bicycle", "street", "tree", "house", "boat", "child", "bird", "table", "lamp", "river", "train", "kite", "horse"};
    static const char* const kLooks[] = {"red", "small", "old", "bright", "quiet", "wooden", "tall", "striped", "wet", "blue"};
    static const char* const kPlaces[] = {"in front of a wall", "beside the road", "under a grey sky", "near the water", "on a table", "in the garden"};
    if (number % 33 == 5)
        return {};
    if (number % 101 == 7)
        return "A photograph.";
    std::string text;
    const size_t sentences = 1 + random.below(3);
    for (size_t i = 0; i < sentences; ++i)
        text += std::string(i == 0 ? "A " : " There is a ") + kLooks[random.below(std::size(kLooks))] + " " + kThings[random.below(std::size(kThings))] + " and a "
            + kLooks[random.below(std::size(kLooks))] + " " + kThings[random.below(std::size(kThings))] + " " + kPlaces[random.below(std::size(kPlaces))] + ".";
    return text + " Picture " + std::to_string(number) + ".";
}

fs::path pathOf(const fs::path& folder, int number, const char* ending)
{
    char name[32];
    std::snprintf(name, sizeof name, "%03d/%06d.%s", number / kPerFolder, number, ending);
    return folder / name;
}

/// @returns false where the disk didn't take it
bool makeOne(const fs::path& folder, int number, const std::vector<cv::Mat>& textures)
{
    lorikeet::SplitMix64 random(static_cast<uint64_t>(number) + 1);
    const std::vector<uint8_t> bytes = drawPicture(random, textures);
    std::ofstream picture(pathOf(folder, number, "jpg"), std::ios::binary);
    picture.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    picture.close();
    if (!picture)
        return false;
    std::ofstream caption(pathOf(folder, number, "txt"), std::ios::binary); // Last: its presence says that the picture is whole.
    caption << makeCaption(random, number);
    caption.close();
    return static_cast<bool>(caption);
}

} // namespace

int main(int argc, char** argv)
{
    fs::path folder;
    int count = 100'000;
    double seconds = 1e9;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--seconds" && i + 1 < argc)
            seconds = std::stod(argv[++i]);
        else if (folder.empty())
            folder = argument;
        else
            count = std::stoi(argument);
    }
    if (folder.empty()) {
        std::fputs("usage: make_pictures FOLDER [COUNT] [--seconds N]\n", stderr);
        return 2;
    }
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
    for (int i = 0; i < count; i += kPerFolder)
        fs::create_directories(pathOf(folder, i, "jpg").parent_path());
    std::vector<cv::Mat> textures;
    for (int i = 0; i < kTextures; ++i)
        textures.push_back(makeTexture(i));
    cv::setNumThreads(1);
    std::atomic<int> next{0}, made{0};
    std::atomic<bool> isFull{false};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < std::max(1U, std::thread::hardware_concurrency()); ++t)
        threads.emplace_back([&] {
            for (int number = next++; number < count && elapsed() < seconds && !isFull; number = next++) {
                if (fs::exists(pathOf(folder, number, "txt")))
                    continue;
                if (!makeOne(folder, number, textures))
                    isFull = true;
                ++made;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    const bool isWhole = next >= count && !isFull;
    std::printf("%d pictures made in %.0f s; %s\n", made.load(), elapsed(), isFull ? "the disk didn't take them all" : isWhole ? "all are there" : "run it again for the rest");
    return isWhole ? 0 : 1;
}
