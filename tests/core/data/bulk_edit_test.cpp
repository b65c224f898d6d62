#include "core/base/error.h"
#include "core/data/bulk_edit.h"
#include "support/runner.h"

#include <QTest>

using namespace lorikeet;

namespace {

Sample makeSample(const std::string& answer, const std::string& question = "<image>\nWhat?")
{
    Sample sample;
    sample.id = "a";
    sample.messages = {{Role::User, question}, {Role::Assistant, answer}};
    sample.images = {"/x.jpg"};
    return sample;
}

QString answerAfter(const BulkEdit& edit, const QString& answer)
{
    const Sample sample = makeSample(answer.toStdString());
    const auto after = changedContent(sample, edit);
    return after ? QString::fromStdString(after->messages[1].content) : QStringLiteral("=");
}

} // namespace

class BulkEditTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void replaces_data();
    void replaces();
    void badPatternsAreNamed();
    void scopes();
    void prefixAndSuffixLeavePicturesInFront();
    void captionLists_data();
    void captionLists();
    void tellsListsFromSentences();
    void tags();
    void questions();
    void saysWhoWroteIt();
    void previewCountsAndShows();
    void reverts();
};

void BulkEditTest::replaces_data()
{
    QTest::addColumn<QString>("find");
    QTest::addColumn<QString>("replacement");
    QTest::addColumn<QString>("flags"); // c case, w words, r regex
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after"); // "=": nothing changes
    QTest::newRow("plain") << "cat" << "dog" << "" << "A cat. Cat!" << "A dog. dog!";
    QTest::newRow("case") << "cat" << "dog" << "c" << "A cat. Cat!" << "A dog. Cat!";
    QTest::newRow("words") << "cat" << "dog" << "w" << "cat category tomcat cat" << "dog category tomcat dog";
    QTest::newRow("words in Chinese") << "猫" << "狗" << "" << "一只橘猫" << "一只橘狗";
    QTest::newRow("umlauts fold") << "ÄRGER" << "x" << "" << "Ärger ärger" << "x x";
    QTest::newRow("signs are themselves") << "a.b*(c)" << "$1\\1" << "" << "a.b*(c) axb" << "$1\\1 axb";
    QTest::newRow("whole words around signs") << "c++" << "rust" << "w" << "I use c++, c++x" << "I use rust, c++x";
    QTest::newRow("groups") << "(\\w+) (\\w+)" << "$2 ${1}!" << "r" << "red cat" << "cat red!";
    QTest::newRow("backslash groups") << "(a)(b)?" << "[\\1\\2]" << "r" << "ac" << "[a]c";
    QTest::newRow("line break") << ", " << "\\n" << "r" << "a, b" << "a\nb";
    QTest::newRow("dollar") << "5" << "$$5" << "r" << "5" << "$5";
    QTest::newRow("anchors by line") << "^" << "- " << "r" << "a\nb" << "- a\n- b";
    QTest::newRow("to nothing") << "\\s+$" << "" << "r" << "a  " << "a";
    QTest::newRow("nothing found") << "x" << "y" << "" << "abc" << "=";
    QTest::newRow("the same again") << "cat" << "cat" << "c" << "cat" << "=";
}

void BulkEditTest::replaces()
{
    QFETCH(QString, find);
    QFETCH(QString, replacement);
    QFETCH(QString, flags);
    QFETCH(QString, before);
    QFETCH(QString, after);
    const BulkEdit edit = replaceText({find.toStdString(), replacement.toStdString(), {flags.contains('c'), flags.contains('w'), flags.contains('r')}});
    QCOMPARE(answerAfter(edit, before), after);
}

void BulkEditTest::badPatternsAreNamed()
{
    const SearchOptions regex{false, false, true};
    for (const auto& [find, replacement, says] : {std::tuple{"a(", "", "character 3"}, {"", "", "nothing to search"}, {"(a)", "$2", "group 2"}, {"a", "${99}", "group 99"}}) {
        try {
            replaceText({find, replacement, regex});
            QFAIL("taken");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.message().english()).contains(says), error.what());
        }
    }
    const Sample slow = makeSample(std::string(4000, 'a') + "!");
    QVERIFY_EXCEPTION_THROWN(changedContent(slow, replaceText({"(a|aa)+$", "", regex})), Error);
}

