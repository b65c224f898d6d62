#include "app/cli/command_list.h"
#include "app/cli/say.h"

#include "core/demo/demo.h"

#include <fmt/format.h>

#include <unistd.h>

namespace lorikeet::cli {
namespace {

/// The sample project: pictures, questions, starter models and lessons, all made here.
class Demo : public Command {
public:
    std::string name() const override { return "demo"; }
    std::string summary() const override { return "Write the sample project: pictures, starter models and lessons"; }
    std::string example() const override { return "lorikeet-cli demo my-sample && lorikeet-cli train my-sample/lessons/3-*.yaml"; }

    void setUp(CLI::App& app) override
    {
        app.add_option("folder", folder_, "A new or empty folder")->required()->type_name("DIR");
        app.add_option("--seed", seed_, "The same number gives the same bytes")->capture_default_str();
        app.add_option("--corpus", corpusPictures_, "Write only the pictures that the starter models learned from: this many")->type_name("N");
    }

    ExitCode run() override
    {
        const demo::Written written = corpusPictures_ > 0 ? demo::writeCorpus(folder_, corpusPictures_, seed_)
                                                          : demo::writeDemo(folder_, seed_, showProgress());
        if (wantsJson)
            printJson({{"folder", folder_}, {"seed", seed_}, {"pictures", written.pictures}, {"rows", written.rows}});
        else if (corpusPictures_ > 0)
            say(stdout, "{}: {} pictures, {} rows\n", folder_, written.pictures, written.rows);
        else
            say(stdout, "{}: {} pictures, {} examples, 4 starter models\nNext: lorikeet-cli train {}/lessons/3-answer-about-pictures.yaml\n", folder_,
                written.pictures, written.rows, folder_);
        return ExitCode::Done;
    }

private:
    static demo::Progress showProgress()
    {
        if (isatty(STDERR_FILENO) == 0)
            return {};
        return [](size_t done, size_t total) {
            if (done % 50 == 0 || done == total)
                fmt::print(stderr, "\rDrawing pictures: {} of {}{}", done, total, done == total ? "\n" : "");
        };
    }

    std::string folder_;
    uint64_t seed_ = demo::kDefaultSeed;
    size_t corpusPictures_ = 0;
};

} // namespace

std::unique_ptr<Command> makeDemo()
{
    return std::make_unique<Demo>();
}

} // namespace lorikeet::cli
