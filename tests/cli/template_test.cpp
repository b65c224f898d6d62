#include "tiny_run.h"

#include "support/runner.h"

#include <QTest>

using namespace lorikeet::test;

/// What the programs say of a conversation template, and that the model's own stays as it is.
class TemplateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checkSaysWhatAutoChose();
    void checkWarnsOfANamedTemplateThatDisagrees();
    void theOwnTemplateGoesOutUntouched();

private:
    /// The issues of `check --json` whose rule begins with "template.".
    QList<QJsonObject> notesOf(const QString& templateName) const
    {
        const CliResult result = runCli({"check", tiny_.yaml(), "template=" + templateName, "--json"});
        QList<QJsonObject> notes;
        for (const QJsonValue& value : QJsonDocument::fromJson(result.out)["issues"].toArray())
            if (value["rule"].toString().startsWith("template."))
                notes.append(value.toObject());
        return result.exitCode == 0 ? notes : QList<QJsonObject>{};
    }
    void writeOwn(const QByteArray& text) const { writeText(tiny_.path("models/tiny/chat_template.jinja"), text); }
    TinyRun tiny_;
};

void TemplateTest::checkSaysWhatAutoChose()
{
    QList<QJsonObject> notes = notesOf("auto");
    QCOMPARE(notes.size(), 1);
    QCOMPARE(notes[0]["severity"].toString(), QString("note"));
    QCOMPARE(notes[0]["rule"].toString(), QString("template.auto"));
    QVERIFY(notes[0]["message"].toString().contains("\"llava\""));
    QVERIFY(!notes[0]["file"].toString().isEmpty() && !notes[0]["fix"].toString().isEmpty());
    writeOwn("{% for m in messages %}USER: {{ m }} ASSISTANT:{% endfor %}");
    notes = notesOf("auto");
    QCOMPARE(notes.size(), 2);
    QVERIFY(notes[0]["message"].toString().contains("ASSISTANT:"));
    QVERIFY(notes[0]["file"].toString().endsWith("chat_template.jinja"));
    QCOMPARE(notes[1]["rule"].toString(), QString("template.system"));
    writeOwn("<|im_start|>");
    notes = notesOf("auto");
    QCOMPARE(notes.size(), 1);
    QCOMPARE(notes[0]["severity"].toString(), QString("warning"));
}

void TemplateTest::checkWarnsOfANamedTemplateThatDisagrees()
{
    writeOwn("<|im_start|>");
    const QList<QJsonObject> notes = notesOf("llava");
    QCOMPARE(notes.size(), 1);
    QCOMPARE(notes[0]["severity"].toString(), QString("warning"));
    QCOMPARE(notes[0]["rule"].toString(), QString("template.markers"));
    QVERIFY(notes[0]["message"].toString().contains("ASSISTANT:"));
}

void TemplateTest::theOwnTemplateGoesOutUntouched()
{
    const QByteArray own = "{# na\xC3\xAFve #}\r\n{% for m in messages %}<|im_start|>{{ m['content'] }}{% endfor %}  \n\n";
    writeOwn(own);
    writeText(tiny_.path("models/tiny/additional_chat_templates/tool_use.jinja"), "tools\n");
    const CliResult trained = tiny_.train("whole", {"finetuning_type=full", "max_steps=1", "save_strategy=no", "probe_count=0"});
    QVERIFY2(trained.exitCode == 0, trained.err);
    QCOMPARE(tiny_.bytes("whole/chat_template.jinja"), own);
    QCOMPARE(tiny_.bytes("whole/additional_chat_templates/tool_use.jinja"), QByteArray("tools\n"));
    const auto warnings = tiny_.log("whole", "warning");
    QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const QJsonObject& warning) { return warning["message"].toString().contains("ASSISTANT:"); }));
}

LK_TEST_CLASS(TemplateTest);
#include "template_test.moc"
