#include "core/run/run_folder.h"
#include "support/runner.h"
#include "support/test_project.h"
#include "ui/plan/option_form.h"
#include "ui/plan/option_row.h"
#include "ui/plan/plan_page.h"
#include "ui/plan/script_panel.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choice_list.h"
#include "ui/widgets/guarded.h"
#include "ui/widgets/problem_strip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>

#include <set>

namespace lorikeet {

class PlanPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOptionIsShownExactlyOnce();
    void everyEditorShowsItsOptionAndChangesIt();
    void aValueOutOfRangeIsToldInPlaceAndKeepsTheOldOne();
    void changedSettingsAreMarkedAndCanBeReset();
    void searchFindsByWordsOfTheHelp();
    void aLessonSetsModelDataAndSettings();
    void theScriptIsTheRunYaml();
    void sentenceCountsExamplesAndPasses();
    void heldOutShareChangesTheCounts();
    void whatCheckHoldsOutIsCheckedOn();
    void textModelsAreWarnedOfPictures();
    void startWritesTheFolderAndTells();
    void withoutDataStartIsOff();
    void cleanup() { qunsetenv("LORIKEET_CLI"); }

private:
    template <typename Widget>
    static Widget* find(QWidget& page, const QString& name)
    {
        return page.findChild<Widget*>(name);
    }
    static void openExpert(PlanPage& page) { find<QPushButton>(page, QStringLiteral("expertSettings"))->click(); }
    static std::vector<OptionRow*> rowsOf(PlanPage& page)
    {
        std::vector<OptionRow*> rows;
        for (auto* row : page.findChildren<OptionRow*>())
            rows.push_back(row);
        return rows;
    }
    Theme theme_{*qApp};
};

void PlanPageTest::everyOptionIsShownExactlyOnce()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    openExpert(page);
    std::multiset<std::string> shown;
    for (auto* row : rowsOf(page))
        shown.insert(row->option().key);
    for (const auto& option : page.plan().optionList())
        QVERIFY2(shown.count(option.key) == 1, option.key.c_str());
    QCOMPARE(shown.size(), page.plan().optionList().size());
}

void PlanPageTest::everyEditorShowsItsOptionAndChangesIt()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    openExpert(page);
    int changed = 0;
    for (auto* row : rowsOf(page)) {
        const auto& option = row->option();
        const auto before = option.value();
        auto* editor = row->editor();
        auto* line = qobject_cast<QLineEdit*>(editor) ? qobject_cast<QLineEdit*>(editor) : editor->findChild<QLineEdit*>();
        if (auto* box = qobject_cast<QCheckBox*>(editor)) {
            box->toggle();
            QVERIFY2(option.value() != before, option.key.c_str());
        } else if (auto* spin = qobject_cast<QSpinBox*>(editor)) {
            const int wanted = spin->value() + (spin->value() + 1 <= option.maximum ? 1 : -1);
            spin->setValue(wanted);
            QCOMPARE(option.value(), std::to_string(wanted));
        } else if (auto* number = qobject_cast<NumberBox*>(editor)) {
            QCOMPARE(number->text().toDouble(), *std::get<double*>(option.field));
            const double wanted = number->value() + (number->value() + 0.25 < option.maximum ? 0.25 : -0.25);
            number->setValue(wanted);
            QVERIFY2(std::abs(*std::get<double*>(option.field) - wanted) < 1e-9, option.key.c_str());
        } else if (auto* choice = qobject_cast<QComboBox*>(editor)) {
            QVERIFY2(choice->count() >= 1, option.key.c_str());
            const int other = choice->currentIndex() == 0 ? choice->count() - 1 : 0;
            choice->setCurrentIndex(other);
            Q_EMIT choice->textActivated(choice->itemText(other));
            QCOMPARE(QString::fromStdString(*std::get<std::string*>(option.field)), choice->itemText(other));
        } else {
            QVERIFY2(line != nullptr, option.key.c_str());
            const auto text = line->text();
            line->setText(text + QStringLiteral(" "));
            Q_EMIT line->editingFinished();
            line->setText(text);
            Q_EMIT line->editingFinished();
            QCOMPARE(QString::fromStdString(option.value()), QString::fromStdString(before));
        }
        page.plan().reset(option.key);
        ++changed;
    }
    QCOMPARE(changed, static_cast<int>(page.plan().optionList().size()));
    QCOMPARE(page.plan().changedCount(), 0);
}

