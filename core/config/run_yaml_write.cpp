#include "core/config/run_yaml.h"

#include "core/base/strings.h"
#include "core/config/option.h"
#include "core/config/run_paths.h"
#include "core/config/yaml_scalar.h"

#include <cmath>

namespace lorikeet {
namespace {

const std::pair<const char*, const char*> kGroups[] = {{"model", "Model"}, {"data", "Data"}, {"method", "What learns"},
    {"lora", "LoRA add-on weights"}, {"train", "Training"}, {"eval", "Evaluation and answers"}, {"output", "Output"}};

/// Lines of the options that `write` gives a text for, under their group's heading.
std::string writeGroups(RunOptions& options, const std::function<std::optional<std::string>(const Option&)>& write)
{
    const auto list = listOptions(options);
    std::string text;
    for (const auto& [group, heading] : kGroups) {
        std::string lines;
        for (const auto& option : list) {
            if (option.group != group)
                continue;
            if (const auto value = write(option))
                lines += fmt::format("{}: {}\n", option.key, *value);
        }
        if (!lines.empty())
            text += fmt::format("{}# {}\n{}", text.empty() ? "" : "\n", heading, lines);
    }
    return text;
}

/// Keys that LLaMA-Factory has no number for "by itself": left out there.
bool isUnsetForLlamaFactory(const Option& option)
{
    static const std::map<std::string, std::string> unset = {{"max_samples", "0"}, {"preprocessing_num_workers", "0"}, {"data_seed", "-1"},
        {"eval_steps", "0"}, {"save_total_limit", "0"}, {"warmup_ratio", "0"}, {"warmup_steps", "0"}, {"group_by_length", "false"},
        {"bf16", "false"}, {"fp16", "false"}, {"pure_bf16", "false"}, {"template", "auto"}, {"media_dir", "\"\""}, {"default_system", "\"\""},
        {"output_dir", "\"\""}, {"model_name_or_path", "\"\""}};
    const std::string value = option.value();
    if (value == "null" || value == "[]")
        return true;
    const auto found = unset.find(option.key);
    return found != unset.end() && found->second == value;
}

/// Lists as comma text, which every version of LLaMA-Factory splits.
std::string llamaFactoryValue(const Option& option)
{
    if (const auto* const* words = std::get_if<std::vector<std::string>*>(&option.field)) {
        const std::string text = join(**words, ",");
        const std::string quoted = quoteScalar(text);
        const bool needsNoQuotes = (*words)->size() > 1 && quoteScalar(join(**words, "")) == join(**words, "");
        return needsNoQuotes ? text : quoted;
    }
    return option.value();
}

} // namespace

std::string writeRunYaml(const RunOptions& options, const std::string& yamlFolder, const std::string& projectFolder)
{
    RunOptions copy = options;
    return "# Every setting of this run. Written once, at its start; `lorikeet-cli train` with this file repeats it.\n\n"
        + writeGroups(copy, [&](const Option& option) -> std::optional<std::string> {
              if (!option.isStored)
                  return std::nullopt;
              return portableValue(option, yamlFolder, projectFolder);
          });
}

std::string writeShortYaml(const RunOptions& options, const std::string& yamlFolder)
{
    RunOptions copy = options;
    return writeGroups(copy, [&](const Option& option) -> std::optional<std::string> {
        const bool dependsOnStage = option.key == "packing" && options.method.stage == "pt"; // no value stands for another one then
        if (!option.isStored || (option.value() == option.defaultValue() && !dependsOnStage))
            return std::nullopt;
        return portableValue(option, yamlFolder, yamlFolder);
    });
}

std::string writeLlamaFactoryYaml(const RunOptions& options)
{
    RunOptions copy = options;
    if (copy.model.computeDtype == "bfloat16" && !copy.model.pureBf16)
        copy.model.bf16 = true;
    if (copy.train.warmupSteps > 0 && copy.train.warmupSteps < 1) { // a share: older versions know it as warmup_ratio only
        copy.train.warmupRatio = copy.train.warmupSteps;
        copy.train.warmupSteps = 0;
    } else if (copy.train.warmupSteps >= 1) {
        copy.train.warmupRatio = 0;
    }
    std::string text = writeGroups(copy, [&](const Option& option) -> std::optional<std::string> {
        if (!option.isStored || option.isOurs || isUnsetForLlamaFactory(option) || (option.applies && !option.applies(options)))
            return std::nullopt;
        return llamaFactoryValue(option);
    });
    if (copy.train.lrSchedulerType == "cosine_with_min_lr")
        text += "lr_scheduler_kwargs: {min_lr_rate: 0.1}\n";
    if (copy.model.templateName == "auto")
        text = "# Name the chat template of the model here:\n# template: …\n\n" + text;
    return text + "report_to: none\n";
}

} // namespace lorikeet
