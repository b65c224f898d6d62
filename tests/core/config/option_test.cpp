#include "core/config/option.h"

#include "core/config/foreign_keys.h"
#include "core/config/yaml_scalar.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <set>

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

Option optionOf(RunOptions& run, const std::string& key)
{
    for (const auto& option : listOptions(run))
        if (option.key == key)
            return option;
    return {};
}

/// A value that the option may hold and does not hold now.
std::string otherValue(const Option& option)
{
    if (option.kind() == OptionKind::Flag)
        return option.value() == "true" ? "false" : "true";
    if (!option.choices.empty())
        return quoteScalar(quoteScalar(option.choices.front()) == option.value() ? option.choices.back() : option.choices.front());
    switch (option.kind()) {
    case OptionKind::Integer:
        return std::to_string(static_cast<int64_t>(std::max(option.minimum, 0.0)) + 3);
    case OptionKind::Number:
        return option.maximum <= 1 ? "0.25" : "7.5";
    case OptionKind::List:
        return std::holds_alternative<std::vector<double>*>(option.field) ? "[0.25, 0.75]" : "[\"a,b\", c d, \"12\"]";
    default:
        return "\"x: #1\\n\"";
    }
}

} // namespace

class OptionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOptionIsDocumentedOnce()
    {
        RunOptions run;
        std::set<std::string> keys;
        const std::set<std::string> groups = {"model", "data", "method", "lora", "train", "eval", "output"};
        for (const auto& option : listOptions(run)) {
            QVERIFY2(keys.insert(option.key).second, option.key.c_str());
            QVERIFY2(groups.contains(option.group), option.key.c_str());
            QVERIFY2(!option.label.empty() && option.help.english().size() > 5, option.key.c_str());
            QVERIFY2(option.minimum <= option.maximum, option.key.c_str());
        }
        for (const auto& foreign : foreignKeyNames())
            QVERIFY2(!keys.contains(foreign), foreign.c_str());
        QVERIFY(keys.size() > 70);
    }

    void eachOptionChangesItsFieldAlone()
    {
        RunOptions defaults;
        const auto before = listOptions(defaults);
        for (size_t i = 0; i < before.size(); ++i) {
            RunOptions run;
            const auto list = listOptions(run);
            const std::string wanted = otherValue(list[i]);
            list[i].set(wanted);
            for (size_t j = 0; j < list.size(); ++j) {
                const bool isChanged = list[j].value() != before[j].value();
                QVERIFY2(isChanged == (i == j), (list[i].key + " / " + list[j].key + ": " + list[j].value()).c_str());
            }
            const std::string written = list[i].value();
            RunOptions again;
            optionOf(again, list[i].key).set(written);
            QCOMPARE(optionOf(again, list[i].key).value(), written);
            list[i].set("null");
            QCOMPARE(list[i].value(), before[i].value());
            QCOMPARE(list[i].value(), list[i].defaultValue());
        }
    }

    void valuesAreRead_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        QTest::newRow("number with exponent") << "learning_rate" << "1e-4" << "0.0001";
        QTest::newRow("quoted number") << "learning_rate" << "\"1e-4\"" << "0.0001";
        QTest::newRow("octal") << "lora_rank" << "012" << "10";
        QTest::newRow("underscore") << "save_steps" << "1_000" << "1000";
        QTest::newRow("whole number as float") << "lora_rank" << "1.6e1" << "16";
        QTest::newRow("product of pixels") << "image_max_pixels" << "768*768" << "589824";
        QTest::newRow("yes") << "bf16" << "yes" << "true";
        QTest::newRow("OFF") << "plot_loss" << "OFF" << "false";
        QTest::newRow("null is the default") << "save_steps" << "~" << "500";
        QTest::newRow("null is unset") << "lora_alpha" << "null" << "null";
        QTest::newRow("no as a word") << "eval_strategy" << "no" << "\"no\"";
        QTest::newRow("false for no") << "save_strategy" << "false" << "\"no\"";
        QTest::newRow("choice in capitals") << "lr_scheduler_type" << "COSINE" << "cosine";
        QTest::newRow("comma text") << "lora_target" << "q_proj, v_proj" << "[q_proj, v_proj]";
        QTest::newRow("list") << "lora_target" << "[q_proj, v_proj]" << "[q_proj, v_proj]";
        QTest::newRow("regular expression keeps its commas") << "lora_target" << ".*\\.(q|v)_proj{1,2}" << "[\".*\\\\.(q|v)_proj{1,2}\"]";
        QTest::newRow("numbers in a list") << "interleave_probs" << "0.2,0.8" << "[0.2, 0.8]";
        QTest::newRow("path with colon") << "model_name_or_path" << "/a: b #c" << "\"/a: b #c\"";
        QTest::newRow("empty text") << "media_dir" << "" << "\"\"";
        QTest::newRow("0 is off") << "loraplus_lr_ratio" << "0" << "null";
        QTest::newRow("none is a text") << "template" << "none" << "none";
    }
    void valuesAreRead()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, value);
        RunOptions run;
        const Option option = optionOf(run, key.toStdString());
        option.set(text.toStdString());
        QCOMPARE(QString::fromStdString(option.value()), value);
    }

    void valuesAreRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("allowed");
        QTest::newRow("word for a number") << "lora_rank" << "eight" << "a whole number from 1 to 4096";
        QTest::newRow("fraction") << "lora_rank" << "8.5" << "a whole number from 1 to 4096";
        QTest::newRow("too small") << "lora_rank" << "0" << "a whole number from 1 to 4096";
        QTest::newRow("too large for the type") << "max_samples" << "99999999999999999999" << "a whole number";
        QTest::newRow("negative") << "learning_rate" << "-1" << "a number from 0 to 10";
        QTest::newRow("infinite") << "learning_rate" << ".inf" << "a number";
        QTest::newRow("not a number") << "learning_rate" << ".nan" << "a number";
        QTest::newRow("number for a flag") << "bf16" << "3" << "true or false";
        QTest::newRow("wrong word") << "lr_scheduler_type" << "cosin" << "one of: linear, cosine";
        QTest::newRow("list for a number") << "lora_rank" << "[8]" << "a whole number";
    }
    void valuesAreRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, text);
        QFETCH(QString, allowed);
        RunOptions run;
        const Option option = optionOf(run, key.toStdString());
        const std::string before = option.value();
        const auto error = QString::fromStdString(errorOf([&] { option.set(text.toStdString()); }));
        QVERIFY2(error.contains(key) && error.contains(text) && error.contains(allowed), qPrintable(error));
        QCOMPARE(option.value(), before);
    }

    void quotedScalarsComeBack()
    {
        for (const char* text : {"", " a", "a ", "null", "~", "yes", "1e-4", "a: b", "a #b", "#a", "*a", "&a", "- a", "图", "a\"b", "a\\b", "a\nb", "'a'",
                 "[a]", "a,b", "0x1F", ".5", "@a", "`a`", "a:", "key: [", "\x01"}) {
            RunOptions run;
            run.data.defaultSystem = text;
            const std::string written = optionOf(run, "default_system").value();
            RunOptions again;
            optionOf(again, "default_system").set(written);
            QCOMPARE(QString::fromStdString(again.data.defaultSystem), QString::fromUtf8(text));
        }
    }
};

LK_TEST_CLASS(OptionTest);
#include "option_test.moc"
