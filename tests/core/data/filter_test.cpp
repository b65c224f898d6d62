#include "core/base/error.h"
#include "core/data/filter/filter.h"
#include "core/data/filter/sort.h"
#include "support/runner.h"

#include <QTest>

using namespace lorikeet;

namespace {

Sample makeSample(const char* file, const char* question, const char* answer)
{
    Sample sample;
    sample.id = std::string("d/") + file;
    sample.dataset = "Pets";
    sample.messages = {{Role::User, question}, {Role::Assistant, answer}};
    sample.images = {std::string("/data/") + file};
    sample.imagesAsWritten = {file};
    return sample;
}

/// Eight samples whose fields differ in one way each.
std::vector<Sample> makeSamples()
{
    std::vector<Sample> samples{
        makeSample("img10.jpg", "<image>What is it?", "A red cat on the sofa."),
        makeSample("img2.jpg", "<image>What is it?", "Ein GRÜNER Hund"),
        makeSample("img1.jpg", "<image>Which colour?", "blue dog, red ball"),
        makeSample("night/a.png", "<image>Describe", ""),
        makeSample("b.png", "<image>Describe", "一只橘猫"),
        makeSample("c.png", "Hi", "cat and dog: 12:30 (c++)"),
        makeSample("d.png", "<image>Describe", "cat"),
        makeSample("e.png", "<image>Describe", "a/b"),
    };
    samples[0].system = "You are an expert.";
    samples[1].tags = {"Night", "outdoors"};
    samples[2].provenance = {Origin::Model, "Qwen2-VL", "Describe."};
    samples[3].isExcluded = true;
    samples[4].review = Review::Accepted;
    samples[4].provenance.origin = Origin::Edited;
    samples[5].images.clear();
    samples[5].imagesAsWritten.clear();
    samples[5].columns = {{"Source", "web"}, {"stars", "4.5"}};
    samples[6].review = Review::Rejected;
    samples[6].rejectedAnswer = "worse";
    samples[6].columns = {{"source", "Book"}, {"stars", "3"}};
    samples[7].messages.push_back({Role::User, "And?"});
    samples[7].messages.push_back({Role::Assistant, "more"});
    return samples;
}

SampleFacts makeFacts()
{
    SampleFacts facts;
    facts.tokens = {100, 200, 300, -1, 50, 60, 70, 80};
    facts.width = {640, 1920, 100, 0, 500, 0, 500, 500};
    facts.height = {480, 1080, 400, 0, 500, 0, 500, 500};
    facts.score = {90, 50, 100, -1, 10, 100, 100, 100};
    facts.duplicateOf = {0, -1, 0, -1, 4, -1, 4, -1};
    facts.ruleNames = {"image.missing", "text.empty"};
    facts.rules = {0, 1, 0, 2, 3, 0, 0, 0};
    return facts;
}

struct Data {
    std::vector<Sample> samples = makeSamples();
    SearchText text{samples};
    SampleFacts facts = makeFacts();
    std::vector<uint8_t> edited{0, 1, 0, 0, 0, 0, 0, 0};
    DataView view() const { return {samples, text, facts, edited}; }
};

QString selected(const Data& data, const QString& filter)
{
    QString result;
    for (const uint32_t row : Filter::parse(filter.toStdString()).select(data.view()))
        result += QString::number(row);
    return result;
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void selects_data();
    void selects();
    void errorsNameThePlace_data();
    void errorsNameThePlace();
    void aCatastrophicPatternIsAnError();
    void everyFieldHasAnExampleThatParses();
    void sorts_data();
    void sorts();
    void textFollowsChanges();
    void oddInputNeverCrashes();
};

void FilterTest::selects_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char* filter, const char* rows) { QTest::newRow(filter) << filter << rows; };
    row("", "01234567");
    row("   ", "01234567");
    row("cat", "056");
    row("CAT red", "0");
    row("grüner", "1");
    row("\"red cat\"", "0");
    row("\"cat red\"", "");
    row("cat -dog", "06");
    row("cat not dog", "06");
    row("cat and dog", "5");
    row("cat or hund", "0156");
    row("red and cat or hund", "01");
    row("red (cat or ball)", "02");
    row("-(cat or dog) has:caption", "147");
    row("not not cat", "056");
    row("橘猫", "4");
    row("12:30", "5");
    row("\"c++\"", "5");
    row("img", "012");
    row("text:img", "");
    row("answer:cat", "056");
    row("answer=cat", "6");
    row("question:colour", "2");
    row("system:EXPERT", "0");
    row("file:night/", "3");
    row("dataset:pets", "01234567");
    row("dataset:other", "");
    row("/[A-Z]{3,}/", "1");
    row("/^a red/i", "0");
    row("/^a red/", "");
    row("answer:/d[o]g/", "25");
    row("file:/^img\\d\\./", "12");
    row("/a\\/b/", "7");
    row("a/b", "7");
    row("tokens:>200", "2");
    row("tokens>=200", "12");
    row("tokens:100..200", "01");
    row("tokens:..60", "45");
    row("tokens:300..", "2");
    row("tokens:100", "0");
    row("tokens<1000", "0124567");
    row("width:640", "0");
    row("height:<450", "2");
    row("aspect:16/9", "1");
    row("aspect:>1", "01");
    row("aspect=1", "467");
    row("megapixels:>2", "1");
    row("pictures:0", "5");
    row("turns:>2", "7");
    row("words:1", "6");
    row("words:4", "24");
    row("chars:..3", "36");
    row("score:<60", "14");
    row("issues:>1", "4");
    row("tags:2", "1");
    row("tag:night", "1");
    row("tag=out", "");
    row("tag:/^out/", "1");
    row("issue:image", "14");
    row("issue:text.empty", "34");
    row("duplicate-of:img10.jpg", "02");
    row("duplicate-of:d.png", "46");
    row("origin:model", "2");
    row("origin:edited", "4");
    row("model:qwen", "2");
    row("review:none", "012357");
    row("review:accepted", "4");
    row("-has:caption", "3");
    row("has:system", "0");
    row("has:tags", "1");
    row("has:picture cat", "06");
    row("is:edited", "1");
    row("is:excluded", "3");
    row("is:rejected", "6");
    row("is:unreviewed is:duplicate", "02");
    row("is:pair", "6");
    row("column.source:book", "6");
    row("column.Source=web", "5");
    row("column.stars:>4", "5");
    row("column.stars:3..4", "6");
    row("column.none:x", "");
    row("Tokens:>200", "2");
}

