#include "support/runner.h"
#include "support/sample_project.h"
#include "support/window_test.h"

#include "core/data/doctor/doctor.h"
#include "ui/check/split_card.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>
#include <memory>

using namespace lorikeet;
using namespace lorikeet::test;

class SplitCardTest : public WindowTest {
    Q_OBJECT

    std::unique_ptr<SplitCard> card_;

    void choose(SplitPlan::Kind kind)
    {
        auto* box = card_->findChild<QComboBox*>("splitKind");
        box->setCurrentIndex(box->findData(static_cast<int>(kind)));
        Q_EMIT box->activated(box->currentIndex());
    }
    QString counts() const { return card_->findChild<QLabel*>("splitCounts")->text(); }

private Q_SLOTS:
    void init()
    {
        setUp();
        makeSampleProject(folder_->path(), 39);
        QVERIFY(session_->open(folder_->path()));
        card_ = std::make_unique<SplitCard>(*session_, *theme_);
        card_->show();
    }

    void cleanup()
    {
        card_.reset();
        tearDown();
    }

    void aShareIsCountedAndStored()
    {
        choose(SplitPlan::Kind::Share);
        card_->findChild<QSlider*>("splitShare")->setValue(25);
        QTRY_COMPARE(counts(), QString("30 train, 10 are held out."));
        QCOMPARE(Project::open(folder_->path().toStdString()).splitPlan().amount, 0.25);
    }

    void aCountIsExact()
    {
        choose(SplitPlan::Kind::Count);
        card_->findChild<QSpinBox*>("splitCount")->setValue(7);
        QTRY_COMPARE(counts(), QString("33 train, 7 are held out."));
        const auto heldOut = [this] { return listHeldOut(session_->samples(), session_->project().trainingPolicy()); };
        const std::vector<bool> first = heldOut();
        card_->findChild<QSpinBox*>("splitSeed")->setValue(7);
        QVERIFY(heldOut() != first);
        QTRY_COMPARE(counts(), QString("33 train, 7 are held out."));
    }

    void whatIsLeftOutTakesNoPart()
    {
        choose(SplitPlan::Kind::Count);
        card_->findChild<QSpinBox*>("splitCount")->setValue(5);
        session_->setExcluded({0, 1, 2, 3}, true);
        QTRY_COMPARE(counts(), QString("31 train, 5 are held out."));
    }

    void leaksAreWarnedOf()
    {
        RuleFindings leaks;
        leaks.id = "leak.picture";
        leaks.title = Text("22 test pictures also appear in training.");
        leaks.count = 22;
        auto* strip = card_->findChild<Card*>("splitLeaks");
        QVERIFY(!strip->isVisible());
        card_->setLeaks(&leaks);
        QVERIFY(strip->isVisible());
        QSignalSpy moved(card_.get(), &SplitCard::moveRequested);
        card_->findChild<QAbstractButton*>("leakMove")->click();
        QCOMPARE(moved.count(), 1);
        card_->setLeaks(nullptr);
        QVERIFY(!strip->isVisible());
    }
};

LK_TEST_CLASS(SplitCardTest);
#include "split_card_test.moc"
