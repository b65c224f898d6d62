#include "core/demo/plan.h"
#include "core/demo/words.h"
#include "support/runner.h"

#include <set>

namespace lorikeet::demo {

class SceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void captionsSayWhatIsThere_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("expected");
        Scene single, count, pair;
        single.first = {Shape::Star, Colour::Orange};
        single.isBig = true;
        single.position = 2;
        count.kind = SceneKind::Count;
        count.first = {Shape::Cross, Colour::Black};
        count.count = 3;
        pair.kind = SceneKind::Pair;
        pair.first = {Shape::Ring, Colour::Orange};
        pair.second = {Shape::Moon, Colour::Blue};
        pair.isStacked = true;
        const auto add = [](const char* name, const std::string& said, const char* expected) {
            QTest::newRow(name) << QString::fromStdString(said) << QString::fromUtf8(expected);
        };
        add("bare single", bareCaption(single, Language::English), "big orange star, top right");
        add("bare count", bareCaption(count, Language::English), "three black crosses");
        add("bare pair", bareCaption(pair, Language::English), "orange ring, blue moon");
        add("full single", fullCaption(single, Language::English), "There is one big orange star in the top right corner.");
        add("full count", fullCaption(count, Language::English), "There are three black crosses.");
        add("full pair", fullCaption(pair, Language::English), "An orange ring is above a blue moon.");
        add("Chinese single", fullCaption(single, Language::Chinese), "右上角有一个大橙色星形。");
        add("Chinese count", fullCaption(count, Language::Chinese), "图中有三个黑色十字。");
        add("Chinese pair", fullCaption(pair, Language::Chinese), "橙色圆环在蓝色月亮的上面。");
    }

    void captionsSayWhatIsThere()
    {
        QFETCH(QString, said);
        QFETCH(QString, expected);
        QCOMPARE(said, expected);
    }

    void differentScenesHaveDifferentSentences()
    {
        Random random(3);
        std::map<std::string, std::string> identityOf;
        for (int i = 0; i < 4000; ++i) {
            const Scene scene = randomScene(random);
            const auto [known, isNew] = identityOf.emplace(fullCaption(scene, Language::English), scene.identity());
            QCOMPARE(known->second, scene.identity());
        }
        QVERIFY(identityOf.size() > 2000);
    }

    void heldOutScenesNeverTrain()
    {
        const Plan plan = planDemo(20);
        std::set<std::string> trained, heldOut;
        size_t picture = 0;
        for (const PlannedDataset& dataset : plan.datasets) {
            const bool isTraining = dataset.name.ends_with("_train");
            for (const OrderedJson& row : dataset.rows)
                if (row.contains("images") || row.contains("image"))
                    (isTraining ? trained : heldOut).insert(plan.pictures[picture++].scene.identity());
        }
        QCOMPARE(picture, plan.pictures.size());
        QVERIFY(heldOut.size() > 150);
        for (const std::string& identity : heldOut)
            QVERIFY2(!trained.contains(identity), identity.c_str());
        for (const PlannedPicture& corpus : planCorpus(3000, 1).pictures)
            QVERIFY(corpus.digit || !heldOut.contains(corpus.scene.identity()));
    }

    void heldOutWordsNeverTrain()
    {
        Random random(5);
        std::set<std::string> trained;
        for (int i = 0; i < 3000; ++i)
            trained.insert(wordQuestion(random, false).question);
        for (int i = 0; i < 500; ++i)
            QVERIFY(!trained.contains(wordQuestion(random, true).question));
    }

    void everyPictureBelongsToOneRow()
    {
        const Plan plan = planDemo(20);
        std::set<std::string> files;
        for (const PlannedDataset& dataset : plan.datasets)
            for (const OrderedJson& row : dataset.rows) {
                if (row.contains("image"))
                    QVERIFY(files.insert(row["image"].get<std::string>()).second);
                if (row.contains("images"))
                    QVERIFY(files.insert(row["images"][0].get<std::string>()).second);
            }
        QCOMPARE(files.size(), plan.pictures.size());
        QVERIFY(files.size() >= 2000);
    }
};

} // namespace lorikeet::demo

using lorikeet::demo::SceneTest;
LK_TEST_CLASS(SceneTest);
#include "scene_test.moc"