void FilterTest::selects()
{
    QFETCH(QString, filter);
    QFETCH(QString, rows);
    QCOMPARE(selected(Data(), filter), rows);
}

void FilterTest::errorsNameThePlace_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* filter, const char* says) { QTest::newRow(filter) << filter << says; };
    row("cat tokns:>3", "At character 5: there is no field \"tokns\" to filter by.|Did you mean tokens?");
    row("zzzzzz:1", "no field \"zzzzzz\"|Fields are text");
    row("tokens:many", "At character 8: \"many\" is no number for tokens.|tokens:>200");
    row("猫 tokens:..", "At character 10");
    row("tokens:>", "At character 9 a value is missing");
    row("(cat", "The parenthesis at character 1 is not closed");
    row("cat)", "At character 4 a parenthesis closes");
    row("()", "are empty");
    row("\"cat", "The quotation mark at character 1 is not closed");
    row("cat or", "At character 7 a word or a field is missing");
    row("not", "At character 4 a word");
    row("/(/", "The pattern ( can't be understood at character 2");
    row("is:edted", "At character 4: \"edted\" can't follow is.|Did you mean is:edited?");
    row("has:nothing", "|Possible are caption");
    row("review:>accepted", "can't follow review");
    row("answer:>a", "can't be compared");
    row("\"\"", "is empty");
}

