#pragma once
/// @file A random number generator whose numbers are the same on every machine and with every compiler.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace lorikeet::demo {

/// SplitMix64. @see Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014)
class Random {
public:
    explicit Random(uint64_t seed) : state_(seed) {}
    /// The generator of one item (a picture, a row): items can be made in any order, or in parallel.
    Random(uint64_t seed, uint64_t item) : state_(mix(seed + 0x9E3779B97F4A7C15ULL) ^ mix(item * 0xD1342543DE82EF95ULL + 1)) {}

    uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mix(state_);
    }
    /// 0 … n-1; n > 0.
    size_t below(size_t n) { return static_cast<size_t>((next() >> 32) * static_cast<uint64_t>(n) >> 32); }
    /// low ≤ x < high
    double between(double low, double high) { return low + (high - low) * static_cast<double>(next() >> 11) / 9007199254740992.0; }
    bool chance(double share) { return between(0, 1) < share; }

    template <typename T>
    void shuffle(std::vector<T>& items)
    {
        for (size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[below(i)]);
    }

    static uint64_t mix(uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

private:
    uint64_t state_;
};

/// A number that depends on the text alone (FNV-1a, then mixed).
inline uint64_t stableHash(std::string_view text)
{
    uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return Random::mix(hash);
}

} // namespace lorikeet::demo
