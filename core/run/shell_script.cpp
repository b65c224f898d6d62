#include "core/run/shell_script.h"

#include "core/base/resources.h"
#include "core/base/strings.h"
#include "core/config/run_yaml.h"

namespace lorikeet {
namespace {

constexpr const char* kEndMark = "END_OF_RUN_YAML";

std::string asComment(const std::string& text)
{
    std::string result;
    for (const auto& line : split(text, '\n'))
        result += line.empty() ? "#\n" : "#   " + line + "\n";
    return result;
}

/// A variable that the environment may set, else the path of this machine.
std::string variable(const std::string& name, const std::string& meaning, const std::string& path)
{
    return fmt::format("# {}\n{}_HERE={}\n{}=${{{}:-${}_HERE}}\n", meaning, name, shellQuote(path), name, name, name);
}

/// A line that would end the here-document can't come from the YAML writer, which writes `key: value` and comments only.
std::string hereDocument(const std::string& file, const std::string& text)
{
    return fmt::format("cat > {} <<'{}'\n{}{}\n", file, kEndMark, text, kEndMark);
}

std::string llamaFactoryPart(const RunOptions& options)
{
    const std::string steps = fmt::format("cat > llamafactory.yaml <<'{}'\n{}{}\nllamafactory-cli train llamafactory.yaml", kEndMark,
        writeLlamaFactoryYaml(options), kEndMark);
    return "# The same run with LLaMA-Factory (remove the comment signs; it must be installed there). On a machine with several\n"
           "# graphics cards its command starts torchrun with one process a card by itself.\n#\n"
        + asComment(steps);
}

} // namespace

std::string shellQuote(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string writeShellScript(const RunOptions& options)
{
    std::string script = fmt::format("#!/bin/sh\n# Repeats a run of Lorikeet {}. Copy the model and data folders to the machine, then\n"
                                     "#   MODEL=/path/of/model DATA=/path/of/data OUT=/path/of/run sh this-script\nset -eu\n\n", version());
    script += variable("MODEL", "Folder of the base model", options.model.modelNameOrPath);
    script += variable("DATA", "Folder with dataset_info.json and the pictures", options.data.datasetDir);
    script += variable("OUT", "Where the run is kept; must be empty", options.output.outputDir);
    script += "mkdir -p \"$OUT\"\n# Datasets and adapters that are paths stand in the settings below.\n";
    RunOptions portable = options;
    portable.model.modelNameOrPath.clear();
    portable.data.datasetDir = DataOptions().datasetDir;
    portable.output.outputDir.clear();
    script += hereDocument("\"$OUT/settings.yaml\"", writeShortYaml(portable));
    script += "\n# One process on one device. Several processes (torchrun) come with a later version of Lorikeet.\n";
    script += "lorikeet-cli train \"$OUT/settings.yaml\" \"model_name_or_path=$MODEL\" \"dataset_dir=$DATA\" \"output_dir=$OUT\"\n\n";
    return script + llamaFactoryPart(options);
}

} // namespace lorikeet