void FilterTest::errorsNameThePlace()
{
    QFETCH(QString, filter);
    QFETCH(QString, says);
    try {
        Filter::parse(filter.toStdString());
        QFAIL("parsed");
    } catch (const Error& error) {
        const QString message = QString::fromStdString(error.message().english());
        const QString hint = QString::fromStdString(error.hint().english());
        QVERIFY2(message.contains(says.section('|', 0, 0)), qPrintable(message));
        QVERIFY2(hint.contains(says.section('|', 1, 1)) && !hint.isEmpty(), qPrintable(hint));
    }
}

void FilterTest::aCatastrophicPatternIsAnError()
{
    Data data;
    data.samples[0].messages[1].content = std::string(5000, 'a') + "b";
    data.text = SearchText(data.samples);
    const Filter filter = Filter::parse("/(a+)+$|(a|aa)+c/");
    QVERIFY_EXCEPTION_THROWN(filter.select(data.view()), Error);
}

void FilterTest::everyFieldHasAnExampleThatParses()
{
    QVERIFY(filterFields().size() > 20);
    const Data data;
    for (const FilterField& field : filterFields()) {
        QVERIFY(!field.help.empty());
        QVERIFY2(QString::fromStdString(field.example).contains(QString::fromStdString(field.name)), field.name.c_str());
        Filter::parse(field.example).select(data.view());
        for (const std::string& value : field.values)
            Filter::parse(field.name + ":" + value).select(data.view());
    }
}

void FilterTest::sorts_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("isDescending");
    QTest::addColumn<QString>("rows");
    QTest::newRow("own") << "" << false << "01234567";
    QTest::newRow("own, back") << "" << true << "76543210";
    QTest::newRow("file names as numbered") << "file" << false << "46572103";
    QTest::newRow("tokens, unknown last") << "tokens" << false << "45670123";
    QTest::newRow("tokens down, unknown last") << "tokens" << true << "21076543";
    QTest::newRow("answers, empty last") << "answer" << false << "07265143";
    QTest::newRow("stable") << "turns" << false << "01234567";
    QTest::newRow("stable, back") << "turns" << true << "70123456";
    QTest::newRow("column") << "column.stars" << false << "65012347";
    QTest::newRow("review") << "review" << true << "64012357";
    QTest::newRow("edited") << "edited" << false << "10234567";
}

void FilterTest::sorts()
{
    QFETCH(QString, field);
    QFETCH(bool, isDescending);
    QFETCH(QString, rows);
    const Data data;
    std::vector<uint32_t> order = Filter().select(data.view());
    sortRows(data.view(), {field.toStdString(), isDescending}, order);
    QString result;
    for (const uint32_t row : order)
        result += QString::number(row);
    QCOMPARE(result, rows);
    QVERIFY_EXCEPTION_THROWN(sortRows(data.view(), {"nothing", false}, order), Error);
}

void FilterTest::textFollowsChanges()
{
    Data data;
    for (int round = 0; round < 200; ++round) {
        data.samples[2].messages[1].content = "Round " + std::to_string(round) + " of a longer text, so that the block fills up";
        data.samples[3].messages[1].content = round % 2 == 0 ? "EVEN" : "";
        data.text.update(data.samples, {2, 3});
    }
    QCOMPARE(selected(data, "\"round 199\""), QString("2"));
    QCOMPARE(selected(data, "\"round 198\""), QString(""));
    QCOMPARE(selected(data, "-has:caption"), QString("3"));
    QCOMPARE(selected(data, "cat"), QString("056"));
}

void FilterTest::oddInputNeverCrashes()
{
    const Data data;
    const std::string signs = "ab:\"/()-<>=. \\ort~i\x80\xE7";
    uint64_t state = 7;
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (int j = 0; j < 12; ++j) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            text += signs[(state >> 33) % signs.size()];
        }
        try {
            QVERIFY(Filter::parse(text).select(data.view()).size() <= data.samples.size());
        } catch (const Error& error) {
            QVERIFY(!error.message().empty());
        }
    }
}

LK_TEST_CLASS(FilterTest);
#include "filter_test.moc"
