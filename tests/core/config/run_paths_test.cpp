#include "core/config/run_yaml.h"

#include "support/runner.h"
#include "support/temporary_folder.h"

#include <filesystem>

using namespace lorikeet;
using namespace lorikeet::test;
namespace fs = std::filesystem;

class RunPathsTest : public QObject {
    Q_OBJECT

    fs::path before_;

private Q_SLOTS:
    void init() { before_ = fs::current_path(); }
    void cleanup() { fs::current_path(before_); }

    void inputsAreLookedForBesideTheFileThenInTheWorkingFolder()
    {
        TemporaryFolder project;
        TemporaryFolder work;
        project.write("lessons/models/near/config.json", "{}");
        work.write("models/near/config.json", "{}");
        work.write("models/far/config.json", "{}");
        work.write("adapters/a/adapter_config.json", "{}");
        const std::string yaml = project.write("lessons/1.yaml",
            "model_name_or_path: models/near\nadapter_name_or_path: adapters/a,adapters/none\ndataset_dir: ../data\noutput_dir: ../runs/1\n");
        fs::current_path(work.path());
        const RunOptions run = loadRun(yaml).options;
        QCOMPARE(run.model.modelNameOrPath, project / "lessons/models/near");
        QCOMPARE(run.model.adapterNameOrPath, (std::vector<std::string>{work / "adapters/a", project / "lessons/adapters/none"}));
        QCOMPARE(run.data.datasetDir, project / "data");
        QCOMPARE(run.output.outputDir, project / "runs/1");
        const RunOptions other = loadRun(yaml, {"model_name_or_path=models/far", "output_dir=out"}).options;
        QCOMPARE(other.model.modelNameOrPath, work / "models/far");
        QCOMPARE(other.output.outputDir, work / "out");
        QCOMPARE(loadRun(yaml, {"model_name_or_path=/x/../m/"}).options.model.modelNameOrPath, std::string("/m"));
    }

    void datasetNamesStayNamesAndPathsAreResolved()
    {
        TemporaryFolder folder;
        folder.write("data/dataset_info.json", "{\"demo\": {\"file_name\": \"demo.json\"}, \"rows\": {}}");
        folder.write("rows/x.txt", "a directory of the same name as a dataset");
        folder.write("more.json", "[]");
        folder.write("data/inside.json", "[]");
        folder.write("pictures/a.txt", "a");
        const auto run = parseRun("dataset: demo, rows, more.json, ./pictures, inside.json, nowhere\n", folder.path()).options;
        QCOMPARE(run.data.dataset,
            (std::vector<std::string>{"demo", "rows", folder / "more.json", folder / "pictures", folder / "data/inside.json", "nowhere"}));
    }

    void pathsInsideTheProjectAreWrittenRelative()
    {
        TemporaryFolder project;
        const std::string run = project / "runs/one";
        fs::create_directories(run);
        project.write("models/m/config.json", "{}");
        project.write("runs/one/data/dataset_info.json", "{}");
        RunOptions options;
        options.model.modelNameOrPath = project / "models/m";
        options.model.adapterNameOrPath = {"/elsewhere/adapter"};
        options.data.datasetDir = run + "/data";
        options.output.outputDir = run;
        const std::string yaml = writeRunYaml(options, run, project.path());
        QVERIFY(yaml.find("\nmodel_name_or_path: ../../models/m\n") != std::string::npos);
        QVERIFY(yaml.find("\nadapter_name_or_path: [/elsewhere/adapter]\n") != std::string::npos);
        QVERIFY(yaml.find("\ndataset_dir: data\n") != std::string::npos);
        QVERIFY(yaml.find("\noutput_dir: .\n") != std::string::npos);
        const RunOptions again = loadRun(project.write("runs/one/run.yaml", yaml)).options;
        QCOMPARE(again.model.modelNameOrPath, options.model.modelNameOrPath);
        QCOMPARE(again.data.datasetDir, options.data.datasetDir);
        QCOMPARE(again.output.outputDir, options.output.outputDir);
        QVERIFY(writeRunYaml(options, run).find("\noutput_dir: " + run + "\n") != std::string::npos);
    }

    void presetsAreListedInOrder()
    {
        TemporaryFolder folder;
        folder.write("presets/2-full.yaml", "# title: All weights\n# summary: Slow: thorough.\nfinetuning_type: full\n");
        folder.write("presets/1-quick.yaml", "\n#title:Quick try\nlora_rank: 4\n# summary: not in the head\n");
        folder.write("presets/notes.txt", "x");
        qputenv("LORIKEET_RESOURCES", folder.path().c_str());
        const auto presets = listPresets();
        qunsetenv("LORIKEET_RESOURCES");
        QCOMPARE(presets.size(), size_t(2));
        QCOMPARE(presets[0].name, std::string("1-quick"));
        QCOMPARE(presets[0].title.english(), std::string("Quick try"));
        QVERIFY(presets[0].summary.empty());
        QCOMPARE(presets[1].summary.english(), std::string("Slow: thorough."));
        RunOptions run;
        run.lora.rank = 64;
        run.train.seed = 7;
        applyPartialYaml(run, presets[0].yaml, presets[0].name);
        QCOMPARE(run.lora.rank, 4);
        QCOMPARE(run.train.seed, int64_t(7));
        QVERIFY(errorOf([&] { applyPartialYaml(run, "seed: 9\nlora_rank: x\n", "p"); }).starts_with("p, line 2"));
        QCOMPARE(run.train.seed, int64_t(7));
    }

    void shippedPresetsAndLessonsAreRead()
    {
        const auto presets = listPresets();
        QVERIFY(presets.size() >= 3);
        for (const auto& preset : presets) {
            RunOptions run;
            applyPartialYaml(run, preset.yaml, preset.name);
            QCOMPARE(errorOf([&] { checkAgreement(run); }), std::string());
            QVERIFY2(!preset.title.empty() && !preset.summary.empty(), preset.name.c_str());
        }
        int lessons = 0;
        for (const auto& entry : fs::directory_iterator(LORIKEET_SOURCE_DIR "/resources/lessons")) {
            if (entry.path().extension() != ".yaml")
                continue;
            const LoadedRun lesson = loadRun(entry.path().string());
            QCOMPARE(errorOf([&] { checkRunOptions(lesson.options); }), std::string());
            QVERIFY2(lesson.notes.empty(), lesson.yamlPath.c_str());
            ++lessons;
        }
        QVERIFY(lessons >= 3);
    }
};

LK_TEST_CLASS(RunPathsTest);
#include "run_paths_test.moc"
