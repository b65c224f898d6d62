#pragma once
/// @file The random numbers of splits and shuffles: the same on every machine and in every version.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lorikeet {

/// SplitMix64 (Steele, Lea, Flood 2014).
class SplitMix64 {
public:
    explicit SplitMix64(uint64_t seed) : state_(seed) {}

    uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15U;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    /// 0 … bound-1, without bias. `bound` > 0.
    uint64_t below(uint64_t bound)
    {
        const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        uint64_t value = next();
        while (value >= limit)
            value = next();
        return value % bound;
    }
    /// [0, 1)
    double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    uint64_t state_;
};

/// FNV-1a of the bytes, stirred with the seed.
inline uint64_t seededHash(std::string_view text, uint64_t seed)
{
    uint64_t hash = 0xCBF29CE484222325U;
    for (char c : text)
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3U;
    return SplitMix64(hash ^ SplitMix64(seed).next()).next();
}

} // namespace lorikeet
