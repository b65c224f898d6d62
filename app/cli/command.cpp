#include "app/cli/command.h"

#include <csignal>
#include <cstdio>

namespace lorikeet::cli {

std::atomic<bool> stopRequested{false};

void installStopSignals()
{
    struct sigaction action = {};
    action.sa_handler = [](int) { stopRequested.store(true); };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void printJson(const OrderedJson& value)
{
    std::fputs(toPrettyJson(value).c_str(), stdout);
    std::fflush(stdout);
}

void RunArguments::addTo(CLI::App& app, bool isRequired)
{
    auto* file = app.add_option("run", yaml, "The run's YAML file")->type_name("RUN.yaml");
    if (isRequired)
        file->required();
    app.add_option("overrides", overrides, "Settings that win over the file, as key=value")->type_name("key=value");
}

} // namespace lorikeet::cli
