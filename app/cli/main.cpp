#include "app/cli/command.h"
#include "app/cli/say.h"

#include "core/base/os.h"
#include "core/base/resources.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <unistd.h>

namespace {

using namespace lorikeet;

int fail(const std::string& what, const std::string& hint, ExitCode code)
{
    std::fflush(stdout);
    cli::say(stderr, "error: {}\nhint: {}\n", what, hint);
    return static_cast<int>(code);
}

/// libgomp reads OMP_WAIT_POLICY when it is loaded, so a program that was started without it starts itself once more.
void waitPassively(char** arguments)
{
    if (std::getenv("OMP_WAIT_POLICY") != nullptr)
        return;
    setenv("OMP_WAIT_POLICY", "passive", 1);
    execv(os::programPath().c_str(), arguments); // on failure we go on: only speed on a busy machine suffers
}

int runCommand(cli::Command& command)
{
    try {
        return static_cast<int>(command.run());
    } catch (const Error& error) {
        return fail(error.message().english(), error.hint().english(), error.code());
    } catch (const std::bad_alloc&) {
        return fail("The machine ran out of memory.", "Use a smaller batch, smaller pictures or a smaller model.", ExitCode::OutOfMemory);
    } catch (const std::exception& error) {
        return fail(fmt::format("Internal error: {}", error.what()), "This is a bug of Lorikeet. Please report it with the lines above.",
            ExitCode::Bug);
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Lorikeet: fine-tune vision-language models. The window does all of this by clicking.", "lorikeet-cli"};
    app.set_version_flag("--version", version());
    app.require_subcommand(1);
    app.set_help_all_flag("--help-all", "Help of every verb");

    auto commands = cli::makeCommands();
    for (const auto& command : commands) {
        auto* sub = app.add_subcommand(command->name(), command->summary());
        sub->footer("Example: " + command->example());
        sub->add_flag("--json", command->wantsJson, "One JSON document on stdout, nothing else there");
        command->setUp(*sub);
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
            return app.exit(error); // --help, --version
        return fail(error.what(), "See lorikeet-cli --help, or lorikeet-cli VERB --help for an example.", ExitCode::Input);
    }
    for (const auto& command : commands) {
        if (!app.got_subcommand(command->name()))
            continue;
        if (command->usesEngine())
            waitPassively(argv);
        return runCommand(*command);
    }
    return static_cast<int>(ExitCode::Bug);
}
