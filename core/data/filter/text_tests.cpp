#include "core/base/error.h"
#include "core/data/filter/field_tests.h"
#include "core/data/filter/values.h"
#include "core/text/fold.h"
#include "core/text/search_pattern.h"

namespace lorikeet {
namespace {

/// The texts that a field is made of, as they are written (regular expressions see their case).
template <typename Visit>
bool anyText(const Sample& sample, const std::string& field, const Visit& visit)
{
    if (field == "file") {
        if (sample.imagesAsWritten.empty())
            return visit(sample.id);
        return std::any_of(sample.imagesAsWritten.begin(), sample.imagesAsWritten.end(), visit);
    }
    for (const Message& message : sample.messages) {
        const bool isAnswer = message.role == Role::Assistant || message.role == Role::Function || sample.isText;
        const bool isWanted = field == "text" || (field == "answer" && isAnswer) || (field == "question" && !isAnswer && message.role != Role::System);
        if (isWanted && visit(message.content))
            return true;
    }
    return (field == "text" || field == "system") && sample.system && visit(*sample.system);
}

FilterNode makeRegexTest(const FieldTerm& term, const std::string& field)
{
    return makeNode([test = makeTextPredicate(term), field](const DataView& view) -> SampleTest {
        return [&view, &test, &field](size_t i) { return anyText(view.samples[i], field, test); };
    });
}

/// Whether one of a sample's own short texts passes. `texts(sample)` are compared folded.
template <typename Texts>
FilterNode makeShortTextTest(const FieldTerm& term, const Texts& texts)
{
    return makeNode([test = makeTextPredicate(term), isRegex = term.isRegex, texts](const DataView& view) -> SampleTest {
        return [&view, &test, isRegex, texts](size_t i) {
            return texts(view.samples[i], [&](const std::string& text) { return isRegex ? test(text) : test(foldCase(text)); });
        };
    });
}

} // namespace

FilterNode makeTextNode(const std::string& text, bool isRegex, bool ignoresCase, size_t position)
{
    FieldTerm term;
    term.field = "text";
    term.value = text;
    term.isRegex = isRegex;
    term.ignoresCase = ignoresCase;
    term.position = position;
    if (text.empty())
        throw Error(Text(LK_TEXT("At character %1 the text to search for is empty."), position), LK_TEXT("Write something between the quotation marks."));
    if (isRegex)
        return makeOr({makeRegexTest(term, "text"), makeRegexTest(term, "file")});
    return makeNode([wanted = foldCase(text)](const DataView& view) -> SampleTest {
        return [&view, &wanted](size_t i) { return view.text.all(i).find(wanted) != std::string_view::npos; };
    });
}

FilterNode makeFoldedTest(const FieldTerm& term)
{
    if (term.isRegex)
        return makeRegexTest(term, term.field);
    return makeNode([test = makeTextPredicate(term), value = foldedValue(term.field)](const DataView& view) -> SampleTest {
        return [&view, &test, value](size_t i) { return test(value(view, i)); };
    });
}

FilterNode makeDatasetTest(const FieldTerm& term)
{
    return makeShortTextTest(term, [](const Sample& sample, const auto& test) { return test(sample.dataset); });
}

FilterNode makeTagTest(const FieldTerm& term)
{
    return makeShortTextTest(term, [](const Sample& sample, const auto& test) { return std::any_of(sample.tags.begin(), sample.tags.end(), test); });
}

FilterNode makeModelTest(const FieldTerm& term)
{
    return makeShortTextTest(term, [](const Sample& sample, const auto& test) { return !sample.provenance.model.empty() && test(sample.provenance.model); });
}

FilterNode makeColumnTest(const FieldTerm& term)
{
    const bool isNumeric = !term.isRegex && (readNumber(term.value).has_value() || term.value.find("..") != std::string::npos);
    const bool isCompared = term.op != FieldTerm::Op::Has && term.op != FieldTerm::Op::Equal;
    std::function<bool(double)> number = isNumeric || isCompared ? makeNumberPredicate(term) : nullptr;
    std::function<bool(std::string_view)> text = isCompared ? nullptr : makeTextPredicate(term);
    return makeNode([number, text, name = term.field, isRegex = term.isRegex](const DataView& view) -> SampleTest {
        return [&view, &number, &text, &name, isRegex](size_t i) {
            const std::string_view value = columnValue(view.samples[i], name);
            if (number)
                if (const auto read = readNumber(value))
                    return number(*read);
            return text && !value.empty() && (isRegex ? text(value) : text(foldCase(value)));
        };
    });
}

} // namespace lorikeet