void BulkEditTest::scopes()
{
    Sample sample = makeSample("cat a", "<image>\ncat q");
    sample.system = "cat s";
    const auto changed = [&](TextScope scope) {
        const auto after = changedContent(sample, replaceText({"cat", "dog", {}, scope}));
        return after->messages[0].content + "|" + after->messages[1].content + "|" + *after->system;
    };
    QCOMPARE(changed(TextScope::Answers), std::string("<image>\ncat q|dog a|cat s"));
    QCOMPARE(changed(TextScope::Questions), std::string("<image>\ndog q|cat a|cat s"));
    QCOMPARE(changed(TextScope::System), std::string("<image>\ncat q|cat a|dog s"));
    QCOMPARE(changed(TextScope::All), std::string("<image>\ndog q|dog a|dog s"));
}

void BulkEditTest::prefixAndSuffixLeavePicturesInFront()
{
    QCOMPARE(answerAfter(addPrefix("A photo of "), "a cat"), QString("A photo of a cat"));
    QCOMPARE(answerAfter(addPrefix("A photo of "), ""), QString("="));
    QCOMPARE(answerAfter(addPrefix("Look", TextScope::Answers, true), ""), QString("Look"));
    QCOMPARE(answerAfter(addSuffix("!"), "a cat"), QString("a cat!"));
    const auto after = changedContent(makeSample("x", "<image><image>\nWhat?"), addPrefix("So: ", TextScope::Questions));
    QCOMPARE(after->messages[0].content, std::string("<image><image>\nSo: What?"));
    QCOMPARE(answerAfter(tidySpaces(), "  a   b \n\n\n\n c\t d  "), QString("a b\n\nc d"));
}

void BulkEditTest::captionLists_data()
{
    using enum CaptionTags::Action;
    QTest::addColumn<int>("action");
    QTest::addColumn<QString>("tags");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::newRow("add") << int(Add) << "night,cat" << "cat, red" << "cat, red, night";
    QTest::newRow("add to nothing") << int(Add) << "night" << "" << "night";
    QTest::newRow("add what is there") << int(Add) << "CAT" << "cat,red" << "=";
    QTest::newRow("in front, in their order") << int(AddInFront) << "a,b" << "c" << "a, b, c";
    QTest::newRow("remove") << int(Remove) << "Red" << "cat, red, big" << "cat, big";
    QTest::newRow("remove the last") << int(Remove) << "cat" << "cat" << "";
    QTest::newRow("to the front, in their order") << int(MoveToFront) << "d,b" << "a, b, c, d" << "d, b, a, c";
    QTest::newRow("repeated") << int(RemoveDuplicates) << "" << "a, B, a , b" << "a, B";
    QTest::newRow("sort") << int(Sort) << "" << "b, a10, a2" << "a2, a10, b";
}

void BulkEditTest::captionLists()
{
    QFETCH(int, action);
    QFETCH(QString, tags);
    QFETCH(QString, before);
    QFETCH(QString, after);
    const BulkEdit edit = editCaptionTags({static_cast<CaptionTags::Action>(action), captionTags(tags.toStdString()), ""});
    QCOMPARE(answerAfter(edit, before), after);
}

void BulkEditTest::tellsListsFromSentences()
{
    QVERIFY(isTagList("1girl, red hair, outdoors"));
    QVERIFY(isTagList("cat,dog"));
    QVERIFY(!isTagList("A cat."));
    QVERIFY(!isTagList("A red cat, sitting on the sofa that my grandmother once bought, looks up."));
    QVERIFY(!isTagList("cat"));
    QCOMPARE(answerAfter(editCaptionTags({CaptionTags::Action::Rename, {"red"}, "dark red"}), "cat, RED, dark red"), QString("cat, dark red"));
}

