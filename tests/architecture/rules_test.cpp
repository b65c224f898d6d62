#include "support/runner.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace {

const QString kTorch = "#include\\s*([<\"](torch|ATen|c10)/|\"core/nn/torch[.]h\")";

} // namespace

/// Rules of ARCHITECTURE.md that the compiler can't see, read off the source files.
class RulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void includesStayInsideTheirWalls_data();
    void includesStayInsideTheirWalls();
    void wallsCatchABreach();
    void familyNamesStayInTheirFolders();
    void mainWindowIsWiringOnly();
    void filesStaySmall();
    void nothingIsLeftUnfinished();
    void exceptionsAreNotSwallowed();
    void everyHeaderIsIncludedOnce();

private:
    struct Source {
        QString path; ///< Relative to the source tree.
        QStringList lines;
    };
    QStringList breaches(const QRegularExpression& files, const QRegularExpression& forbidden) const;
    QList<Source> sources_;
};

void RulesTest::initTestCase()
{
    const QDir root(QStringLiteral(LORIKEET_SOURCE_DIR));
    for (const char* folder : {"app", "core", "ui", "tests"}) {
        QDirIterator it(root.filePath(folder), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            sources_.push_back(Source{root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()).split('\n')});
        }
    }
    QVERIFY(sources_.size() > 50);
}

QStringList RulesTest::breaches(const QRegularExpression& files, const QRegularExpression& forbidden) const
{
    QStringList found;
    for (const Source& source : sources_) {
        if (!files.match(source.path).hasMatch())
            continue;
        for (qsizetype i = 0; i < source.lines.size(); ++i)
            if (forbidden.match(source.lines[i]).hasMatch())
                found.append(QStringLiteral("%1:%2: %3").arg(source.path).arg(i + 1).arg(source.lines[i].trimmed()));
    }
    return found;
}

void RulesTest::includesStayInsideTheirWalls_data()
{
    QTest::addColumn<QString>("files");
    QTest::addColumn<QString>("forbidden");
    QTest::newRow("no Qt in core") << "^core/" << R"(#include\s*[<"]Q[A-Z])";
    QTest::newRow("no Qt in lorikeet-cli") << "^app/cli/" << R"(#include\s*[<"]Q[A-Z])";
    QTest::newRow("no torch in the window") << "^(ui|app/gui)/" << kTorch;
    QTest::newRow("no engine in the window") << "^(ui|app/gui)/" << R"(#include\s*"core/(nn|train|infer)/)";
    QTest::newRow("no window in core") << "^core/" << R"(#include\s*"(ui|app)/)";
    QTest::newRow("no app in the window") << "^ui/" << R"(#include\s*"app/)";
    QTest::newRow("no torch in base, config, run, data, vision, text") << "^core/(base|config|run|data|vision|text|plan)/" << kTorch;
    QTest::newRow("no OpenCV in base, config, run, plan") << "^core/(base|config|run|plan)/" << R"(#include\s*[<"]opencv)";
    QTest::newRow("the engine is silent") << "^core/(nn|models|train|infer)/" << R"(std::cout|\bprintf\(|fmt::print\((?!stderr))";
    QTest::newRow("the window knows no run files") << "^ui/" << "\"(trainer_log\\.jsonl|run\\.yaml|checkpoint-|run\\.lock|console\\.log)\"";
    QTest::newRow("the Data page knows no other") << "^ui/dataset/" << R"(#include\s*"ui/(look|plan|train|compare|runs)/[a-z]+_page)";
    QTest::newRow("the Train page knows no other") << "^ui/train/" << R"(#include\s*"ui/(look|plan|dataset|compare|runs)/[a-z]+_page)";
    QTest::newRow("no event loop inside a slot") << "^(ui|app/gui)/" << R"(processEvents|BlockingQueuedConnection)";
    QTest::newRow("no fmt where torch ships another") << "^core/(nn|train|infer)/|^core/models/(adapter|builders|tensor_file|save_model|probe|export_check|text_model|image_features|grid_vl_model|pixel_batch|[a-z0-9_]+/model)[.]" << R"(#include\s*<fmt/)";
    QTest::newRow("no pickles") << "^(core|app)/" << R"(torch::load\(|jit::load\(|pickle_load)";
}

void RulesTest::includesStayInsideTheirWalls()
{
    QFETCH(QString, files);
    QFETCH(QString, forbidden);
    const QStringList found = breaches(QRegularExpression(files), QRegularExpression(forbidden));
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void RulesTest::wallsCatchABreach()
{
    sources_.push_back(Source{"ui/made_up.cpp", {"#include <torch/torch.h>", "#include \"core/nn/torch.h\""}});
    QCOMPARE(breaches(QRegularExpression("^ui/"), QRegularExpression(kTorch)).size(), 2);
    sources_.removeLast();
}

void RulesTest::familyNamesStayInTheirFolders()
{
    QStringList names;
    for (const QFileInfo& folder : QDir(QStringLiteral(LORIKEET_SOURCE_DIR "/core/models")).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot))
        names.append(folder.fileName());
    QVERIFY(names.contains("llava") && names.contains("llama"));
    const QString name = "\"(" + names.join('|') + ")(_[a-z0-9]+)*\"";
    const QRegularExpression comparison("((==|!=|case)\\s*" + name + "|" + name + "\\s*(==|!=))");
    const QRegularExpression files("^(app|core|ui)/(?!models/(" + names.join('|') + ")/)");
    const QStringList found = breaches(files, comparison);
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void RulesTest::mainWindowIsWiringOnly()
{
    for (const Source& source : sources_) {
        const QByteArray size = qPrintable(source.path + " has " + QString::number(source.lines.size()) + " lines");
        if (source.path.startsWith("ui/main_window."))
            QVERIFY2(source.lines.size() <= 251, size);
        else if (source.path == "app/gui/main.cpp")
            QVERIFY2(source.lines.size() <= 81, size);
    }
}

void RulesTest::filesStaySmall()
{
    QStringList large;
    for (const Source& source : sources_)
        if (source.lines.size() > 600)
            large.append(source.path);
    QVERIFY2(large.isEmpty(), qPrintable(large.join('\n')));
}

void RulesTest::nothingIsLeftUnfinished()
{
    const QStringList found = breaches(QRegularExpression("^(app|core|ui|tests)/(?!architecture/)"),
        QRegularExpression(R"(\b(TODO|FIXME|XXX)\b|not implemented|QSKIP|QEXPECT_FAIL)"));
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void RulesTest::exceptionsAreNotSwallowed()
{
    const QStringList found = breaches(QRegularExpression("^(app|core|ui)/"), QRegularExpression(R"(catch\s*\(\s*\.\.\.\s*\))"));
    QVERIFY2(found.isEmpty(), qPrintable(found.join('\n')));
}

void RulesTest::everyHeaderIsIncludedOnce()
{
    for (const Source& source : sources_)
        if (source.path.endsWith(".h"))
            QVERIFY2(source.lines.first() == "#pragma once", qPrintable(source.path));
}

LK_TEST_CLASS(RulesTest);
#include "rules_test.moc"
