#include "support/runner.h"
#include "support/test_project.h"
#include "ui/designs/cost_plot.h"
#include "ui/designs/design_card.h"
#include "ui/designs/designs_view.h"
#include "ui/plan/plan_page.h"
#include "ui/project_session.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace lorikeet {

class DesignsViewTest : public QObject {
    Q_OBJECT

    Theme theme_{*qApp};
    std::unique_ptr<test::TestProject> project_;
    std::unique_ptr<ProjectSession> session_;
    std::unique_ptr<PlanPage> page_;

    template <typename Widget>
    Widget* find(const QString& name, const char* side = nullptr) const
    {
        if (side == nullptr)
            return page_->findChild<Widget*>(name);
        return page_->findChild<DesignCard*>(QString::fromLatin1(side))->template findChild<Widget*>(name);
    }
    QString text(const QString& name, const char* side = "design.left") const { return find<QLabel>(name, side)->text(); }

private Q_SLOTS:
    void init()
    {
        project_ = std::make_unique<test::TestProject>();
        const QDir unified(QStringLiteral(LORIKEET_SOURCE_DIR "/resources/starters/unified"));
        for (const QString& name : unified.entryList(QDir::Files))
            project_->root().write("models/unified/" + name.toStdString(), test::bytesOf(unified.filePath(name).toStdString()));
        project_->root().write("models/unified/model.safetensors", "never read here");
        session_ = std::make_unique<ProjectSession>();
        QVERIFY(session_->open(project_->folder()));
        page_ = std::make_unique<PlanPage>(*session_, theme_);
        page_->resize(1100, 700);
        page_->show();
        find<QPushButton>("showDesigns")->click();
        QVERIFY(page_->findChild<DesignsView*>()->isVisible());
    }

    void cleanup()
    {
        page_.reset();
        session_.reset();
        project_.reset();
    }

    void itBeginsWithThePlansModelAndThePictureAtHand()
    {
        QCOMPARE(find<QComboBox>("designModel", "design.left")->currentText(), QStringLiteral("tiny-sight"));
        QCOMPARE(find<QSpinBox>("designWidth")->value(), 56);
        QCOMPARE(find<QSpinBox>("designHeight")->value(), 56);
        QCOMPARE(text("designTokens"), QStringLiteral("16"));
        QCOMPARE(find<QComboBox>("designModel", "design.right")->currentText(), QStringLiteral("unified"));
        QVERIFY(find<QLabel>("mark.language", "design.right")->isVisible());
    }

    void oneDesignCostsTheSameAndTheOtherGrows()
    {
        find<QPushButton>("designSmall")->click();
        QCOMPARE(text("designTokens", "design.right"), QStringLiteral("36")); // 6 x 6 tokens of 16 pixels a side.
        find<QSpinBox>("designWidth")->setValue(320);
        QCOMPARE(text("designTokens", "design.right"), QStringLiteral("120"));
        QCOMPARE(text("designTokens", "design.left"), QStringLiteral("16"));
        const QString comparison = find<QLabel>("designComparison")->text();
        QVERIFY2(comparison.contains(QStringLiteral("7.5 times")), qPrintable(comparison));
        // Limits of the plan hold here too.
        page_->plan().set("image_max_pixels", "9216");
        QVERIFY(text("designTokens", "design.right").toInt() < 40);
    }

    void theSizeChangesWhatIsShown()
    {
        find<QSpinBox>("designWidth")->setValue(640);
        find<QSpinBox>("designHeight")->setValue(480);
        QVERIFY2(text("designSteps").startsWith(QStringLiteral("640 × 480")), qPrintable(text("designSteps")));
        QVERIFY(text("designSteps").contains(QStringLiteral("56 × 56")));
        QCOMPARE(text("designTokens"), QStringLiteral("16")); // A square of fixed size.
        find<QPushButton>("designPhone")->click();
        QVERIFY(text("designSteps").startsWith(QStringLiteral("4032 × 3024")));
        find<QPushButton>("designAtHand")->click();
        QCOMPARE(text("designSteps"), QStringLiteral("56 × 56 pixels"));
    }

    void marksFollowThePlan()
    {
        auto& plan = page_->plan();
        QCOMPARE(text("mark.vision"), QStringLiteral("frozen"));
        QVERIFY2(text("mark.language").contains(QStringLiteral("added")), qPrintable(text("mark.language")));
        plan.set("finetuning_type", "full");
        plan.set("freeze_language_model", "true");
        plan.set("freeze_multi_modal_projector", "false");
        QCOMPARE(text("mark.projector"), QStringLiteral("learns"));
        QCOMPARE(text("mark.language"), QStringLiteral("frozen"));
        for (const char* part : {"mark.vision", "mark.projector", "mark.language"})
            QCOMPARE(text(part, "design.right"), text(part));
        plan.set("freeze_multi_modal_projector", "true");
        QVERIFY(find<QLabel>("designProblem", "design.left")->isVisible());
        QVERIFY(text("designTotal").contains(QStringLiteral("none")));
    }

    void anotherModelCanBeChosen()
    {
        auto* models = find<QComboBox>("designModel", "design.left");
        models->setCurrentText(QStringLiteral("tiny-text"));
        Q_EMIT models->activated(models->currentIndex());
        QVERIFY(!find<QLabel>("mark.vision", "design.left")->isVisible());
        QVERIFY(find<QLabel>("mark.language", "design.left")->isVisible());
    }

    void draggingThePlotChangesTheSize()
    {
        auto* plot = find<CostPlot>("designPlot");
        const int before = find<QSpinBox>("designWidth")->value();
        QTest::mousePress(plot, Qt::LeftButton, {}, QPoint(plot->width() - 20, plot->height() / 2));
        const int after = find<QSpinBox>("designWidth")->value();
        QVERIFY(after > before);
        QVERIFY(after <= plot->longestShown());
        QCOMPARE(find<QSpinBox>("designHeight")->value(), after); // The shape stays.
        QTest::mouseRelease(plot, Qt::LeftButton);
    }

    void aDamagedModelIsTold()
    {
        project_->root().write("models/tiny-sight/preprocessor_config.json", "{");
        page_->openDesigns();
        QVERIFY2(text("designProblem").contains(QStringLiteral("preprocessor_config.json")), qPrintable(text("designProblem")));
    }

    void backLeadsToThePlan()
    {
        find<QPushButton>("designsBack")->click();
        QVERIFY(find<QPushButton>("startTraining")->isVisible());
        QVERIFY(!page_->findChild<DesignsView*>()->isVisible());
    }
};

LK_TEST_CLASS(DesignsViewTest);

} // namespace lorikeet

#include "designs_view_test.moc"
