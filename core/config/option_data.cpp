#include "core/config/option_groups.h"

namespace lorikeet {
namespace {

bool isInterleaved(const RunOptions& run)
{
    return run.data.mixStrategy != "concat";
}

bool isSft(const RunOptions& run)
{
    return run.method.stage == "sft";
}

using Add = std::function<void(Option)>;

void addSources(DataOptions& data, const Add& add)
{
    add({.key = "dataset", .field = &data.dataset, .label = LK_TEXT("Training data"),
        .help = LK_TEXT("Names in dataset_info.json, or paths of files and folders with examples."), .level = OptionLevel::Simple});
    add({.key = "eval_dataset", .field = &data.evalDataset, .label = LK_TEXT("Evaluation data"),
        .help = LK_TEXT("Examples that are never learned, to see how the model does on what it has not met.")});
    add({.key = "dataset_dir", .field = &data.datasetDir, .label = LK_TEXT("Data folder"),
        .help = LK_TEXT("The folder with dataset_info.json."), .isPath = true});
    add({.key = "media_dir", .field = &data.mediaDir, .label = LK_TEXT("Picture folder"),
        .help = LK_TEXT("Where picture paths in the data begin; empty: the data folder."), .isPath = true});
    add({.key = "media_folders", .field = &data.mediaFolders, .label = LK_TEXT("Further picture folders"),
        .help = LK_TEXT("Pictures are read from the data folder and the picture folder only, and from the folders that are named here."), .isPath = true, .isOurs = true});
    add({.key = "text_encoding", .field = &data.textEncoding, .label = LK_TEXT("Encoding of the text"),
        .help = LK_TEXT("How text that is not UTF-8 is read: GB18030, Shift_JIS, Big5, EUC-KR … Empty: such text is listed as a problem."), .isOurs = true});
    add({.key = "val_size", .field = &data.valSize, .label = LK_TEXT("Held out"),
        .help = LK_TEXT("How much of the training data is kept for evaluation: up to 1 is a share (0.1 = a tenth), above 1 a number of examples."),
        .minimum = 0, .maximum = 1e9, .level = OptionLevel::Simple});
    add({.key = "max_samples", .field = &data.maxSamples, .label = LK_TEXT("At most"),
        .help = LK_TEXT("Only the first so many examples of each dataset; 0 takes all."), .unit = "examples", .minimum = 0, .maximum = 2e9});
    add({.key = "mix_strategy", .field = &data.mixStrategy, .label = LK_TEXT("Mixing"),
        .help = LK_TEXT("How several datasets are put together: one after the other, or in turns."),
        .choices = {"concat", "interleave_under", "interleave_over", "interleave_once"}});
    add({.key = "interleave_probs", .field = &data.interleaveProbs, .label = LK_TEXT("Shares when in turns"),
        .help = LK_TEXT("One number a dataset: how often it is drawn from."), .minimum = 0, .maximum = 1, .applies = isInterleaved});
}

void addReading(DataOptions& data, const Add& add)
{
    add({.key = "cutoff_len", .field = &data.cutoffLen, .label = LK_TEXT("Longest example"),
        .help = LK_TEXT("Longer conversations are cut. Pictures count too: see Look for what each one costs."), .unit = "tokens", .minimum = 1,
        .maximum = 10'000'000, .level = OptionLevel::Simple});
    add({.key = "cutoff_rule", .field = &data.cutoffRule, .label = LK_TEXT("When an example is too long"),
        .help = LK_TEXT("keep_images never cuts into a picture: such an example is listed as a problem. llamafactory cuts wherever the formula says."),
        .choices = {"keep_images", "llamafactory"}, .isOurs = true});
    add({.key = "train_on_prompt", .field = &data.trainOnPrompt, .label = LK_TEXT("Learn questions too"),
        .help = LK_TEXT("Also what the user says is learned, not only the answers."), .applies = isSft});
    add({.key = "mask_history", .field = &data.maskHistory, .label = LK_TEXT("Learn the last answer only"),
        .help = LK_TEXT("Earlier answers of a conversation are read but not learned."), .applies = isSft});
    add({.key = "packing", .field = &data.packing, .label = LK_TEXT("Pack examples"),
        .help = LK_TEXT("Puts examples together into rows of full length: nothing is spent on padding. Examples of a row see those before them; for plain text "
                        "(pt) it is how texts are read.")});
    add({.key = "neat_packing", .field = &data.neatPacking, .label = LK_TEXT("Pack examples apart"),
        .help = LK_TEXT("Packs, but keeps the examples from seeing each other: the same learning as without packing."), .applies = isSft});
    add({.key = "skip_bad_samples", .field = &data.skipBadSamples, .label = LK_TEXT("Leave bad examples out"),
        .help = LK_TEXT("On: examples with missing pictures or broken text are left out and listed. Off: the run does not start with any."),
        .isOurs = true});
    add({.key = "disable_shuffling", .field = &data.disableShuffling, .label = LK_TEXT("Keep the order"),
        .help = LK_TEXT("Examples are learned in the order of the file, in each pass.")});
    add({.key = "default_system", .field = &data.defaultSystem, .label = LK_TEXT("System prompt"),
        .help = LK_TEXT("Said to the model before conversations that bring no system prompt; empty: the template's own.")});
    add({.key = "enable_thinking", .field = &data.enableThinking, .label = LK_TEXT("Thinking"),
        .help = LK_TEXT("For templates of models that think first: an answer without thoughts is learned with empty ones.")});
    add({.key = "preserve_thinking", .field = &data.preserveThinking, .label = LK_TEXT("Keep earlier thoughts"),
        .help = LK_TEXT("Thoughts in earlier answers stay in the conversation."),
        .applies = [](const RunOptions& r) { return r.data.maskHistory; }});
    add({.key = "preprocessing_num_workers", .field = &data.preprocessingNumWorkers, .label = LK_TEXT("Threads that check data"),
        .help = LK_TEXT("0 decides by the cores."), .minimum = 0, .maximum = 1024});
    add({.key = "dataloader_num_workers", .field = &data.dataloaderNumWorkers, .label = LK_TEXT("Threads that load pictures"),
        .help = LK_TEXT("0 decides by the cores."), .minimum = 0, .maximum = 1024});
    add({.key = "vision_feature_cache", .field = &data.visionFeatureCache, .label = LK_TEXT("Remember seen pictures"),
        .help = LK_TEXT("Each picture goes through the frozen eye of the model once and is remembered. Much faster from the second pass on."),
        .applies = [](const RunOptions& r) { return r.method.freezeVisionTower; }, .isOurs = true});
}

} // namespace

void addDataOptions(RunOptions& run, std::vector<Option>& list)
{
    const Add add = [&](Option option) {
        option.group = "data";
        list.push_back(std::move(option));
    };
    addSources(run.data, add);
    addReading(run.data, add);
}

} // namespace lorikeet
