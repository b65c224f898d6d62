#include "app/cli/command_list.h"
#include "app/cli/generate_server.h"
#include "app/cli/issue_report.h"

#include "core/base/file.h"
#include "core/infer/generator.h"

#include <fmt/format.h>

#include <filesystem>

namespace lorikeet::cli {
namespace {

class Generate : public Command {
public:
    std::string name() const override { return "generate"; }
    std::string summary() const override { return "Answer a prompt about pictures; --serve answers JSON lines on stdin"; }
    std::string example() const override
    {
        return "lorikeet-cli generate --model models/aligned-starter --image a.png --prompt \"What is in the picture?\"";
    }
    bool usesEngine() const override { return true; }
    void setUp(CLI::App& app) override
    {
        app.add_option("--model", setup_.modelFolder, "The base model's folder")->type_name("DIR")->required();
        app.add_option("--adapter", adapter_, "A LoRA adapter's folder")->type_name("DIR");
        app.add_option("--image", images_, "A picture; may be given several times")->type_name("FILE");
        app.add_option("--prompt", prompt_, "What is asked; <image> marks where a picture goes (else all stand at its start)");
        app.add_option("--system", system_, "Instead of the template's system message; may be empty");
        app.add_option("--template", setup_.templateName, "Conversation template (default: the model family's)")->type_name("NAME");
        app.add_option("--max-new-tokens", options_.maxNewTokens, "At most this many tokens")->check(CLI::Range(1, 100'000));
        app.add_option("--temperature", options_.temperature, "0 = always the likeliest token")->check(CLI::Range(0.0, 100.0));
        app.add_option("--top-p", options_.topP, "Sample from the likeliest tokens of this share")->check(CLI::Range(0.0, 1.0));
        app.add_option("--top-k", options_.topK, "Sample from so many likeliest tokens; 0 = all")->check(CLI::Range(0, 1'000'000));
        app.add_option("--seed", options_.seed, "Of the sampling");
        app.add_option("--threads", setup_.threads, "0 = all cores but one")->check(CLI::Range(0, 1024));
        app.add_option("--device", setup_.device, "auto, cpu, cuda …");
        app.add_option("--dtype", setup_.computeDtype, "auto, float32 or bfloat16");
        app.add_flag("--serve", isServer_, "Answer requests on stdin, one JSON object a line, until it ends");
    }

    ExitCode run() override
    {
        setup_.modelFolder = toUtf8(std::filesystem::absolute(toPath(setup_.modelFolder)));
        if (isServer_)
            return serveGeneration(setup_);
        if (prompt_.empty()) {
            throw Error(Text(LK_TEXT("generate needs --prompt.")), Text(LK_TEXT("For example --prompt \"What is in the picture?\".")));
        }
        installStopSignals();
        Generator generator(setup_);
        for (const Issue& note : generator.processor().templateNotes())
            printIssue(note);
        generator.useAdapter(adapter_);
        const auto sample = promptSample(prompt_, images_, system_);
        const auto made = generator.generate(sample, options_, [this](const std::string& delta) {
            if (!wantsJson) {
                std::fwrite(delta.data(), 1, delta.size(), stdout);
                std::fflush(stdout);
            }
            return !stopRequested.load();
        });
        if (wantsJson)
            printJson({{"text", made.text}, {"tokens", made.ids.size()}, {"ids", made.ids}, {"seconds", made.seconds}});
        else
            fmt::print("\n");
        return made.wasCancelled ? ExitCode::Stopped : ExitCode::Done;
    }

private:
    Generator::Setup setup_;
    GenerateOptions options_;
    std::string adapter_;
    std::vector<std::string> images_;
    std::string prompt_;
    std::optional<std::string> system_;
    bool isServer_ = false;
};

} // namespace

std::unique_ptr<Command> makeGenerate()
{
    return std::make_unique<Generate>();
}

} // namespace lorikeet::cli
