#pragma once
/// @file preprocessor_config.json (or the image_processor part of processor_config.json) of a model folder, and what all processors read from it.

#include "core/models/config_reader.h"
#include "core/vision/image.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace lorikeet {

class PreprocessorConfig {
public:
    /// @throws Error when the folder has neither file, or it is malformed.
    static PreprocessorConfig load(const std::string& folder);
    /// The keys of the image processor.
    ConfigReader image() const;
    /// processor_config.json; empty where there is none.
    ConfigReader processor() const { return {processor_, processorFile_}; }

private:
    Json image_, processor_;
    std::string imageFile_, processorFile_;
};

/// Three numbers, or one for all three channels. @throws Error naming the key.
std::array<double, 3> readColours(const ConfigReader& config, const std::string& key, std::array<double, 3> fallback);

inline constexpr std::array<double, 3> kClipMean{0.48145466, 0.4578275, 0.40821073};
inline constexpr std::array<double, 3> kClipStd{0.26862954, 0.26130258, 0.27577711};
inline constexpr std::array<double, 3> kHalf{0.5, 0.5, 0.5};

/// do_rescale, rescale_factor, do_normalize, image_mean, image_std as one look-up: what each byte becomes, bit-equal to transformers.
class PixelTable {
public:
    /// @throws Error naming the key.
    static PixelTable read(const ConfigReader& config, std::array<double, 3> mean, std::array<double, 3> std);
    float at(size_t channel, uint8_t value) const { return values_[channel][value]; }
    /// The picture as planes [3, H, W]. @param planes 3 · H · W floats
    void writePlanes(const Image& image, std::span<float> planes) const;

private:
    std::array<std::array<float, 256>, 3> values_{};
};

} // namespace lorikeet
