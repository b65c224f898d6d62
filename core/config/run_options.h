#pragma once
/// @file Every setting of a run. A default stands here and nowhere else; core/config/option.cpp binds keys and help to the fields.
///
/// Field names follow LLaMA-Factory's keys (snake_case there, lowerCamelCase here).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct ModelOptions {
    std::string modelNameOrPath;              ///< Folder of the base model.
    std::vector<std::string> adapterNameOrPath; ///< Adapters: earlier ones merged, the last continued.
    std::string templateName = "auto";        ///< `template`
    std::string device = "auto";
    std::string computeDtype = "auto";        ///< auto, float32, bfloat16; `bf16: true` / `fp16: true` count too
    bool bf16 = false;
    bool fp16 = false;
    bool pureBf16 = false;
    int threads = 0;                          ///< 0 = cores minus one for the window (all of them from two threads down: at least 1)
    std::string flashAttn = "auto";
    int64_t imageMaxPixels = 589'824;
    int64_t imageMinPixels = 1'024;
    bool gradientCheckpointing = false;       ///< Layers keep their input only and are computed again in the backward pass.
    bool disableGradientCheckpointing = true; ///< LLaMA-Factory's key (false there); gradientCheckpointing decides here.
};

struct DataOptions {
    std::vector<std::string> dataset;
    std::vector<std::string> evalDataset;
    std::string datasetDir = "data";
    std::string mediaDir;                     ///< "" = datasetDir
    std::vector<std::string> mediaFolders;    ///< Further folders that pictures may lie in, beside those two
    std::string textEncoding;                 ///< Of text that is not UTF-8, e.g. GB18030; "" = found by content, or such text is a finding
    int cutoffLen = 2048;
    std::string cutoffRule = "keep_images";   ///< keep_images, llamafactory
    int maxSamples = 0;                       ///< 0 = all
    double valSize = 0.0;                     ///< <= 1 a share, > 1 a count
    bool trainOnPrompt = false;
    bool maskHistory = false;
    bool packing = false;                     ///< Where a file doesn't say: on for stage pt, as in LLaMA-Factory
    bool neatPacking = false;
    bool skipBadSamples = false;
    bool disableShuffling = false;
    std::string defaultSystem;                ///< "" = the template's
    bool enableThinking = true;
    bool preserveThinking = false;
    int preprocessingNumWorkers = 0;          ///< 0 = by cores
    int dataloaderNumWorkers = 0;             ///< 0 = by cores
    std::string mixStrategy = "concat";
    std::vector<double> interleaveProbs;
    bool visionFeatureCache = false;
};

struct MethodOptions {
    std::string stage = "sft";                ///< pt, sft
    std::string finetuningType = "lora";      ///< lora, freeze, full
    bool freezeVisionTower = true;
    bool freezeMultiModalProjector = true;
    bool freezeLanguageModel = false;
    int freezeTrainableLayers = 2;
    std::vector<std::string> freezeTrainableModules = {"all"};
    std::vector<std::string> freezeExtraModules;
};

struct LoraOptions {
    int rank = 8;                             ///< lora_rank
    std::optional<int> alpha;                 ///< lora_alpha; unset = 2 × rank
    double dropout = 0.0;
    std::vector<std::string> target = {"all"}; ///< lora_target: "all", names, or one regular expression
    std::vector<std::string> additionalTarget;
    bool useRslora = false;
    bool useDora = false;
    std::optional<double> loraplusLrRatio;
    double loraplusLrEmbedding = 1e-6;
    bool createNewAdapter = false;
    int effectiveAlpha() const { return alpha.value_or(2 * rank); }
};

struct TrainOptions {
    bool doTrain = true;
    double learningRate = 5e-5;
    std::string lrSchedulerType = "linear";   ///< linear, cosine, constant, constant_with_warmup, polynomial, inverse_sqrt, cosine_with_min_lr …
    double warmupRatio = 0.0;
    double warmupSteps = 0;                   ///< < 1 a share (transformers 5), else a count
    double numTrainEpochs = 3.0;
    int maxSteps = -1;                        ///< > 0 wins over the epochs
    int perDeviceTrainBatchSize = 8;
    int gradientAccumulationSteps = 1;
    double maxGradNorm = 1.0;
    double weightDecay = 0.0;
    double adamBeta1 = 0.9;
    double adamBeta2 = 0.999;
    double adamEpsilon = 1e-8;
    std::string optim = "adamw_torch";
    int64_t seed = 42;
    int64_t dataSeed = -1;                    ///< -1 = seed
    bool groupByLength = false;
    std::string lossNormalisation = "tokens"; ///< tokens, llamafactory
    std::optional<double> neftuneNoiseAlpha;
    bool deterministic = false;
};

struct EvalOptions {
    bool doEval = false;
    std::string evalStrategy = "no";          ///< no, steps, epoch
    double evalSteps = 0;                     ///< 0 = logging_steps; < 1 a share of the run
    int perDeviceEvalBatchSize = 8;
    bool evalOnStart = false;
    bool predictWithGenerate = false;
    bool doPredict = false;
    int maxNewTokens = 128;
    double temperature = 0.95;
    double topP = 0.7;
    int topK = 50;
    bool doSample = true;
    double repetitionPenalty = 1.0;
    std::vector<std::string> probeSamples;    ///< Pinned: sample ids or row numbers of the evaluation (else training) data
    int probeCount = 4;                       ///< How many are pinned where probe_samples names none
};

struct OutputOptions {
    std::string outputDir;
    bool overwriteOutputDir = false;
    std::string resumeFromCheckpoint;         ///< "", "auto" or a folder; an argument of the start, never stored
    int loggingSteps = 10;                    ///< LLaMA-Factory: 500; a beginner wants to see a line
    double saveSteps = 500;                   ///< < 1 a share of the run
    std::string saveStrategy = "steps";       ///< no, steps, epoch
    int saveTotalLimit = 0;                   ///< 0 = keep all
    bool saveOnlyModel = false;
    bool plotLoss = false;
    bool includeNumInputTokensSeen = true;
};

struct RunOptions {
    ModelOptions model;
    DataOptions data;
    MethodOptions method;
    LoraOptions lora;
    TrainOptions train;
    EvalOptions eval;
    OutputOptions output;
};

} // namespace lorikeet
