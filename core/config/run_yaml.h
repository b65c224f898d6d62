#pragma once
/// @file run.yaml: read with LLaMA-Factory's keys and YAML 1.1 words, written with every default resolved.

#include "core/base/text.h"
#include "core/config/run_options.h"

#include <string>
#include <vector>

namespace lorikeet {

struct LoadedRun {
    RunOptions options;
    std::vector<Text> notes; ///< One line for each key that was accepted but means something else here.
    std::string yamlPath;    ///< Absolute, "" when there was no file.
};

/// Reads a YAML (or JSON) file, then applies `key=value` overrides. Relative input paths are resolved to absolute ones: the YAML's folder
/// if they exist there, else the working directory; output_dir: the YAML's folder, or the working directory as an override.
/// @throws Error naming file, line and key: unknown key (with the nearest one), wrong type or range, contradiction.
LoadedRun loadRun(const std::string& yamlPath, const std::vector<std::string>& overrides = {});
/// The same from text; `folder` is what relative paths are resolved against.
LoadedRun parseRun(const std::string& yamlText, const std::string& folder, const std::vector<std::string>& overrides = {},
    const std::string& origin = "run.yaml");

/// All stored options. Paths inside `projectFolder` (if given) are written relative to the file's own folder `yamlFolder`, others absolute.
std::string writeRunYaml(const RunOptions& options, const std::string& yamlFolder, const std::string& projectFolder = {});
/// Only what differs from the defaults: for people and for presets. Paths below yamlFolder (if given) are written relative to it.
std::string writeShortYaml(const RunOptions& options, const std::string& yamlFolder = {});
/// The form that LLaMA-Factory itself takes (its keys only). It needs a template's name: resolve "auto" first, or a comment asks for it.
std::string writeLlamaFactoryYaml(const RunOptions& options);

/// Checks that fields agree with each other; loadRun and parseRun have done so. @throws Error naming both keys, or the one that is not built.
void checkAgreement(const RunOptions& options);
/// checkAgreement, and that model, data and (unless told otherwise) output_dir are named. @throws Error.
void checkRunOptions(const RunOptions& options, bool needsOutputDir = true);

struct Preset {
    std::string name;  ///< File name without .yaml.
    Text title;
    Text summary;
    std::string yaml;  ///< A partial run.yaml.
};
/// What stands behind `# NAME:` in the comment lines at the head of a YAML ("title", "summary"); "" when it is not there.
std::string headComment(const std::string& yamlText, const std::string& name);
/// resources/presets/*.yaml, in order.
std::vector<Preset> listPresets();
/// Applies a partial YAML on top of options; paths stay as they are written. @throws Error as loadRun, agreement of fields not checked.
void applyPartialYaml(RunOptions& options, const std::string& yamlText, const std::string& origin);

} // namespace lorikeet
