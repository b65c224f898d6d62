#include "ui/dataset/bulk_action.h"

#include "ui/dataset/tags_line.h"

#include <QCoreApplication>

namespace lorikeet {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("BulkAction", text);
}

std::string utf8(const QString& text)
{
    return text.toStdString();
}

BulkEdit editCaptionWords(CaptionTags::Action action, const BulkFields& fields)
{
    CaptionTags what;
    what.action = action;
    what.tags = TagsLine::tagsOf(fields.first);
    what.newName = utf8(fields.second.simplified());
    return editCaptionTags(what);
}

BulkAction captionWords(const char* name, const char* title, CaptionTags::Action action, BulkAction::Form form, const char* first = "", const char* second = "")
{
    return {QString::fromLatin1(name), tr(title), form, tr(first), tr(second), [action](const BulkFields& f) { return editCaptionWords(action, f); },
        form != BulkAction::Form::None};
}

BulkAction plain(const char* name, const char* title, std::function<BulkEdit()> make)
{
    return {QString::fromLatin1(name), tr(title), BulkAction::Form::None, {}, {}, [make = std::move(make)](const BulkFields&) { return make(); }, false};
}

std::vector<BulkAction> makeTextActions()
{
    using Form = BulkAction::Form;
    return {
        {"replace", tr("Find and replace"), Form::FindReplace, tr("Find"), tr("Replace with"),
            [](const BulkFields& f) {
                return replaceText({utf8(f.first), utf8(f.second), SearchOptions{f.matchesCase, f.wholeWords, f.isRegex}, f.scope});
            }},
        {"prefix", tr("Put text in front"), Form::Text, tr("Text"), {}, [](const BulkFields& f) { return addPrefix(utf8(f.first), f.scope, f.alsoEmpty); }},
        {"suffix", tr("Put text behind"), Form::Text, tr("Text"), {}, [](const BulkFields& f) { return addSuffix(utf8(f.first), f.scope, f.alsoEmpty); }},
        {"tidy", tr("Clean up spaces and blank lines"), Form::None, {}, {}, [](const BulkFields&) { return tidySpaces(TextScope::All); }, false},
        {"question", tr("Set the question"), Form::LongText, tr("Question"), {}, [](const BulkFields& f) { return setQuestion(utf8(f.first)); }},
        {"answer", tr("Set the answer"), Form::LongText, tr("Answer"), {}, [](const BulkFields& f) { return setAnswer(utf8(f.first)); }},
        {"system", tr("Set the instruction"), Form::LongText, tr("Instruction (empty = the model's own)"), {},
            [](const BulkFields& f) { return setSystem(utf8(f.first)); }, false},
    };
}

std::vector<BulkAction> makeTagActions()
{
    using Form = BulkAction::Form;
    using Words = CaptionTags::Action;
    return {
        {"tags.add", tr("Add tags"), Form::Words, tr("Tags"), {}, [](const BulkFields& f) { return addTags(TagsLine::tagsOf(f.first)); }},
        {"tags.remove", tr("Remove tags"), Form::Words, tr("Tags"), {}, [](const BulkFields& f) { return removeTags(TagsLine::tagsOf(f.first)); }},
        {"tags.rename", tr("Rename a tag"), Form::Rename, tr("Tag"), tr("New name"),
            [](const BulkFields& f) { return renameTag(utf8(f.first.simplified()), utf8(f.second.simplified())); }},
        captionWords("caption.add", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: add"), Words::Add, Form::Words, QT_TRANSLATE_NOOP("BulkAction", "Words, with commas between")),
        captionWords("caption.front", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: put in front"), Words::AddInFront, Form::Words, QT_TRANSLATE_NOOP("BulkAction", "Words, with commas between")),
        captionWords("caption.remove", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: remove"), Words::Remove, Form::Words, QT_TRANSLATE_NOOP("BulkAction", "Words, with commas between")),
        captionWords("caption.rename", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: rename"), Words::Rename, Form::Rename, QT_TRANSLATE_NOOP("BulkAction", "Word"), QT_TRANSLATE_NOOP("BulkAction", "New word")),
        captionWords("caption.move", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: move to the front"), Words::MoveToFront, Form::Words, QT_TRANSLATE_NOOP("BulkAction", "Words, with commas between")),
        captionWords("caption.unique", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: remove repeated ones"), Words::RemoveDuplicates, Form::None),
        captionWords("caption.sort", QT_TRANSLATE_NOOP("BulkAction", "Caption of words: sort"), Words::Sort, Form::None),
    };
}

std::vector<BulkAction> makeStateActions()
{
    return {
        plain("accept", QT_TRANSLATE_NOOP("BulkAction", "Review: accept"), [] { return setReview(Review::Accepted); }),
        plain("reject", QT_TRANSLATE_NOOP("BulkAction", "Review: reject"), [] { return setReview(Review::Rejected); }),
        plain("unreview", QT_TRANSLATE_NOOP("BulkAction", "Review: take back"), [] { return setReview(Review::None); }),
        plain("exclude", QT_TRANSLATE_NOOP("BulkAction", "Leave out of training"), [] { return setExcluded(true); }),
        plain("include", QT_TRANSLATE_NOOP("BulkAction", "Take in again"), [] { return setExcluded(false); }),
    };
}

} // namespace

const std::vector<BulkAction>& bulkActions()
{
    static const std::vector<BulkAction> list = [] {
        std::vector<BulkAction> all = makeTextActions();
        for (auto* make : {&makeTagActions, &makeStateActions})
            for (BulkAction& action : make())
                all.push_back(std::move(action));
        return all;
    }();
    return list;
}

} // namespace lorikeet
