#include "core/config/option_groups.h"

namespace lorikeet {
namespace {

using Add = std::function<void(Option)>;

void addLength(TrainOptions& train, const Add& add)
{
    add({.key = "do_train", .field = &train.doTrain, .label = LK_TEXT("Train"), .help = LK_TEXT("Off: evaluate only.")});
    add({.key = "learning_rate", .field = &train.learningRate, .label = LK_TEXT("Learning rate"),
        .help = LK_TEXT("How large each step is. Too large: the loss jumps; too small: nothing happens. 1e-4 suits LoRA, 1e-5 full tuning."),
        .minimum = 0, .maximum = 10, .level = OptionLevel::Simple});
    add({.key = "num_train_epochs", .field = &train.numTrainEpochs, .label = LK_TEXT("Passes over the data"),
        .help = LK_TEXT("How often each example is learned."), .unit = "epochs", .minimum = 0, .maximum = 1e6, .level = OptionLevel::Simple});
    add({.key = "max_steps", .field = &train.maxSteps, .label = LK_TEXT("Stop after"),
        .help = LK_TEXT("A number of steps that wins over the passes; -1: as many as the passes need."), .unit = "steps", .minimum = -1, .maximum = 2e9});
    add({.key = "per_device_train_batch_size", .field = &train.perDeviceTrainBatchSize, .label = LK_TEXT("Examples at once"),
        .help = LK_TEXT("More at once needs more memory."), .unit = "examples", .minimum = 1, .maximum = 65536, .level = OptionLevel::Simple});
    add({.key = "gradient_accumulation_steps", .field = &train.gradientAccumulationSteps, .label = LK_TEXT("Rounds a step"),
        .help = LK_TEXT("Each step learns from examples at once × rounds. More rounds: steadier, no more memory."), .minimum = 1, .maximum = 65536,
        .level = OptionLevel::Simple});
    add({.key = "group_by_length", .field = &train.groupByLength, .label = LK_TEXT("Similar lengths together"),
        .help = LK_TEXT("Examples of like length go through together: less padding, faster.")});
}

void addRate(TrainOptions& train, const Add& add)
{
    add({.key = "lr_scheduler_type", .field = &train.lrSchedulerType, .label = LK_TEXT("Rate over time"),
        .help = LK_TEXT("How the learning rate falls during the run."),
        .choices = {"linear", "cosine", "cosine_with_restarts", "cosine_with_min_lr", "polynomial", "constant", "constant_with_warmup",
            "inverse_sqrt"}});
    add({.key = "warmup_ratio", .field = &train.warmupRatio, .label = LK_TEXT("Warm-up share"),
        .help = LK_TEXT("Share of the run in which the rate climbs from 0."), .minimum = 0, .maximum = 1});
    add({.key = "warmup_steps", .field = &train.warmupSteps, .label = LK_TEXT("Warm-up steps"),
        .help = LK_TEXT("Steps in which the rate climbs from 0; below 1 a share of the run. Wins over the warm-up share."), .unit = "steps",
        .minimum = 0, .maximum = 2e9});
}

void addOptimizer(TrainOptions& train, const Add& add)
{
    add({.key = "optim", .field = &train.optim, .label = LK_TEXT("Optimizer"), .help = LK_TEXT("AdamW under the names that LLaMA-Factory knows."),
        .choices = {"adamw_torch", "adamw_torch_fused", "adamw_hf"}});
    add({.key = "weight_decay", .field = &train.weightDecay, .label = LK_TEXT("Weight decay"),
        .help = LK_TEXT("Pulls weights (not biases or norms) gently to zero."), .minimum = 0, .maximum = 1});
    add({.key = "max_grad_norm", .field = &train.maxGradNorm, .label = LK_TEXT("Largest gradient"),
        .help = LK_TEXT("Longer gradients are shortened to this; 0: never."), .minimum = 0, .maximum = 1e9});
    add({.key = "adam_beta1", .field = &train.adamBeta1, .label = LK_TEXT("Adam beta 1"),
        .help = LK_TEXT("How long the mean of the gradients remembers."), .minimum = 0, .maximum = 0.999999});
    add({.key = "adam_beta2", .field = &train.adamBeta2, .label = LK_TEXT("Adam beta 2"),
        .help = LK_TEXT("How long the mean of their squares remembers."), .minimum = 0, .maximum = 0.9999999});
    add({.key = "adam_epsilon", .field = &train.adamEpsilon, .label = LK_TEXT("Adam epsilon"),
        .help = LK_TEXT("Keeps divisions away from zero."), .minimum = 0, .maximum = 1});
    add({.key = "neftune_noise_alpha", .field = &train.neftuneNoiseAlpha, .label = LK_TEXT("NEFTune noise"),
        .help = LK_TEXT("Adds noise to the embeddings while training, against learning by heart; 5 is usual, empty or 0: none."), .minimum = 0, .maximum = 1000});
    add({.key = "loss_normalisation", .field = &train.lossNormalisation, .label = LK_TEXT("What counts as one"),
        .help = LK_TEXT("tokens: every learned token of a step counts alike. llamafactory: every round counts alike, as LLaMA-Factory does for picture models."),
        .choices = {"tokens", "llamafactory"}, .isOurs = true});
    add({.key = "seed", .field = &train.seed, .label = LK_TEXT("Seed"), .help = LK_TEXT("The same seed gives the same run."), .minimum = 0,
        .maximum = 9e15});
    add({.key = "data_seed", .field = &train.dataSeed, .label = LK_TEXT("Seed of the order"),
        .help = LK_TEXT("For split and shuffling; -1: the same as the seed."), .minimum = -1, .maximum = 9e15});
    add({.key = "deterministic", .field = &train.deterministic, .label = LK_TEXT("Exactly repeatable"),
        .help = LK_TEXT("Computes in float32 and in a fixed order: slower, but bit for bit the same each time."), .isOurs = true});
}

} // namespace

void addTrainOptions(RunOptions& run, std::vector<Option>& list)
{
    const Add add = [&](Option option) {
        option.group = "train";
        list.push_back(std::move(option));
    };
    addLength(run.train, add);
    addRate(run.train, add);
    addOptimizer(run.train, add);
}

} // namespace lorikeet
