#include "core/config/run_yaml.h"

#include "core/base/error.h"

namespace lorikeet {
namespace {

[[noreturn]] void refuse(Text message, Text hint)
{
    throw Error(std::move(message), std::move(hint));
}

/// What is declared but not built yet is refused by its name, never silently left out.
void checkBuilt(const RunOptions& run)
{
    if (run.data.mixStrategy != "concat")
        refuse(Text(LK_TEXT("%1: %2 is not built into this version."), "mix_strategy", run.data.mixStrategy), LK_TEXT("Write mix_strategy: concat."));
}

void checkModel(const ModelOptions& model)
{
    if (model.imageMaxPixels < model.imageMinPixels)
        refuse(Text(LK_TEXT("image_max_pixels (%1) is smaller than image_min_pixels (%2)."), model.imageMaxPixels, model.imageMinPixels),
            LK_TEXT("Make image_max_pixels the larger one."));
    const int formats = int{model.bf16} + int{model.fp16} + int{model.pureBf16};
    if (formats > 1)
        refuse(LK_TEXT("Only one of bf16, fp16 and pure_bf16 can be true."), LK_TEXT("Keep one of them."));
    if (formats > 0 && model.computeDtype == "float32")
        refuse(Text(LK_TEXT("compute_dtype: float32 contradicts %1: true."), model.bf16 ? "bf16" : model.fp16 ? "fp16" : "pure_bf16"),
            LK_TEXT("Keep one of them."));
}

void checkLearning(const RunOptions& run)
{
    const MethodOptions& method = run.method;
    if (run.data.trainOnPrompt && run.data.maskHistory)
        refuse(LK_TEXT("train_on_prompt and mask_history contradict each other."), LK_TEXT("Set one of them to false."));
    if (method.stage == "pt" && run.data.neatPacking)
        refuse(LK_TEXT("neat_packing has no meaning with stage: pt."), LK_TEXT("Remove it: texts are joined to one and cut into rows (packing)."));
    if (method.stage == "pt" && (run.data.trainOnPrompt || run.data.maskHistory))
        refuse(Text(LK_TEXT("%1 has no meaning with stage: pt."), run.data.trainOnPrompt ? "train_on_prompt" : "mask_history"),
            LK_TEXT("Remove it, or write stage: sft."));
    const bool areTowersFrozen = method.freezeVisionTower && method.freezeLanguageModel;
    if (method.finetuningType == "lora" && areTowersFrozen && run.lora.additionalTarget.empty())
        refuse(LK_TEXT("Nothing would learn: freeze_vision_tower and freeze_language_model are both true, and LoRA attaches to no projector."),
            LK_TEXT("Set one to false, name parts in additional_target, or write finetuning_type: full to teach the projector."));
    if (method.finetuningType != "lora" && areTowersFrozen && method.freezeMultiModalProjector)
        refuse(LK_TEXT("Nothing would learn: freeze_vision_tower, freeze_multi_modal_projector and freeze_language_model are all true."),
            LK_TEXT("Set one of them to false."));
    if (method.finetuningType != "lora" && !run.model.adapterNameOrPath.empty())
        refuse(Text(LK_TEXT("adapter_name_or_path needs finetuning_type: lora, but it is %1."), method.finetuningType),
            LK_TEXT("Merge the adapter first with lorikeet-cli export, or train with LoRA."));
    if (method.finetuningType == "lora" && run.lora.target.empty() && run.lora.additionalTarget.empty())
        refuse(LK_TEXT("lora_target is empty."), LK_TEXT("Write lora_target: all."));
}

void checkEvaluation(const RunOptions& run)
{
    const bool hasData = run.data.valSize > 0 || !run.data.evalDataset.empty();
    if (run.data.valSize > 0 && !run.data.evalDataset.empty())
        refuse(LK_TEXT("val_size and eval_dataset both name evaluation data."), LK_TEXT("Keep one of them."));
    if (run.eval.evalStrategy != "no" && !hasData)
        refuse(Text(LK_TEXT("eval_strategy: %1 needs data to evaluate on."), run.eval.evalStrategy),
            LK_TEXT("Set val_size (0.1 holds back a tenth) or eval_dataset, or write eval_strategy: \"no\"."));
    if (run.data.valSize == 1)
        refuse(LK_TEXT("val_size: 1 would hold back all of the data."), LK_TEXT("Up to 1 it is a share: 0.1 holds back a tenth."));
    if (!run.data.interleaveProbs.empty() && run.data.mixStrategy == "concat")
        refuse(LK_TEXT("interleave_probs has no meaning with mix_strategy: concat."), LK_TEXT("Remove it."));
}

void checkLengthAndSaving(const RunOptions& run)
{
    if (run.train.maxSteps <= 0 && run.train.numTrainEpochs <= 0)
        refuse(LK_TEXT("num_train_epochs is 0 and max_steps is not set: there is nothing to do."), LK_TEXT("Set one of them above 0."));
    if (run.train.maxSteps == 0)
        refuse(LK_TEXT("max_steps: 0 leaves nothing to do."), LK_TEXT("Write -1 for as many steps as the passes need."));
    if (run.output.saveStrategy == "steps" && run.output.saveSteps <= 0)
        refuse(LK_TEXT("save_strategy: steps needs save_steps above 0."), LK_TEXT("Set save_steps, or write save_strategy: \"no\"."));
    const std::pair<const char*, double> counts[] = {{"save_steps", run.output.saveSteps}, {"eval_steps", run.eval.evalSteps},
        {"warmup_steps", run.train.warmupSteps}};
    for (const auto& [key, value] : counts)
        if (value > 1 && value != static_cast<double>(static_cast<int64_t>(value)))
            refuse(Text(LK_TEXT("%1: %2 is neither a share below 1 nor a whole number of steps."), key, value), LK_TEXT("Write a whole number."));
}

} // namespace

void checkAgreement(const RunOptions& options)
{
    checkBuilt(options);
    checkModel(options.model);
    checkLearning(options);
    checkEvaluation(options);
    checkLengthAndSaving(options);
}

void checkRunOptions(const RunOptions& options, bool needsOutputDir)
{
    if (options.model.modelNameOrPath.empty())
        refuse(LK_TEXT("model_name_or_path is missing."), LK_TEXT("Name the folder of the model."));
    if (options.data.dataset.empty())
        refuse(LK_TEXT("dataset is missing."), LK_TEXT("Name a dataset of dataset_info.json, or the path of a file or folder with examples."));
    if (needsOutputDir && options.output.outputDir.empty())
        refuse(LK_TEXT("output_dir is missing."), LK_TEXT("Name the folder where the run is to be kept."));
    checkAgreement(options);
}

} // namespace lorikeet
