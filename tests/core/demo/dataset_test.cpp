#include "core/data/dataset.h"
#include "core/demo/demo.h"
#include "support/runner.h"

#include <QTemporaryDir>

namespace lorikeet::demo {

class DemoDatasetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(folder_.isValid());
        writeDemo(folder_.path().toStdString() + "/sample", 20);
    }

    void everySamplePassesTheChecks_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("samples");
        QTest::addColumn<bool>("hasPictures");
        QTest::newRow("captions_train") << "captions_train" << 640 << true;
        QTest::newRow("captions_validation") << "captions_validation" << 60 << true;
        QTest::newRow("descriptions_train") << "descriptions_train" << 1000 << true;
        QTest::newRow("descriptions_validation") << "descriptions_validation" << 200 << true;
        QTest::newRow("questions_train") << "questions_train" << 160 << true;
        QTest::newRow("questions_validation") << "questions_validation" << 40 << true;
        QTest::newRow("words_train") << "words_train" << 900 << false;
        QTest::newRow("words_validation") << "words_validation" << 80 << false;
    }

    void everySamplePassesTheChecks()
    {
        QFETCH(QString, name);
        QFETCH(int, samples);
        QFETCH(bool, hasPictures);
        DataOptions options;
        options.datasetDir = folder_.path().toStdString() + "/sample/data";
        const Dataset dataset = Dataset::open(options, {name.toStdString()});
        QCOMPARE(dataset.samples.size(), static_cast<size_t>(samples));
        QCOMPARE(dataset.samples.front().images.size(), hasPictures ? size_t{1} : size_t{0});
        std::vector<Issue> issues = dataset.issues;
        for (const Issue& issue : checkSamples(dataset.samples, hasPictures, CheckDepth::FullDecode))
            issues.push_back(issue);
        // A picture that is stored turned is noted, as it is in a user's own data; nothing else is.
        for (const Issue& issue : issues)
            QVERIFY2(issue.severity == Severity::Note, (issue.rule + ": " + issue.message.english()).c_str());
    }

private:
    QTemporaryDir folder_;
};

} // namespace lorikeet::demo

using lorikeet::demo::DemoDatasetTest;
LK_TEST_CLASS(DemoDatasetTest);
#include "dataset_test.moc"