void PlanPageTest::aValueOutOfRangeIsToldInPlaceAndKeepsTheOldOne()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.show();
    openExpert(page);
    auto* spin = find<QSpinBox>(page, QStringLiteral("option:lora_rank"));
    QVERIFY(spin != nullptr);
    const auto before = page.plan().options().lora.rank;
    spin->setValue(-3);
    QCOMPARE(page.plan().options().lora.rank, before);
    QVERIFY(!find<QPushButton>(page, QStringLiteral("startTraining"))->isEnabled());
    QVERIFY(page.plan().problem().message.contains(QStringLiteral("lora_rank")));
    const auto labels = spin->parentWidget()->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->isVisible() && label->text().contains(QStringLiteral("lora_rank")); }));
    spin->setValue(16);
    QCOMPARE(page.plan().options().lora.rank, 16);
    QVERIFY2(find<QPushButton>(page, QStringLiteral("startTraining"))->isEnabled(), qPrintable(page.plan().problem().message));
}

void PlanPageTest::changedSettingsAreMarkedAndCanBeReset()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.show();
    openExpert(page);
    auto* reset = find<QToolButton>(page, QStringLiteral("reset:lora_rank"));
    QVERIFY(!reset->isVisible());
    page.plan().set("lora_rank", "32");
    QVERIFY(reset->isVisible());
    QCOMPARE(page.plan().changedCount(), 1);
    QVERIFY(find<QPushButton>(page, QStringLiteral("expertSettings"))->text().contains(QStringLiteral("1 changed")));
    reset->click();
    QCOMPARE(page.plan().options().lora.rank, 4);
    QVERIFY(!reset->isVisible());
}

void PlanPageTest::searchFindsByWordsOfTheHelp()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.show();
    openExpert(page);
    auto* form = find<OptionForm>(page, QStringLiteral("expertForm"));
    const auto shown = [form] {
        std::vector<std::string> keys;
        for (auto* row : form->rows())
            if (row->isVisible())
                keys.push_back(row->option().key);
        return keys;
    };
    const auto all = shown().size();
    auto* search = find<QLineEdit>(page, QStringLiteral("optionSearch"));
    search->setText(QStringLiteral("weight_decay"));
    const auto found = shown();
    QVERIFY(std::count(found.begin(), found.end(), "weight_decay") == 1);
    QVERIFY(found.size() < all);
    search->setText(QStringLiteral("no setting is called that"));
    QVERIFY(shown().empty());
    search->clear();
    QCOMPARE(shown().size(), all);
}

void PlanPageTest::aLessonSetsModelDataAndSettings()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    const auto& options = page.plan().options();
    QCOMPARE(page.plan().title(), QStringLiteral("1 · Look"));
    QCOMPARE(options.lora.rank, 4);
    QCOMPARE(options.data.dataset, std::vector<std::string>{"shapes_train"});
    QCOMPARE(options.data.evalDataset, std::vector<std::string>{"shapes_validation"});
    QVERIFY(options.output.outputDir.empty());
    QCOMPARE(find<ChoiceList>(page, QStringLiteral("modelList"))->chosen(), QStringList{QString::fromStdString(project / "models/tiny-sight")});
    QCOMPARE(find<ChoiceList>(page, QStringLiteral("datasetList"))->chosen(), QStringList{QStringLiteral("shapes_train")});
    QCOMPARE(find<QComboBox>(page, QStringLiteral("checkOn"))->currentData().toString(), QStringLiteral("shapes_validation"));
    QCOMPARE(page.plan().changedCount(), 0);
}

void PlanPageTest::theScriptIsTheRunYaml()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.plan().set("lora_rank", "24");
    auto* panel = page.findChild<ScriptPanel*>();
    find<QCheckBox>(page, QStringLiteral("everySetting"))->setChecked(true);
    auto expected = page.plan().options();
    expected.output.outputDir = session.project().newRunFolder(page.plan().folderName().toStdString());
    QCOMPARE(panel->script(), QString::fromStdString(writeRunYaml(expected, project.path(), project.path())));
    QVERIFY(panel->script().contains(QStringLiteral("lora_rank: 24")));
    QCOMPARE(panel->llamaFactoryScript(), QString::fromStdString(writeLlamaFactoryYaml(expected)));
    QVERIFY(panel->command().contains(QStringLiteral("lorikeet-cli train run.yaml")));
    // What is shown reads back as the same settings.
    const auto again = parseRun(panel->script().toStdString(), project.path()).options;
    QCOMPARE(again.lora.rank, 24);
    QCOMPARE(again.model.modelNameOrPath, project / "models/tiny-sight");
}

