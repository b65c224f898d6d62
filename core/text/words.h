#pragma once
/// @file Words of a text by Unicode's rules.

#include <functional>
#include <memory>
#include <string_view>

namespace lorikeet {

/// Finds words (UAX #29, with dictionaries for scripts without spaces); one for each thread.
class WordFinder {
public:
    WordFinder();
    ~WordFinder();
    WordFinder(const WordFinder&) = delete;
    WordFinder& operator=(const WordFinder&) = delete;

    /// Calls visit(word) for each word with a letter in it; numbers alone and punctuation are none.
    void forWords(std::string_view text, const std::function<void(std::string_view word)>& visit);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Whether a folded word is one of the commonest little ones ("the", "und", "的"), which say nothing about what a text is about.
bool isStopWord(std::string_view word);

} // namespace lorikeet
