#include "core/config/run_yaml.h"

#include "core/config/option.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

using namespace lorikeet;
using namespace lorikeet::test;

namespace {

const char* const kLlavaSft = R"(### model
model_name_or_path: llava-hf/llava-1.5-7b-hf
image_max_pixels: 262144
video_max_pixels: 16384
trust_remote_code: true

### method
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all

### dataset
dataset: mllm_demo,identity,alpaca_en_demo  # video: mllm_video_demo
template: llava
cutoff_len: 2048
max_samples: 1000
overwrite_cache: true
preprocessing_num_workers: 16
dataloader_num_workers: 4

### output
output_dir: saves/llava1_5-7b/lora/sft
logging_steps: 10
save_steps: 500
plot_loss: true
overwrite_output_dir: true
save_only_model: false
report_to: none  # choices: [none, wandb, tensorboard, swanlab, mlflow]

### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000
resume_from_checkpoint: null

### eval
# val_size: 0.1
# per_device_eval_batch_size: 1
# eval_strategy: steps
# eval_steps: 500
)";

std::string valuesOf(RunOptions run)
{
    std::string text;
    for (const auto& option : listOptions(run))
        if (option.isStored)
            text += option.key + "=" + option.value() + "\n";
    return text;
}

/// Some other value in every field that may be changed without contradicting another.
RunOptions unusualRun()
{
    RunOptions run;
    run.model.modelNameOrPath = "/models/a: b #1";
    run.model.adapterNameOrPath = {"/runs/one", "/runs/two, three"};
    run.model.templateName = "qwen2_vl";
    run.model.imageMaxPixels = 1'000'000;
    run.data.dataset = {"mllm_demo", "/data/图 x.json"};
    run.data.datasetDir = "/data";
    run.data.valSize = 0.05;
    run.data.defaultSystem = "You are: \"kind\"\n";
    run.data.skipBadSamples = true;
    run.lora.alpha = 33;
    run.lora.target = {".*\\.(q|k)_proj"};
    run.lora.loraplusLrRatio = 16.5;
    run.train.learningRate = 1.23456789e-5;
    run.train.warmupSteps = 0.1;
    run.train.seed = 9'000'000'000'000;
    run.eval.evalStrategy = "epoch";
    run.eval.probeSamples = {"12", "null", "a,b"};
    run.output.outputDir = "/runs/new";
    run.output.saveStrategy = "no";
    return run;
}

} // namespace

class RunYamlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void llamaFactorysExampleIsRead()
    {
        const LoadedRun loaded = parseRun(kLlavaSft, "/tmp/folder that is not there");
        const RunOptions& run = loaded.options;
        QCOMPARE(run.data.dataset, (std::vector<std::string>{"mllm_demo", "identity", "alpaca_en_demo"}));
        QCOMPARE(run.train.learningRate, 1e-4);
        QCOMPARE(run.model.templateName, std::string("llava"));
        QVERIFY(run.model.bf16 && run.output.plotLoss && run.output.overwriteOutputDir && run.output.resumeFromCheckpoint.empty());
        QCOMPARE(run.output.outputDir, std::string("/tmp/folder that is not there/saves/llava1_5-7b/lora/sft"));
        QCOMPARE(loaded.notes.size(), size_t(5)); // video_max_pixels, trust_remote_code, overwrite_cache, report_to, ddp_timeout
        for (const auto& note : loaded.notes)
            QVERIFY(!note.args.empty());
    }

    void writingAndReadingIsIdentity()
    {
        for (const RunOptions& run : {RunOptions(), unusualRun()}) {
            RunOptions named = run;
            if (named.data.datasetDir == "data")
                named.data.datasetDir = "/data";
            const std::string yaml = writeRunYaml(named, "/runs/new");
            const LoadedRun again = parseRun(yaml, "/runs/new");
            QCOMPARE(valuesOf(again.options), valuesOf(named));
            QCOMPARE(writeRunYaml(again.options, "/runs/new"), yaml);
            RunOptions fromShort;
            applyPartialYaml(fromShort, writeShortYaml(named), "short");
            QCOMPARE(valuesOf(fromShort), valuesOf(named));
        }
        QVERIFY(writeRunYaml(unusualRun(), "/").find("resume_from_checkpoint") == std::string::npos);
        QCOMPARE(writeShortYaml(RunOptions()), std::string());
    }

    void everyKeyIsWrittenOnceUnderAHeading()
    {
        RunOptions run;
        const QString yaml = QString::fromStdString(writeRunYaml(run, "/x"));
        for (const auto& option : listOptions(run))
            QCOMPARE(yaml.count("\n" + QString::fromStdString(option.key) + ": "), option.isStored ? 1 : 0);
        QCOMPARE(yaml.count("\n# "), 7);
    }

    void llamaFactoryFormHasItsKeysOnly()
    {
        RunOptions run = unusualRun();
        const std::string yaml = writeLlamaFactoryYaml(run);
        for (const auto& option : listOptions(run)) {
            const bool isThere = yaml.find("\n" + option.key + ": ") != std::string::npos;
            QVERIFY2(!(option.isOurs && isThere), option.key.c_str());
        }
        QVERIFY(yaml.find("\ndataset: mllm_demo,/data/") != std::string::npos || yaml.find("\ndataset: \"mllm_demo,/data/") != std::string::npos);
        QVERIFY(yaml.find("\nwarmup_ratio: 0.1\n") != std::string::npos);
        QVERIFY(yaml.find("\nwarmup_steps:") == std::string::npos);
        QVERIFY(yaml.find("report_to: none") != std::string::npos);
        const LoadedRun again = parseRun(yaml, "/");
        QCOMPARE(again.options.train.learningRate, run.train.learningRate);
        run.model.templateName = "auto";
        QVERIFY(writeLlamaFactoryYaml(run).starts_with("# Name the chat template"));
    }

    void badYamlIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("said");
        QTest::newRow("misspelled") << "lora_alpha: 4\nlora_rnak: 8\n" << "run.yaml, line 2: unknown key lora_rnak. | Did you mean lora_rank?";
        QTest::newRow("misspelled in a family") << "dataloader_num_worker: 8\n" << "Did you mean dataloader_num_workers?";
        QTest::newRow("misspelled foreign key") << "trust_remote_cod: true\n" << "Did you mean trust_remote_code?";
        QTest::newRow("unlike any") << "banana: 8\n" << "--list-options";
        QTest::newRow("wrong type") << "\n\nlora_rank: eight\n" << "run.yaml, line 3: lora_rank: the value \"eight\" is not allowed. | Allowed for lora_rank: a whole";
        QTest::newRow("map for a number") << "lora_rank: {a: 1}\n" << "lora_rank";
        QTest::newRow("twice") << "lora_rank: 8\nlora_rank: 9\n" << "line 2: the key lora_rank stands there twice (first in line 1)";
        QTest::newRow("alias") << "lora_rank: &a 8\nlora_alpha: *a\n" << "line 1: YAML anchors";
        QTest::newRow("alias bomb") << "a: &a [1]\nb: &b [*a,*a]\n" << "anchors";
        QTest::newRow("no map") << "- a\n- b\n" << "holds no settings";
        QTest::newRow("a word") << "hello\n" << "holds no settings";
        QTest::newRow("broken") << "lora_rank: [8\n" << "run.yaml, line";
        QTest::newRow("tab") << "a:\n\t- b\n" << "run.yaml, line";
        QTest::newRow("two documents") << "lora_rank: 8\n---\nlora_rank: 9\n" << "more than one YAML document";
        QTest::newRow("too deep") << QString("a: ") + QString("[").repeated(40) << "deeper than 32";
        QTest::newRow("very deep") << QString("a: ") + QString("[").repeated(100000) << "deeper than 32";
        QTest::newRow("complex key") << "? [a]\n: b\n" << "a key must be a word";
        QTest::newRow("stage of later") << "stage: dpo\n" << "stage: dpo is not built";
        QTest::newRow("8 bits") << "quantization_bit: 4\n" << "quantization_bit: not built";
        QTest::newRow("pissa") << "pissa_init: true\n" << "pissa_init: not built";
    }
    void badYamlIsRefusedWithItsPlace()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, said);
        const auto run = [&] { parseRun(yaml.toStdString(), "/tmp"); };
        const auto error = QString::fromStdString(errorOf(run));
        QVERIFY2(error.contains(said), qPrintable(error));
        QCOMPARE(exitCodeOf(run), ExitCode::Input);
    }

    void textThatIsNoYamlIsRefused()
    {
        QVERIFY(errorOf([] { parseRun("lora_rank: \xff\n", "/tmp"); }).find("not UTF-8: line 1") != std::string::npos);
        QVERIFY(errorOf([] { parseRun(std::string("lora_rank: 8\n\0", 14), "/tmp"); }).find("zero byte") != std::string::npos);
        QVERIFY(errorOf([] { loadRun("/tmp/not there.yaml"); }).find("not there.yaml does not exist") != std::string::npos);
    }

    void mutatedYamlNeverCrashes()
    {
        const std::string whole = kLlavaSft;
        unsigned state = 1;
        const auto random = [&](size_t n) { return static_cast<size_t>((state = state * 1664525u + 1013904223u) >> 8) % n; };
        int refused = 0;
        for (int i = 0; i < 3000; ++i) {
            std::string text = whole;
            for (size_t k = 0, changes = 1 + random(4); k < changes; ++k)
                text[random(text.size())] = "\n\t :-[]{}&*!|>'\"#%@`,0a\\"[random(24)];
            refused += errorOf([&] { parseRun(text, "/tmp"); }).empty() ? 0 : 1;
        }
        QVERIFY(refused > 100 && refused < 3000);
    }

    void contradictionsAreNamed_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::newRow("formats") << "bf16: true\nfp16: true\n" << "bf16" << "fp16";
        QTest::newRow("float32") << "bf16: true\ncompute_dtype: float32\n" << "bf16" << "compute_dtype";
        QTest::newRow("pixels") << "image_max_pixels: 10\n" << "image_max_pixels" << "image_min_pixels";
        QTest::newRow("what is learned") << "train_on_prompt: true\nmask_history: true\n" << "train_on_prompt" << "mask_history";
        QTest::newRow("plain text") << "stage: pt\nmask_history: true\n" << "mask_history" << "stage";
        QTest::newRow("plain text packs by itself") << "stage: pt\nneat_packing: true\n" << "neat_packing" << "stage";
        QTest::newRow("evaluation without data") << "eval_strategy: steps\n" << "eval_strategy" << "val_size";
        QTest::newRow("two sources") << "eval_dataset: a\nval_size: 0.1\n" << "val_size" << "eval_dataset";
        QTest::newRow("all held out") << "val_size: 1\n" << "val_size" << "share";
        QTest::newRow("nothing learns, full") << "finetuning_type: full\nfreeze_language_model: true\n" << "freeze_language_model" << "freeze_vision_tower";
        QTest::newRow("nothing learns, LoRA") << "freeze_language_model: true\n" << "freeze_language_model" << "additional_target";
        QTest::newRow("adapter for full") << "finetuning_type: full\nadapter_name_or_path: a\n" << "adapter_name_or_path" << "finetuning_type";
        QTest::newRow("no passes") << "num_train_epochs: 0\n" << "num_train_epochs" << "max_steps";
        QTest::newRow("saving never and often") << "save_steps: 0\n" << "save_strategy" << "save_steps";
        QTest::newRow("one and a half steps") << "save_steps: 1.5\n" << "save_steps" << "1.5";
    }
    void contradictionsAreNamed()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, first);
        QFETCH(QString, second);
        const auto error = QString::fromStdString(errorOf([&] { parseRun(yaml.toStdString(), "/tmp"); }));
        QVERIFY2(error.contains(first) && error.contains(second), qPrintable(error));
    }

    void whatIsMissingIsNamed()
    {
        RunOptions run;
        QVERIFY(errorOf([&] { checkRunOptions(run); }).starts_with("model_name_or_path is missing"));
        run.model.modelNameOrPath = "/m";
        QVERIFY(errorOf([&] { checkRunOptions(run); }).starts_with("dataset is missing"));
        run.data.dataset = {"d"};
        QVERIFY(errorOf([&] { checkRunOptions(run); }).starts_with("output_dir is missing"));
        QCOMPARE(errorOf([&] { checkRunOptions(run, false); }), std::string());
        run.output.outputDir = "/o";
        QCOMPARE(errorOf([&] { checkRunOptions(run); }), std::string());
    }

    void offValuesOfLaterKeysAreAccepted()
    {
        const LoadedRun loaded = parseRun("quantization_bit: null\nuse_galore: false\npissa_init: no\nrope_scaling: none\npacking: false\n"
                                          "neat_packing: null\nneftune_noise_alpha: 0\nnum_beams: 1\nresize_vocab: false\nuse_llama_pro: false\n"
                                          "gradient_checkpointing_kwargs: {use_reentrant: false}\nswanlab_project: x\n",
            "/tmp");
        QCOMPARE(loaded.notes.size(), size_t(2));
    }

    /// As in LLaMA-Factory: on for plain text unless the file says otherwise.
    void plainTextIsPackedUnlessToldOtherwise()
    {
        QVERIFY(parseRun("stage: pt\n", "/tmp").options.data.packing);
        QVERIFY(parseRun("stage: pt\npacking: null\n", "/tmp").options.data.packing);
        QVERIFY(!parseRun("stage: sft\n", "/tmp").options.data.packing);
        for (const auto& loaded : {parseRun("stage: pt\npacking: false\n", "/tmp"), parseRun("stage: pt\n", "/tmp", {"packing=false"})}) {
            QVERIFY(!loaded.options.data.packing);
            QVERIFY(!parseRun(writeShortYaml(loaded.options, "/tmp"), "/tmp").options.data.packing);
            QVERIFY(!parseRun(writeRunYaml(loaded.options, "/tmp", "/tmp"), "/tmp").options.data.packing);
        }
    }

    void recomputingIsAskedForByItsOwnKey()
    {
        QVERIFY(parseRun("gradient_checkpointing: true\n", "/tmp").options.model.gradientCheckpointing);
        const auto loaded = parseRun("disable_gradient_checkpointing: false\n", "/tmp");
        QVERIFY(!loaded.options.model.gradientCheckpointing);
        QCOMPARE(loaded.notes.size(), size_t(1));
        QVERIFY(loaded.notes.front().english().find("gradient_checkpointing: true") != std::string::npos);
    }

    void overridesWinAndAreChecked()
    {
        const LoadedRun loaded = parseRun("lora_rank: 8\nbf16: true\n", "/tmp",
            {"lora_rank=16", "bf16=false", "compute_dtype=float32", "lora_target=q_proj,v_proj", "default_system=You: be kind", "learning_rate=1e-3",
                "report_to=none", "resume_from_checkpoint=true", "eval_strategy=no", "save_total_limit=null"});
        QCOMPARE(loaded.options.lora.rank, 16);
        QCOMPARE(loaded.options.lora.target.size(), size_t(2));
        QCOMPARE(loaded.options.data.defaultSystem, std::string("You: be kind"));
        QCOMPARE(loaded.options.output.resumeFromCheckpoint, std::string("auto"));
        QCOMPARE(loaded.notes.size(), size_t(1));
        QVERIFY(errorOf([] { parseRun("", "/tmp", {"lora_rnak=1"}); }).find("lora_rnak=1: unknown key lora_rnak. | Did you mean lora_rank?") != std::string::npos);
        QVERIFY(errorOf([] { parseRun("", "/tmp", {"lora_rank"}); }).find("Write key=value") != std::string::npos);
        QVERIFY(errorOf([] { parseRun("", "/tmp", {"lora_rank=x"}); }).find("whole number") != std::string::npos);
        QVERIFY(errorOf([] { parseRun("", "/tmp", {"stage=dpo"}); }).find("not built") != std::string::npos);
    }

    void resumeTakesFlagsAndFolders_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value");
        QTest::newRow("null") << "null" << "";
        QTest::newRow("false") << "false" << "";
        QTest::newRow("empty") << "\"\"" << "";
        QTest::newRow("true") << "true" << "auto";
        QTest::newRow("auto") << "auto" << "auto";
        QTest::newRow("folder") << "/runs/checkpoint-5" << "/runs/checkpoint-5";
        QTest::newRow("relative folder") << "checkpoint-5" << "/tmp/checkpoint-5";
    }
    void resumeTakesFlagsAndFolders()
    {
        QFETCH(QString, text);
        QFETCH(QString, value);
        const LoadedRun loaded = parseRun("resume_from_checkpoint: " + text.toStdString() + "\n", "/tmp");
        QCOMPARE(QString::fromStdString(loaded.options.output.resumeFromCheckpoint), value);
    }

    void jsonIsReadToo()
    {
        TemporaryFolder folder;
        const std::string path = folder.write("run.json", "{\n \"lora_rank\": 16,\n \"lora_target\": [\"q_proj\"],\n \"learning_rate\": 1e-3, \"bf16\": true}\n");
        const LoadedRun loaded = loadRun(path);
        QCOMPARE(loaded.options.lora.rank, 16);
        QCOMPARE(loaded.options.lora.target, std::vector<std::string>{"q_proj"});
        QVERIFY(loaded.options.model.bf16);
        const std::string bad = folder.write("bad.json", "{\n \"lora_rank\": 16,\n \"lora_rnak\": 1}\n");
        QVERIFY(errorOf([&] { loadRun(bad); }).find("line 3: unknown key lora_rnak") != std::string::npos);
    }
};

LK_TEST_CLASS(RunYamlTest);
#include "run_yaml_test.moc"
