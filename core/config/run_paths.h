#pragma once
/// @file How paths in a run.yaml are resolved and written.

#include "core/config/option.h"
#include "core/config/run_options.h"

#include <set>
#include <string>

namespace lorikeet {

/// Makes every path of the options absolute. Input paths: below `folder` if they exist there, else below the working directory if they
/// exist there, else below `folder`. output_dir: below `folder`; below the working directory when it is among `overridden` keys.
/// A dataset's name stays a name.
void resolvePaths(RunOptions& options, const std::string& folder, const std::set<std::string>& overridden);

/// The option's value as YAML with paths inside `projectFolder` written relative to `yamlFolder`. Nothing is changed where
/// projectFolder is empty.
std::string portableValue(const Option& option, const std::string& yamlFolder, const std::string& projectFolder);

} // namespace lorikeet
