#pragma once
/// @file Photo-like pictures made by a seed: light and colours that change slowly, things with edges, textures, a sensor's noise.

#include <opencv2/core.hpp>

#include <cstdint>
#include <string>

namespace lorikeet::bench {

/// BGR. The same seed gives the same picture.
cv::Mat makePhoto(uint64_t seed, int width = 1152, int height = 864);
cv::Mat readJpeg(const std::string& path);
/// Another picture made of the parts of this one, quickly.
cv::Mat makeVariant(const cv::Mat& picture, uint64_t seed);
void saveJpeg(const std::string& path, const cv::Mat& picture, int quality = 90);
/// A copy as people make them.
enum class CopyKind { Reencoded, Resized, CroppedCentre, CroppedLeft, CroppedTop, CroppedCorner, CroppedAndSmaller };
inline constexpr CopyKind kCopyKinds[] = {CopyKind::Reencoded, CopyKind::Resized, CopyKind::CroppedCentre, CopyKind::CroppedLeft, CopyKind::CroppedTop,
    CopyKind::CroppedCorner, CopyKind::CroppedAndSmaller};
const char* copyName(CopyKind kind);
/// JPEG bytes' pixels of such a copy; `share` is how much a crop takes of each side that it touches.
cv::Mat makeCopy(const cv::Mat& picture, CopyKind kind, double share = 0.05);

} // namespace lorikeet::bench
