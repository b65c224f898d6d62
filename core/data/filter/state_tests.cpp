#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/field_tests.h"
#include "core/data/filter/values.h"
#include "core/text/fold.h"

#include <array>

namespace lorikeet {
namespace {

using StateTest = bool (*)(const DataView& view, size_t sample);

struct State {
    const char* word;
    StateTest test;
};

bool hasCaption(const DataView& view, size_t i)
{
    const std::string_view answer = view.text.answer(i);
    return answer.find_first_not_of(" \n") != std::string_view::npos;
}

constexpr std::array kHas{
    State{"caption", hasCaption},
    State{"picture", [](const DataView& v, size_t i) { return !v.samples[i].images.empty(); }},
    State{"system", [](const DataView& v, size_t i) { return !v.text.system(i).empty(); }},
    State{"tags", [](const DataView& v, size_t i) { return !v.samples[i].tags.empty(); }},
    State{"issue", [](const DataView& v, size_t i) { return i < v.facts.rules.size() && v.facts.rules[i] != 0; }},
};

constexpr std::array kIs{
    State{"edited", [](const DataView& v, size_t i) { return v.isEdited(i); }},
    State{"excluded", [](const DataView& v, size_t i) { return v.samples[i].isExcluded; }},
    State{"moved", [](const DataView& v, size_t i) { return v.samples[i].alwaysTrains; }},
    State{"accepted", [](const DataView& v, size_t i) { return v.samples[i].review == Review::Accepted; }},
    State{"rejected", [](const DataView& v, size_t i) { return v.samples[i].review == Review::Rejected; }},
    State{"unreviewed", [](const DataView& v, size_t i) { return v.samples[i].review == Review::None; }},
    State{"duplicate", [](const DataView& v, size_t i) { return i < v.facts.duplicateOf.size() && v.facts.duplicateOf[i] >= 0; }},
    State{"pair", [](const DataView& v, size_t i) { return v.samples[i].rejectedAnswer.has_value(); }},
    State{"text", [](const DataView& v, size_t i) { return v.samples[i].isText; }},
};

template <typename States>
std::vector<std::string> wordsOf(const States& states)
{
    std::vector<std::string> words;
    for (const State& state : states)
        words.push_back(state.word);
    return words;
}

[[noreturn]] void failAtWord(const FieldTerm& term, const std::vector<std::string>& words)
{
    const auto nearest = nearestWord(toLowerAscii(term.value), words);
    throw Error(Text(LK_TEXT("At character %1: \"%2\" can't follow %3."), term.position, term.value, term.field),
        nearest ? Text(LK_TEXT("Did you mean %1:%2?"), term.field, *nearest) : Text(LK_TEXT("Possible are %1."), join(words, ", ")));
}

/// Which of the words the term names.
size_t wordIndex(const FieldTerm& term, const std::vector<std::string>& words)
{
    const bool isCompared = term.op != FieldTerm::Op::Has && term.op != FieldTerm::Op::Equal;
    const auto found = std::find(words.begin(), words.end(), toLowerAscii(term.value));
    if (term.isRegex || isCompared || found == words.end())
        failAtWord(term, words);
    return static_cast<size_t>(found - words.begin());
}

FilterNode makeStateNode(StateTest test)
{
    return makeNode([test](const DataView& view) -> SampleTest { return [&view, test](size_t i) { return test(view, i); }; });
}

} // namespace

std::vector<std::string> hasWords() { return wordsOf(kHas); }
std::vector<std::string> isWords() { return wordsOf(kIs); }

FilterNode makeHasTest(const FieldTerm& term)
{
    return makeStateNode(kHas[wordIndex(term, hasWords())].test);
}

FilterNode makeIsTest(const FieldTerm& term)
{
    return makeStateNode(kIs[wordIndex(term, isWords())].test);
}

FilterNode makeOriginTest(const FieldTerm& term)
{
    const auto wanted = static_cast<Origin>(wordIndex(term, {"human", "model", "edited"}));
    return makeNode([wanted](const DataView& view) -> SampleTest { return [&view, wanted](size_t i) { return view.samples[i].provenance.origin == wanted; }; });
}

FilterNode makeReviewTest(const FieldTerm& term)
{
    const auto wanted = static_cast<Review>(wordIndex(term, {"none", "accepted", "rejected"}));
    return makeNode([wanted](const DataView& view) -> SampleTest { return [&view, wanted](size_t i) { return view.samples[i].review == wanted; }; });
}

FilterNode makeNumberTest(const FieldTerm& term)
{
    return makeNode([test = makeNumberPredicate(term), value = numberValue(term.field)](const DataView& view) -> SampleTest {
        return [&view, &test, value](size_t i) { return test(value(view, i)); };
    });
}

FilterNode makeIssueTest(const FieldTerm& term)
{
    // A rule that isn't known (nothing was checked yet) passes none; names are compared as they are written.
    return makeNode([test = makeTextPredicate(term)](const DataView& view) -> SampleTest {
        uint64_t mask = 0;
        for (size_t rule = 0; rule < std::min<size_t>(view.facts.ruleNames.size(), 64); ++rule)
            if (test(view.facts.ruleNames[rule]))
                mask |= uint64_t{1} << rule;
        return [&view, mask](size_t i) { return i < view.facts.rules.size() && (view.facts.rules[i] & mask) != 0; };
    });
}

FilterNode makeDuplicateTest(const FieldTerm& term)
{
    return makeNode([test = makeTextPredicate(term)](const DataView& view) -> SampleTest {
        const std::vector<int32_t>& first = view.facts.duplicateOf;
        std::vector<uint8_t> isWanted(first.size(), 0); // by the first sample of the group
        for (size_t i = 0; i < std::min(first.size(), view.text.size()); ++i)
            if (first[i] >= 0 && static_cast<size_t>(first[i]) < first.size() && test(view.text.file(i)))
                isWanted[static_cast<size_t>(first[i])] = 1;
        return [&first, isWanted = std::move(isWanted)](size_t i) { return i < first.size() && first[i] >= 0 && isWanted[static_cast<size_t>(first[i])] != 0; };
    });
}

} // namespace lorikeet
