#include "core/config/option_groups.h"

namespace lorikeet {

void addModelOptions(RunOptions& run, std::vector<Option>& list)
{
    ModelOptions& model = run.model;
    const auto add = [&](Option option) {
        option.group = "model";
        list.push_back(std::move(option));
    };
    add({.key = "model_name_or_path", .field = &model.modelNameOrPath, .label = LK_TEXT("Model"),
        .help = LK_TEXT("The folder of the model that learns. It holds config.json, the tokenizer and .safetensors files."),
        .level = OptionLevel::Simple, .isPath = true});
    add({.key = "adapter_name_or_path", .field = &model.adapterNameOrPath, .label = LK_TEXT("Adapters to start from"),
        .help = LK_TEXT("LoRA adapters of earlier runs. All but the last are merged into the model; the last one goes on learning."),
        .isPath = true, .applies = [](const RunOptions& r) { return r.method.finetuningType == "lora"; }});
    add({.key = "template", .field = &model.templateName, .label = LK_TEXT("Chat template"),
        .help = LK_TEXT("How a conversation is written for this model. \"auto\" takes the one that the model was made with.")});
    add({.key = "image_max_pixels", .field = &model.imageMaxPixels, .label = LK_TEXT("Largest picture"),
        .help = LK_TEXT("Pictures with more pixels are made smaller first. Fewer pixels: faster and less memory, but small details are lost."),
        .unit = "pixels", .minimum = 1, .maximum = 1e9, .level = OptionLevel::Simple});
    add({.key = "image_min_pixels", .field = &model.imageMinPixels, .label = LK_TEXT("Smallest picture"),
        .help = LK_TEXT("Pictures with fewer pixels are made larger first."), .unit = "pixels", .minimum = 1, .maximum = 1e9});
    add({.key = "device", .field = &model.device, .label = LK_TEXT("Device"),
        .help = LK_TEXT("Where to compute: \"auto\" takes the graphics card if there is one, else the processor. \"cpu\", \"cuda\" or \"cuda:1\" name it."),
        .isOurs = true});
    add({.key = "compute_dtype", .field = &model.computeDtype, .label = LK_TEXT("Number format"),
        .help = LK_TEXT("bfloat16 halves the memory where the hardware has it; float32 is exact and works everywhere. \"auto\" decides by the hardware."),
        .choices = {"auto", "float32", "bfloat16"}, .isOurs = true});
    add({.key = "bf16", .field = &model.bf16, .label = LK_TEXT("Compute in bfloat16"),
        .help = LK_TEXT("The same as compute_dtype: bfloat16, as LLaMA-Factory writes it.")});
    add({.key = "fp16", .field = &model.fp16, .label = LK_TEXT("Compute in 16 bits"),
        .help = LK_TEXT("As LLaMA-Factory writes it. Computed in bfloat16: the same memory, and nothing overflows.")});
    add({.key = "pure_bf16", .field = &model.pureBf16, .label = LK_TEXT("Keep weights in bfloat16"),
        .help = LK_TEXT("Also what learns is kept in bfloat16: half the memory, less exact. Add-on weights (LoRA) stay in float32, as in PEFT.")});
    add({.key = "threads", .field = &model.threads, .label = LK_TEXT("Processor threads"),
        .help = LK_TEXT("0 leaves one core to the window and other programs."), .minimum = 0, .maximum = 1024, .isOurs = true});
    add({.key = "flash_attn", .field = &model.flashAttn, .label = LK_TEXT("Attention"),
        .help = LK_TEXT("Which implementation computes attention. \"auto\" takes the fastest that is exact here."),
        .choices = {"auto", "disabled", "sdpa", "fa2", "fa3"}});
    add({.key = "gradient_checkpointing", .field = &model.gradientCheckpointing, .label = LK_TEXT("Compute layers twice"),
        .help = LK_TEXT("Saves much memory and takes about a third longer; what is learned is the same to the last digit.")});
    add({.key = "disable_gradient_checkpointing", .field = &model.disableGradientCheckpointing, .label = LK_TEXT("Keep all activations"),
        .help = LK_TEXT("Without effect here: LLaMA-Factory computes layers twice unless this is on; Lorikeet does where gradient_checkpointing is on.")});
}

} // namespace lorikeet
