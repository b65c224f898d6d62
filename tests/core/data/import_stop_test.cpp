#include "core/data/import.h"
#include "data_fixture.h"
#include "support/runner.h"

using namespace lorikeet;
using lorikeet::test::DataFolder;

/// A path that is being typed is no order to read the whole machine.
class ImportStopTest : public QObject {
    Q_OBJECT

    static QString firstIssue(const ImportPreview& preview)
    {
        return preview.issues.empty() ? QString() : QString::fromStdString(preview.issues.front().message.english() + " | " + preview.issues.front().fix.english());
    }

private Q_SLOTS:
    void readingEndsWhenNobodyWaits_data()
    {
        QTest::addColumn<bool>("isFolder");
        QTest::newRow("a folder of pictures") << true;
        QTest::newRow("a large file") << false;
    }

    void readingEndsWhenNobodyWaits()
    {
        QFETCH(bool, isFolder);
        const DataFolder folder;
        for (int i = 0; isFolder && i < 100; ++i)
            folder.write(qPrintable(QString("%1.jpg").arg(i)), "no picture");
        if (!isFolder)
            folder.write("d.jsonl", QByteArray("{\"instruction\": \"a\", \"output\": \"" + QByteArray(1000, 'b') + "\"}\n").repeated(20'000));
        const std::string path = folder.path(isFolder ? "" : "d.jsonl");
        int asked = 0;
        ImportOptions options;
        options.stop.isSet = [&asked] { return ++asked > 2; };
        const ImportPreview preview = previewImport(path, options);
        QCOMPARE(preview.samples, size_t(0));
        QVERIFY2(firstIssue(preview).contains("stopped"), qPrintable(firstIssue(preview)));
        QCOMPARE(asked, 3); // Not one look more.
        QVERIFY(previewImport(path).samples > 0);
    }

    void wholeDisksAreRefused()
    {
        const DataFolder home;
        home.picture("photos/1.jpg");
        const QByteArray before = qgetenv("HOME");
        qputenv("HOME", home.path().c_str());
        const std::string above = QFileInfo(QString::fromStdString(home.path())).path().toStdString();
        for (const std::string& path : {std::string("/"), std::string("/proc/"), std::string("/sys"), std::string("/dev"), home.path(), home.path() + "/photos/..", above})
            QVERIFY2(firstIssue(previewImport(path)).contains("far more than pictures"), path.c_str());
        QCOMPARE(previewImport(home.path("photos")).samples, size_t(1));
        qputenv("HOME", before);
    }

    void namesNeedNoDisk()
    {
        QCOMPARE(datasetNameFor("/nowhere/photos/"), std::string("photos"));
        QCOMPARE(datasetNameFor("/nowhere/photos.2024"), std::string("photos.2024"));
        QCOMPARE(datasetNameFor("/nowhere/cats.csv"), std::string("cats"));
        QCOMPARE(datasetNameFor("/nowhere/words.txt"), std::string("words"));
        QCOMPARE(datasetNameFor("/nowhere/a,b"), std::string("a-b"));
        QCOMPARE(datasetNameFor("/"), std::string("data"));
    }
};

LK_TEST_CLASS(ImportStopTest);
#include "import_stop_test.moc"
