#include "app/cli/command_list.h"
#include "app/cli/say.h"

#include "core/base/file.h"
#include "core/base/os.h"
#include "core/models/adapter.h"
#include "core/models/export_check.h"
#include "core/models/save_model.h"

#include <array>
#include <cctype>
#include <filesystem>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lorikeet::cli {
namespace {

/// "5GB", "200MB", "1GiB", "1000000" in bytes.
uint64_t bytesFrom(const std::string& text)
{
    size_t used = 0;
    double number = 0;
    try {
        number = std::stod(text, &used);
    } catch (const std::logic_error&) {
        used = 0;
    }
    std::string unit;
    for (const char letter : text.substr(used))
        unit += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    constexpr std::array<std::pair<const char*, double>, 8> kUnits{{{"", 1}, {"B", 1}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"KIB", 1024.0},
        {"MIB", 1048576.0}, {"GIB", 1073741824.0}}};
    for (const auto& [name, factor] : kUnits) {
        if (used > 0 && unit == name && number * factor >= 1.0 && number * factor < 1e18)
            return static_cast<uint64_t>(number * factor);
    }
    throw Error(Text(LK_TEXT("--max-shard-size: '%1' isn't a size"), text), Text(LK_TEXT("Write for example 5GB or 500MB.")));
}

/// Runs this program with other arguments and returns what it printed. @throws Error with its last lines when it fails.
std::string outputOfSelf(std::vector<std::string> arguments)
{
    const auto program = os::programPath();
    arguments.insert(arguments.begin(), program);
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Error(Text(LK_TEXT("A second process can't be started.")), Text(LK_TEXT("Close other programs and try again.")), ExitCode::Io);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    pid_t child = 0;
    const int problem = ::posix_spawn(&child, program.c_str(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    std::string output;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; problem == 0 && (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
        output.append(buffer.data(), static_cast<size_t>(got));
    ::close(ends[0]);
    int status = 0;
    if (problem != 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Error(Text(LK_TEXT("The exported folder could not be loaded again.")), Text(LK_TEXT("See the lines above.")), ExitCode::Bug);
    return output;
}

/// Merges an adapter into its base and proves that the folder it wrote answers the same.
class Export : public Command {
public:
    std::string name() const override { return "export"; }
    std::string summary() const override { return "Merge an adapter into its base model: a complete Hugging Face folder, checked after writing"; }
    std::string example() const override { return "lorikeet-cli export --model models/vision-starter --adapter runs/first --out merged --dtype bfloat16"; }
    bool usesEngine() const override { return true; }

    void setUp(CLI::App& app) override
    {
        app.add_option("--model", model_, "Base model folder");
        app.add_option("--adapter", adapter_, "LoRA adapter folder");
        app.add_option("--out", out_, "Folder to write (must not be there)");
        app.add_option("--max-shard-size", shardSize_, "Largest weight file, e.g. 5GB");
        app.add_option("--dtype", dtype_, "float32, bfloat16 or float16; as the base is stored when left out");
        app.add_option("--answers", answersOf_, "Print the greedy answers of a folder to fixed prompts")->group("");
    }

    ExitCode run() override
    {
        if (!answersOf_.empty()) {
            auto loaded = loadModel(answersOf_);
            printJson(OrderedJson(greedyAnswers(loaded)));
            return ExitCode::Done;
        }
        checkArguments();
        auto loaded = loadModel(model_);
        const auto dtype = dtype_.empty() ? storedDtype(loaded.config) : dtypeByName(dtype_);
        if (!adapter_.empty()) {
            attachAdapter(loaded, readAdapter(adapter_, *loaded.family), adapter_);
            mergeLora(*loaded.model);
        }
        FolderTransaction folder(out_);
        saveModel(folder.temporaryPath(), loaded, {.dtype = dtype, .maxShardBytes = bytesFrom(shardSize_)});
        roundTo(*loaded.model, dtype);
        const auto expected = OrderedJson(greedyAnswers(loaded));
        const auto reloaded = parseJson(outputOfSelf({"export", "--answers", folder.temporaryPath()}), "export --answers");
        if (Json(expected) != reloaded)
            throw Error(Text(LK_TEXT("The exported folder answers differently from the model that was exported; it was not kept.")),
                Text(LK_TEXT("This is a bug of Lorikeet. Please report it.")), ExitCode::Bug);
        folder.commit();
        report(expected);
        return ExitCode::Done;
    }

private:
    void checkArguments() const
    {
        if (model_.empty() || out_.empty())
            throw Error(Text(LK_TEXT("export needs --model and --out.")), Text(LK_TEXT("See lorikeet-cli export --help.")));
        std::error_code ignored;
        if (std::filesystem::exists(toPath(out_), ignored) && !std::filesystem::is_empty(toPath(out_), ignored))
            throw Error(Text(LK_TEXT("The folder %1 is not empty."), out_), Text(LK_TEXT("Name a new folder with --out.")));
    }

    /// What a reader of the written file gets.
    static void roundTo(CausalLm& model, torch::ScalarType dtype)
    {
        const torch::NoGradGuard noGrad;
        for (auto& parameter : model.parameters())
            parameter.set_data(parameter.to(dtype).to(torch::kFloat32));
    }

    void report(const OrderedJson& answers) const
    {
        if (wantsJson)
            printJson({{"out", out_}, {"answers_compared", answers.size()}, {"same", true}});
        else
            say(stdout, "Wrote {}. Loaded again in a new process, it gives the same answers to {} test prompts.\n", out_, answers.size());
    }

    std::string model_, adapter_, out_, shardSize_ = "5GB", dtype_, answersOf_;
};

} // namespace

std::unique_ptr<Command> makeExport() { return std::make_unique<Export>(); }

} // namespace lorikeet::cli
