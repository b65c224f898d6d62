#include "core/models/labels.h"
#include "core/models/processor.h"

#include "support/runner.h"

using namespace lorikeet;

class LabelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitsATurnByTheFormula_data();
    void fitsATurnByTheFormula();
    void learnsAnswersOnly();
    void learnsThePromptWhereAsked();
    void learnsTheLastTurnOnlyWithMaskedHistory();
    void dropsLaterTurnsWhole();
    void endsEfficientTurnsWithOneEos();
    void saysWhatTheLimitKeeps_data();
    void saysWhatTheLimitKeeps();
};

void LabelsTest::fitsATurnByTheFormula_data()
{
    QTest::addColumn<int>("prompt");
    QTest::addColumn<int>("answer");
    QTest::addColumn<int>("budget");
    QTest::addColumn<int>("keptPrompt");
    QTest::addColumn<int>("keptAnswer");
    const auto row = [](const char* name, int prompt, int answer, int budget, int keptPrompt, int keptAnswer) {
        QTest::newRow(name) << prompt << answer << budget << keptPrompt << keptAnswer;
    };
    row("fits", 3000, 2000, 10'000, 3000, 2000);
    row("short answer stays", 2000, 3000, 1000, 400, 600);
    row("short prompt stays", 4, 100, 10, 4, 6);
    row("short answer, long prompt", 100, 4, 10, 6, 4);
    row("both are long", 10, 20, 15, 5, 10);
    row("rounded down", 5, 6, 10, 5, 5);
    row("no room", 5, 5, 0, 0, 0);
    row("one id", 5, 5, 1, 1, 0);
    row("no prompt", 0, 20, 10, 0, 10);
    row("no answer", 20, 0, 10, 10, 0);
}

void LabelsTest::fitsATurnByTheFormula()
{
    QFETCH(int, prompt);
    QFETCH(int, answer);
    QFETCH(int, budget);
    QFETCH(int, keptPrompt);
    QFETCH(int, keptAnswer);
    const TurnLengths fit = fitTurn(static_cast<size_t>(prompt), static_cast<size_t>(answer), static_cast<size_t>(budget));
    QCOMPARE(static_cast<int>(fit.prompt), keptPrompt);
    QCOMPARE(static_cast<int>(fit.answer), keptAnswer);
}

namespace {
const std::vector<EncodedTurn> kTurns{{{1, 2, 3}, {4, 5}}, {{6, 7}, {8, 9}}};
}

void LabelsTest::learnsAnswersOnly()
{
    const LabelledIds result = labelTurns(kTurns, {});
    QCOMPARE(result.ids, (std::vector<int32_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(result.labels, (std::vector<int32_t>{-100, -100, -100, 4, 5, -100, -100, 8, 9}));
    QCOMPARE(result.dropped, size_t{0});
}

void LabelsTest::learnsThePromptWhereAsked()
{
    LabelRules rules;
    rules.trainsOnPrompt = true;
    QCOMPARE(labelTurns(kTurns, rules).labels, (std::vector<int32_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

void LabelsTest::learnsTheLastTurnOnlyWithMaskedHistory()
{
    LabelRules rules;
    rules.masksHistory = true;
    LabelledIds result = labelTurns(kTurns, rules);
    QCOMPARE(result.ids, (std::vector<int32_t>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(result.labels, (std::vector<int32_t>{-100, -100, -100, -100, -100, -100, -100, 8, 9}));
    rules.cutoffLen = 4;
    result = labelTurns(kTurns, rules);
    QCOMPARE(result.ids, (std::vector<int32_t>{6, 7, 8, 9}));
    QCOMPARE(result.dropped, size_t{5});
}

void LabelsTest::dropsLaterTurnsWhole()
{
    LabelRules rules;
    rules.cutoffLen = 5;
    const LabelledIds result = labelTurns(kTurns, rules);
    QCOMPARE(result.ids, (std::vector<int32_t>{1, 2, 3, 4, 5}));
    QCOMPARE(result.dropped, size_t{4});
}

void LabelsTest::endsEfficientTurnsWithOneEos()
{
    LabelRules rules;
    rules.efficientEos = 99;
    const LabelledIds result = labelTurns(kTurns, rules);
    QCOMPARE(result.ids, (std::vector<int32_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 99}));
    QCOMPARE(result.labels, (std::vector<int32_t>{-100, -100, -100, 4, 5, 99, -100, 8, 9, 99}));
    QCOMPARE(result.dropped, size_t{0});
}

void LabelsTest::saysWhatTheLimitKeeps_data()
{
    QTest::addColumn<int>("cutoff");
    QTest::addColumn<bool>("masksHistory");
    QTest::addColumn<bool>("isEfficient");
    for (const int cutoff : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20})
        for (const bool masksHistory : {false, true})
            for (const bool isEfficient : {false, true})
                QTest::addRow("%d %d %d", cutoff, masksHistory, isEfficient) << cutoff << masksHistory << isEfficient;
}

void LabelsTest::saysWhatTheLimitKeeps()
{
    QFETCH(int, cutoff);
    QFETCH(bool, masksHistory);
    QFETCH(bool, isEfficient);
    LabelRules rules{.cutoffLen = cutoff, .trainsOnPrompt = false, .masksHistory = masksHistory, .efficientEos = {}};
    if (isEfficient)
        rules.efficientEos = 99;
    const LabelledIds cut = labelTurns(kTurns, rules);
    const std::vector<bool> kept = keptTokens(kTurns, rules);
    rules.cutoffLen = 0;
    const LabelledIds whole = labelTurns(kTurns, rules);
    QCOMPARE(kept.size(), whole.ids.size());
    std::vector<int32_t> left;
    for (size_t i = 0; i < kept.size(); ++i)
        if (kept[i])
            left.push_back(whole.ids[i]);
    QCOMPARE(left, cut.ids);
    QCOMPARE(whole.ids.size() - left.size(), cut.dropped);
}

LK_TEST_CLASS(LabelsTest);
#include "labels_test.moc"
