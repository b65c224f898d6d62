#pragma once
/// @file A verb of lorikeet-cli: one class, one file in commands/, one line in command_list.cpp.

#include "core/base/error.h"
#include "core/base/json.h"

#include <CLI/CLI.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace lorikeet::cli {

class Command {
public:
    virtual ~Command() = default;
    virtual std::string name() const = 0;
    /// One line for the list of verbs.
    virtual std::string summary() const = 0;
    /// A command line that works, shown below --help.
    virtual std::string example() const = 0;
    /// Whether it computes with torch (OpenMP must then wait passively).
    virtual bool usesEngine() const { return false; }
    /// Adds options and arguments; `--json` is there already.
    virtual void setUp(CLI::App& app) = 0;
    /// @throws Error
    virtual ExitCode run() = 0;

    bool wantsJson = false; ///< --json: one document on stdout, nothing else there.
};

/// Every verb, in the order of --help.
std::vector<std::unique_ptr<Command>> makeCommands();

/// Set by SIGINT and SIGTERM once installStopSignals() was called.
extern std::atomic<bool> stopRequested;
void installStopSignals();

/// Prints one JSON document and a newline on stdout.
void printJson(const OrderedJson& value);

/// A RUN.yaml and its `key=value` overrides, as several verbs take them.
struct RunArguments {
    std::string yaml;
    std::vector<std::string> overrides;
    void addTo(CLI::App& app, bool isRequired = true);
};

} // namespace lorikeet::cli
