#include "core/config/option_groups.h"

namespace lorikeet {
namespace {

using Add = std::function<void(Option)>;

bool isSampled(const RunOptions& run)
{
    return run.eval.doSample;
}

void addWhen(EvalOptions& eval, const Add& add)
{
    const auto isEvaluated = [](const RunOptions& r) { return r.eval.evalStrategy != "no"; };
    add({.key = "do_eval", .field = &eval.doEval, .label = LK_TEXT("Evaluate at the end"), .help = LK_TEXT("Measures the loss on the held-out data once more.")});
    add({.key = "eval_strategy", .field = &eval.evalStrategy, .label = LK_TEXT("Evaluate"),
        .help = LK_TEXT("When the loss on held-out data is measured: never, every so many steps, or after each pass."), .choices = {"no", "steps", "epoch"}});
    add({.key = "eval_steps", .field = &eval.evalSteps, .label = LK_TEXT("Evaluate every"),
        .help = LK_TEXT("0: as often as a line is logged; below 1 a share of the run."), .unit = "steps", .minimum = 0, .maximum = 2e9,
        .applies = [](const RunOptions& r) { return r.eval.evalStrategy == "steps"; }});
    add({.key = "per_device_eval_batch_size", .field = &eval.perDeviceEvalBatchSize, .label = LK_TEXT("Examples at once in evaluation"),
        .help = LK_TEXT("More at once needs more memory."), .unit = "examples", .minimum = 1, .maximum = 65536});
    add({.key = "eval_on_start", .field = &eval.evalOnStart, .label = LK_TEXT("Evaluate before the first step"),
        .help = LK_TEXT("Shows where the model started."), .applies = isEvaluated});
    add({.key = "probe_samples", .field = &eval.probeSamples, .label = LK_TEXT("Pinned examples"),
        .help = LK_TEXT("Names or row numbers of examples that the model answers at the start and at each checkpoint."), .isOurs = true});
    add({.key = "probe_count", .field = &eval.probeCount, .label = LK_TEXT("How many are pinned"),
        .help = LK_TEXT("Where none are named, so many are taken from the evaluation data, else from the training data. 0: none."), .unit = "examples",
        .minimum = 0, .maximum = 64, .isOurs = true});
}

void addAnswers(EvalOptions& eval, const Add& add)
{
    add({.key = "do_predict", .field = &eval.doPredict, .label = LK_TEXT("Answer the held-out data"),
        .help = LK_TEXT("After the run the model answers every held-out example; see generated_predictions.jsonl.")});
    add({.key = "predict_with_generate", .field = &eval.predictWithGenerate, .label = LK_TEXT("Answer in full"),
        .help = LK_TEXT("Answers are written out and compared with the reference.")});
    add({.key = "max_new_tokens", .field = &eval.maxNewTokens, .label = LK_TEXT("Longest answer"), .help = LK_TEXT("An answer stops here at the latest."),
        .unit = "tokens", .minimum = 1, .maximum = 1'000'000});
    add({.key = "do_sample", .field = &eval.doSample, .label = LK_TEXT("Draw words at random"),
        .help = LK_TEXT("Off: always the likeliest word. Pinned examples are always answered with the likeliest.")});
    add({.key = "temperature", .field = &eval.temperature, .label = LK_TEXT("Temperature"),
        .help = LK_TEXT("Higher: more varied answers; 0: always the likeliest word."), .minimum = 0, .maximum = 100, .applies = isSampled});
    add({.key = "top_p", .field = &eval.topP, .label = LK_TEXT("Top p"), .help = LK_TEXT("Only the likeliest words that together have this probability."),
        .minimum = 0, .maximum = 1, .applies = isSampled});
    add({.key = "top_k", .field = &eval.topK, .label = LK_TEXT("Top k"), .help = LK_TEXT("Only the so many likeliest words; 0: all."), .minimum = 0,
        .maximum = 10'000'000, .applies = isSampled});
    add({.key = "repetition_penalty", .field = &eval.repetitionPenalty, .label = LK_TEXT("Against repetition"),
        .help = LK_TEXT("Above 1: words that were said are less likely."), .minimum = 0.01, .maximum = 100});
}

} // namespace

void addEvalOptions(RunOptions& run, std::vector<Option>& list)
{
    const Add add = [&](Option option) {
        option.group = "eval";
        list.push_back(std::move(option));
    };
    addWhen(run.eval, add);
    addAnswers(run.eval, add);
}

void addOutputOptions(RunOptions& run, std::vector<Option>& list)
{
    OutputOptions& output = run.output;
    const auto add = [&](Option option) {
        option.group = "output";
        list.push_back(std::move(option));
    };
    add({.key = "output_dir", .field = &output.outputDir, .label = LK_TEXT("Run folder"), .help = LK_TEXT("Where the run and its results are kept."),
        .level = OptionLevel::Simple, .isPath = true});
    add({.key = "overwrite_output_dir", .field = &output.overwriteOutputDir, .label = LK_TEXT("Start over"),
        .help = LK_TEXT("Empties a run folder that is in use."), .isStored = false});
    add({.key = "resume_from_checkpoint", .field = &output.resumeFromCheckpoint, .label = LK_TEXT("Go on from"),
        .help = LK_TEXT("A checkpoint folder, or \"auto\" for the newest one of this run."), .isPath = true, .isStored = false});
    add({.key = "logging_steps", .field = &output.loggingSteps, .label = LK_TEXT("Log every"), .help = LK_TEXT("How often a point is added to the plots."),
        .unit = "steps", .minimum = 1, .maximum = 2e9});
    add({.key = "save_strategy", .field = &output.saveStrategy, .label = LK_TEXT("Save"),
        .help = LK_TEXT("When a checkpoint is kept: never, every so many steps, or after each pass. The end is always saved."),
        .choices = {"no", "steps", "epoch"}});
    add({.key = "save_steps", .field = &output.saveSteps, .label = LK_TEXT("Save every"), .help = LK_TEXT("Below 1 a share of the run."), .unit = "steps",
        .minimum = 0, .maximum = 2e9, .applies = [](const RunOptions& r) { return r.output.saveStrategy == "steps"; }});
    add({.key = "save_total_limit", .field = &output.saveTotalLimit, .label = LK_TEXT("Keep at most"),
        .help = LK_TEXT("Older checkpoints are deleted; 0 keeps all."), .unit = "checkpoints", .minimum = 0, .maximum = 1'000'000});
    add({.key = "save_only_model", .field = &output.saveOnlyModel, .label = LK_TEXT("Save weights only"),
        .help = LK_TEXT("Smaller checkpoints, but a run can't go on from them.")});
    add({.key = "plot_loss", .field = &output.plotLoss, .label = LK_TEXT("Loss picture"), .help = LK_TEXT("The window always plots the loss; LLaMA-Factory writes a picture.")});
    add({.key = "include_num_input_tokens_seen", .field = &output.includeNumInputTokensSeen, .label = LK_TEXT("Count tokens"),
        .help = LK_TEXT("Adds the number of tokens seen to each line of the log.")});
}

} // namespace lorikeet
