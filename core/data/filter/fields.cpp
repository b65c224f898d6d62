#include "core/base/error.h"
#include "core/base/strings.h"
#include "core/data/filter/field_tests.h"

#include <algorithm>

namespace lorikeet {
namespace {

using Make = FilterNode (*)(const FieldTerm&);

struct Field {
    FilterField shown;
    Make make;
};

const std::vector<Field>& fields()
{
    static const std::vector<Field> list{
        {{"text", LK_TEXT("Questions, answers and system prompt."), "text:\"red car\""}, makeFoldedTest},
        {{"answer", LK_TEXT("What the model should answer; captions are answers."), "answer:cat"}, makeFoldedTest},
        {{"question", LK_TEXT("What it is asked."), "question:colour"}, makeFoldedTest},
        {{"system", LK_TEXT("The system prompt."), "system:expert"}, makeFoldedTest},
        {{"file", LK_TEXT("Name of a picture, with its folder."), "file:holiday/"}, makeFoldedTest},
        {{"dataset", LK_TEXT("The dataset that it belongs to."), "dataset:shapes"}, makeDatasetTest},
        {{"tokens", LK_TEXT("Length for the chosen model, in tokens."), "tokens:>200"}, makeNumberTest},
        {{"picture_tokens", LK_TEXT("What its pictures cost, in tokens."), "picture_tokens:256..1024"}, makeNumberTest},
        {{"width", LK_TEXT("Width of the first picture in pixels."), "width:<512"}, makeNumberTest},
        {{"height", LK_TEXT("Height of the first picture in pixels."), "height:>=1024"}, makeNumberTest},
        {{"aspect", LK_TEXT("Width divided by height; 16/9 is understood."), "aspect:>16/9"}, makeNumberTest},
        {{"megapixels", LK_TEXT("Size of the first picture in millions of pixels."), "megapixels:>12"}, makeNumberTest},
        {{"pictures", LK_TEXT("How many pictures it has."), "pictures:>1"}, makeNumberTest},
        {{"turns", LK_TEXT("How many messages the conversation has."), "turns:>2"}, makeNumberTest},
        {{"words", LK_TEXT("Words of the answers."), "words:<3"}, makeNumberTest},
        {{"chars", LK_TEXT("Characters of the answers."), "chars:>500"}, makeNumberTest},
        {{"score", LK_TEXT("Quality by the Data Doctor, from 0 to 100."), "score:<60"}, makeNumberTest},
        {{"issues", LK_TEXT("How many rules found something."), "issues:>0"}, makeNumberTest},
        {{"tags", LK_TEXT("How many tags it has."), "tags:0"}, makeNumberTest},
        {{"tag", LK_TEXT("One of its tags; a whole tag with =."), "tag:night"}, makeTagTest},
        {{"issue", LK_TEXT("A rule of the Data Doctor that found something."), "issue:image.missing"}, makeIssueTest},
        {{"duplicate-of", LK_TEXT("Looks like the picture with this name."), "duplicate-of:cat_01.jpg"}, makeDuplicateTest},
        {{"origin", LK_TEXT("Who wrote the answer."), "origin:model", {"human", "model", "edited"}}, makeOriginTest},
        {{"model", LK_TEXT("Which model wrote the answer."), "model:qwen"}, makeModelTest},
        {{"review", LK_TEXT("What was decided about it."), "review:accepted", {"none", "accepted", "rejected"}}, makeReviewTest},
        {{"has", LK_TEXT("It has a caption, a picture, a system prompt, tags or an issue."), "-has:caption", hasWords()}, makeHasTest},
        {{"is", LK_TEXT("Its state."), "is:edited", isWords()}, makeIsTest},
    };
    return list;
}

} // namespace

const std::vector<FilterField>& filterFields()
{
    static const std::vector<FilterField> list = [] {
        std::vector<FilterField> result;
        for (const Field& field : fields())
            result.push_back(field.shown);
        result.push_back({"column.", LK_TEXT("A column of the data file that is no part of the conversation."), "column.source:web"});
        return result;
    }();
    return list;
}

FilterNode makeFieldNode(const FieldTerm& term, size_t fieldPosition)
{
    if (term.field.starts_with("column.") && term.field.size() > 7) {
        FieldTerm column = term;
        column.field = term.field.substr(7);
        return makeColumnTest(column);
    }
    for (const Field& field : fields())
        if (field.shown.name == term.field)
            return field.make(term);
    std::vector<std::string> names;
    for (const FilterField& field : filterFields())
        names.push_back(field.name);
    const auto nearest = nearestWord(term.field, names);
    throw Error(Text(LK_TEXT("At character %1: there is no field \"%2\" to filter by."), fieldPosition, term.field),
        nearest ? Text(LK_TEXT("Did you mean %1? To search for a text with a colon, put it in quotes."), *nearest)
                : Text(LK_TEXT("Fields are %1. To search for a text with a colon, put it in quotes."), join(names, ", ")));
}

} // namespace lorikeet