void BulkEditTest::tags()
{
    Sample sample = makeSample("x");
    QCOMPARE(changedContent(sample, addTags({" a", "b", "a", ""}))->tags, (std::vector<std::string>{"a", "b"}));
    sample.tags = {"a", "B"};
    QVERIFY(!changedContent(sample, addTags({"b"})));
    QCOMPARE(changedContent(sample, removeTags({"b"}))->tags, (std::vector<std::string>{"a"}));
    QCOMPARE(changedContent(sample, renameTag("a", "c"))->tags, (std::vector<std::string>{"c", "B"}));
    QCOMPARE(changedContent(sample, renameTag("a", "b"))->tags, (std::vector<std::string>{"b"}));
    QVERIFY(!changedContent(sample, renameTag("none", "b")));
}

void BulkEditTest::questions()
{
    QCOMPARE(changedContent(makeSample("x"), setQuestion("Which one?"))->messages[0].content, std::string("<image>\nWhich one?"));
    QCOMPARE(changedContent(makeSample("x"), setQuestion("In <image>: which?"))->messages[0].content, std::string("In <image>: which?"));
    QCOMPARE(changedContent(makeSample("x", "<image><image>?"), setQuestion("Which?"))->messages[0].content, std::string("<image><image>\nWhich?"));
    QCOMPARE(changedContent(makeSample("x", "Hi"), setQuestion("Which?"))->messages[0].content, std::string("Which?"));
    QCOMPARE(changedContent(makeSample("x"), setSystem("S"))->system.value_or(""), std::string("S"));
    QVERIFY(!changedContent(makeSample("x"), setSystem("")));
}

void BulkEditTest::saysWhoWroteIt()
{
    Sample sample = makeSample("by a model");
    sample.provenance = {Origin::Model, "m", "p"};
    QVERIFY((changedContent(sample, setAnswer("mine"))->provenance == Provenance{Origin::Edited, "m", "p"}));
    QVERIFY((changedContent(sample, setQuestion("other"))->provenance == Provenance{Origin::Model, "m", "p"}));
    sample.messages[1].content = "  ";
    QVERIFY((changedContent(sample, setAnswer("mine"))->provenance == Provenance{Origin::Human, "", ""}));
    QVERIFY((changedContent(makeSample("as found"), setAnswer("mine"))->provenance.origin == Origin::Edited));
}

void BulkEditTest::previewCountsAndShows()
{
    std::vector<Sample> samples;
    std::vector<size_t> rows;
    for (int i = 0; i < 3000; ++i) {
        samples.push_back(makeSample(i % 3 == 0 ? "cat " + std::to_string(i) : "dog"));
        rows.push_back(static_cast<size_t>(i));
    }
    const BulkPreview preview = previewBulk(samples, rows, replaceText({"cat", "fox", {}}), 2);
    QCOMPARE(preview.count, size_t(1000));
    QCOMPARE(preview.examples.size(), size_t(2));
    QCOMPARE(preview.examples[1].sample, size_t(3));
    QCOMPARE(preview.examples[1].before, std::string("cat 3"));
    QCOMPARE(preview.examples[1].after, std::string("fox 3"));
    QCOMPARE(samples[3].messages[1].content, std::string("cat 3"));
    QCOMPARE(previewBulk(samples, {1, 2}, setReview(Review::Accepted)).examples.at(0).after, std::string("accepted"));
}

void BulkEditTest::reverts()
{
    Sample sample = makeSample("changed");
    sample.provenance.origin = Origin::Edited;
    const SampleContent original = makeSample("as found").content();
    const BulkEdit edit = revertTo([&](const std::string& id) { return id == "a" ? &original : nullptr; });
    QVERIFY(*changedContent(sample, edit) == original);
    sample.id = "b";
    QVERIFY(!changedContent(sample, edit));
}

LK_TEST_CLASS(BulkEditTest);
#include "bulk_edit_test.moc"
