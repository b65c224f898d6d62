#include "core/config/option_groups.h"

namespace lorikeet {
namespace {

bool isLora(const RunOptions& run)
{
    return run.method.finetuningType == "lora";
}

bool isFreeze(const RunOptions& run)
{
    return run.method.finetuningType == "freeze";
}

} // namespace

void addMethodOptions(RunOptions& run, std::vector<Option>& list)
{
    MethodOptions& method = run.method;
    const auto add = [&](Option option) {
        option.group = "method";
        list.push_back(std::move(option));
    };
    add({.key = "stage", .field = &method.stage, .label = LK_TEXT("Kind of training"),
        .help = LK_TEXT("sft learns answers in conversations; pt learns plain text."), .choices = {"sft", "pt"}});
    add({.key = "finetuning_type", .field = &method.finetuningType, .label = LK_TEXT("Method"),
        .help = LK_TEXT("lora learns small add-on weights; full learns all weights; freeze learns only the last layers."),
        .choices = {"lora", "full", "freeze"}, .level = OptionLevel::Simple});
    add({.key = "freeze_vision_tower", .field = &method.freezeVisionTower, .label = LK_TEXT("Keep the eye as it is"),
        .help = LK_TEXT("The vision tower turns pictures into features. It rarely needs to learn; frozen is faster and needs less memory.")});
    add({.key = "freeze_multi_modal_projector", .field = &method.freezeMultiModalProjector, .label = LK_TEXT("Keep the projector as it is"),
        .help = LK_TEXT("The projector hands picture features to the language model. It learns only with full or freeze.")});
    add({.key = "freeze_language_model", .field = &method.freezeLanguageModel, .label = LK_TEXT("Keep the language model as it is"),
        .help = LK_TEXT("On, with the projector learning: LLaVA's first stage, which teaches the language model to see.")});
    add({.key = "freeze_trainable_layers", .field = &method.freezeTrainableLayers, .label = LK_TEXT("Layers that learn"),
        .help = LK_TEXT("The last so many layers; a negative number means the first ones."), .unit = "layers", .minimum = -1000, .maximum = 1000,
        .applies = isFreeze});
    add({.key = "freeze_trainable_modules", .field = &method.freezeTrainableModules, .label = LK_TEXT("Parts of these layers"),
        .help = LK_TEXT("Names of the parts that learn in these layers; \"all\" takes every one."), .applies = isFreeze});
    add({.key = "freeze_extra_modules", .field = &method.freezeExtraModules, .label = LK_TEXT("Other parts that learn"),
        .help = LK_TEXT("Names of parts outside the layers that learn too."), .applies = isFreeze});
}

void addLoraOptions(RunOptions& run, std::vector<Option>& list)
{
    LoraOptions& lora = run.lora;
    const auto add = [&](Option option) {
        option.group = "lora";
        if (!option.applies)
            option.applies = isLora;
        list.push_back(std::move(option));
    };
    add({.key = "lora_rank", .field = &lora.rank, .label = LK_TEXT("Rank"),
        .help = LK_TEXT("How much the add-on weights can hold. 8 suits most; more for very new material."), .minimum = 1, .maximum = 4096,
        .level = OptionLevel::Simple});
    add({.key = "lora_alpha", .field = &lora.alpha, .label = LK_TEXT("Alpha"),
        .help = LK_TEXT("How strongly the add-on counts; empty: twice the rank."), .minimum = 1, .maximum = 65536});
    add({.key = "lora_dropout", .field = &lora.dropout, .label = LK_TEXT("Dropout"),
        .help = LK_TEXT("Share of inputs left out at random, against learning by heart."), .minimum = 0, .maximum = 0.999});
    add({.key = "lora_target", .field = &lora.target, .label = LK_TEXT("Where it attaches"),
        .help = LK_TEXT("Names of linear layers, \"all\" for every one that is not frozen, or a regular expression over their full names.")});
    add({.key = "additional_target", .field = &lora.additionalTarget, .label = LK_TEXT("Parts that learn in full"),
        .help = LK_TEXT("Names of parts that learn beside the add-on and are saved with it, such as multi_modal_projector.")});
    add({.key = "use_rslora", .field = &lora.useRslora, .label = LK_TEXT("Rank-stabilised"),
        .help = LK_TEXT("Scales by the square root of the rank; better at high ranks.")});
    add({.key = "use_dora", .field = &lora.useDora, .label = LK_TEXT("DoRA"), .help = LK_TEXT("Learns direction and size of the weights apart: often better at low ranks, slower.")});
    add({.key = "loraplus_lr_ratio", .field = &lora.loraplusLrRatio, .label = LK_TEXT("LoRA+ ratio"),
        .help = LK_TEXT("How many times faster the B matrices learn than the A matrices; empty or 0: alike."), .minimum = 0, .maximum = 10'000});
    add({.key = "loraplus_lr_embedding", .field = &lora.loraplusLrEmbedding, .label = LK_TEXT("LoRA+ embedding rate"),
        .help = LK_TEXT("Learning rate of add-ons on embeddings under LoRA+."), .minimum = 0, .maximum = 1});
    add({.key = "create_new_adapter", .field = &lora.createNewAdapter, .label = LK_TEXT("New adapter"),
        .help = LK_TEXT("Merge all given adapters and start a new one. It works only on top of them: name them all where it is used."),
        .applies = [](const RunOptions& r) { return isLora(r) && !r.model.adapterNameOrPath.empty(); }});
}

} // namespace lorikeet
