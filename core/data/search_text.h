#pragma once
/// @file The case-folded text of every sample in one block of memory, for filters and sorting.

#include "core/data/sample.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

class SearchText {
public:
    SearchText() = default;
    /// In parallel.
    explicit SearchText(const std::vector<Sample>& samples);

    size_t size() const { return entries_.size(); }
    /// Everything at once: answers, questions, system and file; each pair of texts with a newline between.
    std::string_view all(size_t sample) const;
    /// Answers, questions and system.
    std::string_view conversation(size_t sample) const;
    std::string_view answer(size_t sample) const;
    std::string_view question(size_t sample) const;
    std::string_view system(size_t sample) const;
    /// Names of its pictures as the data spells them; of a sample without pictures its id.
    std::string_view file(size_t sample) const;
    uint32_t answerWords(size_t sample) const { return entries_[sample].words; }
    uint32_t answerCharacters(size_t sample) const { return entries_[sample].characters; }

    /// Takes over what these samples say now. `samples` has as many as this was made of.
    void update(const std::vector<Sample>& samples, const std::vector<size_t>& changed);
    /// Bytes in use, spare ones included.
    size_t bytes() const { return arena_.capacity() + entries_.capacity() * sizeof(Entry); }

private:
    struct Entry {
        uint64_t begin = 0;
        uint32_t answer = 0; ///< Lengths; the parts follow one another with a newline between.
        uint32_t question = 0;
        uint32_t system = 0;
        uint32_t file = 0;
        uint32_t words = 0;
        uint32_t characters = 0;
    };
    static Entry append(std::string& arena, const Sample& sample);
    std::string_view part(const Entry& entry, uint64_t skipped, uint64_t length) const { return std::string_view(arena_).substr(entry.begin + skipped, length); }
    void rebuild(const std::vector<Sample>& samples);

    std::string arena_;
    std::vector<Entry> entries_;
    size_t unused_ = 0; ///< Bytes of the arena that no entry points to any more.
};

} // namespace lorikeet
