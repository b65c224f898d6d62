#include "core/text/template_choice.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/text/tool_format.h"

#include "support/runner.h"

#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>

using namespace lorikeet;

namespace {

const std::string kPublished = fmt::format("{}/chat_templates", LORIKEET_FIXTURES);

OwnTemplate own(const std::string& text)
{
    return {text, "model/chat_template.jinja"};
}

} // namespace

/// `template: auto` over the forms that models publish (tests/parity compares what they write).
class TemplateChoiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesByTypeAndMarks_data();
    void choosesByTypeAndMarks();
    void takesTheUsualOneWithoutAnOwn();
    void warnsWhereNothingFits();
    void saysWhereANamedTemplateDisagrees();
    void findsTheOwnTemplate();
    void everyMarkedTemplateIsChosenForItself();
    void everyTemplateHasItsToolFormat();
};

void TemplateChoiceTest::choosesByTypeAndMarks_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("usual");
    QTest::addColumn<QString>("expected");
    const Json index = readJsonFile(kPublished + "/index.json");
    QVERIFY(index.size() >= 25);
    const auto text = [](const Json& value) { return QString::fromStdString(value.get<std::string>()); };
    for (const Json& entry : index)
        QTest::newRow(qPrintable(text(entry["model"]))) << text(entry["name"]) << text(entry["model_type"]) << text(entry["usual"]) << text(entry["template"]);
}

void TemplateChoiceTest::choosesByTypeAndMarks()
{
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QString, usual);
    QFETCH(QString, expected);
    const OwnTemplate published{readFile(kPublished + "/" + name.toStdString() + ".jinja"), "chat_template.jinja"};
    const TemplateChoice choice = chooseTemplate(type.toStdString(), usual.toStdString(), published);
    QCOMPARE(QString::fromStdString(choice.name), expected);
    QCOMPARE(choice.note.severity, Severity::Note);
    QVERIFY(choice.note.message.english().find(loadTemplate(choice.name).markers.front()) != std::string::npos);
    for (const Issue& issue : findTemplateDisagreements(loadTemplate(choice.name), published))
        QCOMPARE(issue.severity, Severity::Note);
}

void TemplateChoiceTest::takesTheUsualOneWithoutAnOwn()
{
    const TemplateChoice choice = chooseTemplate("llama", "vicuna", std::nullopt);
    QCOMPARE(choice.name, std::string("vicuna"));
    QCOMPARE(choice.note.severity, Severity::Note);
    QCOMPARE(choice.note.rule, std::string("template.auto"));
    QVERIFY(choice.note.message.english().find("llama") != std::string::npos);
}

void TemplateChoiceTest::warnsWhereNothingFits()
{
    const TemplateChoice choice = chooseTemplate("llama", "vicuna", own("{{ '<|user|>' + messages[0]['content'] }}"));
    QCOMPARE(choice.name, std::string("vicuna"));
    QCOMPARE(choice.note.severity, Severity::Warning);
    QCOMPARE(choice.note.file, std::string("model/chat_template.jinja"));
    QVERIFY(!choice.note.fix.empty());
}

void TemplateChoiceTest::saysWhereANamedTemplateDisagrees()
{
    const auto disagreements = findTemplateDisagreements(loadTemplate("llama3"), own("<|im_start|>user"));
    QCOMPARE(disagreements.size(), size_t{1});
    QCOMPARE(disagreements[0].severity, Severity::Warning);
    QVERIFY(disagreements[0].message.english().find("<|start_header_id|>, <|eot_id|>") != std::string::npos);
    QVERIFY(disagreements[0].fix.english().find("auto") != std::string::npos);
    QVERIFY(findTemplateDisagreements(loadTemplate("llama3"), std::nullopt).empty());
    QVERIFY(findTemplateDisagreements(loadTemplate("empty"), own("<|im_start|>user")).empty());
    // The default system text, also where Jinja escapes its apostrophe.
    QCOMPARE(findTemplateDisagreements(loadTemplate("vicuna"), own("ASSISTANT:")).at(0).rule, std::string("template.system"));
    QVERIFY(findTemplateDisagreements(loadTemplate("vicuna"), own(readFile(kPublished + "/vicuna.jinja"))).empty());
}

void TemplateChoiceTest::findsTheOwnTemplate()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(path + "/" + name) << text; };
    QVERIFY(!readOwnTemplate(path));
    write("tokenizer_config.json", R"({"bos_token": "<s>"})");
    QVERIFY(!readOwnTemplate(path));
    write("tokenizer_config.json", R"({"chat_template": [{"name": "tool_use", "template": "T"}, {"name": "default", "template": "D"}]})");
    QCOMPARE(readOwnTemplate(path)->text, std::string("D"));
    write("tokenizer_config.json", R"({"chat_template": "C"})");
    QCOMPARE(readOwnTemplate(path)->text, std::string("C"));
    write("chat_template.json", R"({"chat_template": "P"})");
    QCOMPARE(readOwnTemplate(path)->text, std::string("P"));
    write("chat_template.jinja", "J");
    QCOMPARE(readOwnTemplate(path)->text, std::string("J"));
    QVERIFY(readOwnTemplate(path)->file.ends_with("chat_template.jinja"));
}

void TemplateChoiceTest::everyMarkedTemplateIsChosenForItself()
{
    for (const std::string& name : templateNames()) {
        const ChatTemplate chatTemplate = loadTemplate(name);
        std::string text;
        for (const std::string& marker : chatTemplate.markers)
            text += marker + "\n";
        for (const std::string& type : chatTemplate.modelTypes)
            if (!text.empty())
                QCOMPARE(chooseTemplate(type, "none", own(text)).name, name);
    }
}

void TemplateChoiceTest::everyTemplateHasItsToolFormat()
{
    for (const std::string& name : templateNames()) {
        const ToolFormat format = loadToolFormat(loadTemplate(name).toolFormat);
        QVERIFY(!describeTools(format, R"([{"name": "add", "description": "Adds.", "parameters": {"properties": {}}}])").empty());
        QVERIFY(describeTools(format, "[]").empty());
        QVERIFY(writeCalls(format, R"({"name": "add", "arguments": {"a": 1}})").find("add") != std::string::npos);
    }
}

LK_TEST_CLASS(TemplateChoiceTest);
#include "template_choice_test.moc"