void PlanPageTest::sentenceCountsExamplesAndPasses()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    QCOMPARE(page.plan().sentence(), QStringLiteral("Train small add-on weights (LoRA) on 20 examples, 2 passes."));
    QCOMPARE(page.plan().stepsSentence(), QStringLiteral("10 steps of 4 examples; 6 more are held out for checking."));
    page.plan().set("max_steps", "7");
    QCOMPARE(page.plan().sentence(), QStringLiteral("Train small add-on weights (LoRA) on 20 examples, 7 steps."));
    QCOMPARE(find<QLabel>(page, QStringLiteral("planSentence"))->text(), page.plan().sentence());
}

void PlanPageTest::heldOutShareChangesTheCounts()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.plan().setDatasets({QStringLiteral("words")});
    page.plan().holdOutShare(0.3);
    QCOMPARE(page.plan().trainCount(), int64_t{7});
    QCOMPARE(page.plan().evalCount(), int64_t{3});
    QVERIFY(page.plan().options().data.evalDataset.empty());
    page.plan().holdOutNothing();
    QCOMPARE(page.plan().trainCount(), int64_t{10});
    QCOMPARE(page.plan().options().eval.evalStrategy, std::string("no"));
}

void PlanPageTest::whatCheckHoldsOutIsCheckedOn()
{
    const test::TestProject project;
    SplitPlan split;
    split.kind = SplitPlan::Kind::Count;
    split.amount = 2;
    {
        ProjectSession session;
        QVERIFY(session.open(project.folder()));
        PlanPage page(session, theme_);
        page.plan().setDatasets({QStringLiteral("words")});
        page.plan().holdOutNothing();
        session.setSplitPlan(split);
        QVERIFY(page.plan().hasSplit());
        QVERIFY(page.plan().options().eval.doEval);
        QCOMPARE(page.plan().options().eval.evalStrategy, std::string("steps"));
        QCOMPARE(page.plan().evalCount(), int64_t{2});
        auto* checkOn = find<QComboBox>(page, QStringLiteral("checkOn"));
        QCOMPARE(checkOn->currentText(), QStringLiteral("What Check holds out"));
        checkOn->setCurrentIndex(0);
        Q_EMIT checkOn->activated(0);
        QVERIFY(!page.plan().options().eval.doEval);
        QCOMPARE(page.plan().evalCount(), int64_t{2}); // They don't train all the same.
        session.setSplitPlan({});
        QCOMPARE(page.plan().options().data.evalDataset, (std::vector<std::string>{"shapes_validation"})); // Held out by its name.
        QCOMPARE(checkOn->itemText(1), QStringLiteral("A share of the ticked data"));
        session.setSplitPlan(split);
    }
    ProjectSession session; // Also after a restart.
    RunPlan plan(session);
    QVERIFY(session.open(project.folder()));
    QVERIFY(plan.hasSplit() && plan.options().eval.doEval && plan.options().data.evalDataset.empty());
}

void PlanPageTest::textModelsAreWarnedOfPictures()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    QVERIFY(page.plan().caution().isEmpty());
    page.plan().setModel(QString::fromStdString(project / "models/tiny-text"));
    QVERIFY2(page.plan().caution().message.contains(QStringLiteral("20")), qPrintable(page.plan().caution().message));
    page.plan().setDatasets({QStringLiteral("words")});
    QVERIFY(page.plan().caution().isEmpty());
}

void PlanPageTest::startWritesTheFolderAndTells()
{
    const test::TestProject project;
    project.useFakeCli("echo \"args: $*\"\n");
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.plan().set("lora_rank", "12");
    QSignalSpy started(&page, &PlanPage::runStarted);
    QVERIFY2(page.plan().problem().isEmpty(), qPrintable(page.plan().problem().message));
    find<QPushButton>(page, QStringLiteral("startTraining"))->click();
    QCOMPARE(started.size(), 1);
    const RunFolder run(started.first().first().toString().toStdString());
    QCOMPARE(loadRun(run.runYamlPath()).options.lora.rank, 12);
    QTRY_VERIFY(QString::fromStdString(run.consoleTail()).contains(QStringLiteral("args: train")));
}

void PlanPageTest::withoutDataStartIsOff()
{
    const test::TestProject project;
    ProjectSession session;
    QVERIFY(session.open(project.folder()));
    PlanPage page(session, theme_);
    page.show();
    page.plan().setDatasets({});
    QVERIFY(!find<QPushButton>(page, QStringLiteral("startTraining"))->isEnabled());
    QCOMPARE(page.findChild<ProblemStrip*>()->message(), QStringLiteral("No data is chosen."));
    page.plan().setDatasets({QStringLiteral("shapes_train")});
    QVERIFY2(find<QPushButton>(page, QStringLiteral("startTraining"))->isEnabled(), qPrintable(page.plan().problem().message));
}

LK_TEST_CLASS(PlanPageTest);

} // namespace lorikeet

#include "plan_page_test.moc"
