#include "app/cli/command_list.h"
#include "app/cli/issue_report.h"

#include "core/config/run_yaml.h"
#include "core/data/dataset.h"
#include "core/models/packing.h"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>

namespace lorikeet::cli {
namespace {

OrderedJson imageToJson(const SeenImage& image)
{
    OrderedJson json;
    json["file"] = image.file;
    json["width"] = image.upright.width;
    json["height"] = image.upright.height;
    json["resized"] = {image.plan.resized.width, image.plan.resized.height};
    json["seen"] = {image.plan.seen.width, image.plan.seen.height};
    json["grid"] = image.plan.grid;
    if (image.plan.tiles[0] > 0)
        json["tiles"] = image.plan.tiles;
    json["tokens"] = image.plan.tokens;
    return json;
}

OrderedJson encodedToJson(const Encoded& encoded, const Tokenizer& tokenizer)
{
    OrderedJson json;
    json["input_ids"] = encoded.ids;
    json["labels"] = encoded.labels;
    json["tokens"] = OrderedJson::array();
    for (const int32_t id : encoded.ids)
        json["tokens"].push_back(tokenizer.tokenText(id));
    if (encoded.positionIds.empty()) {
        json["position_ids"] = OrderedJson::array();
        for (size_t i = 0; i < encoded.ids.size(); ++i)
            json["position_ids"].push_back(i);
    } else {
        json["position_ids"] = encoded.positionIds;
    }
    json["images"] = OrderedJson::array();
    for (const SeenImage& image : encoded.images)
        json["images"].push_back(imageToJson(image));
    if (!encoded.sampleLengths.empty())
        json["sample_lengths"] = encoded.sampleLengths;
    if (!encoded.issues.empty())
        json["issues"] = OrderedJson::array();
    for (const Issue& issue : encoded.issues)
        json["issues"].push_back(issueToJson(issue));
    return json;
}

Role roleFromName(const std::string& name, int line)
{
    for (const Role role : {Role::System, Role::User, Role::Assistant, Role::Observation, Role::Function})
        if (name == roleName(role))
            return role;
    throw Error(Text(LK_TEXT("Line %1 of stdin has a message with the role \"%2\"."), line, name),
        Text(LK_TEXT("Use user, assistant, observation or function; the system text has a key of its own.")));
}

Sample sampleFromJson(const Json& json, int line)
{
    try {
        Sample sample;
        sample.id = fmt::format("stdin:{}", line);
        sample.row = line - 1;
        for (const Json& message : json.at("messages"))
            sample.messages.push_back({roleFromName(message.at("role"), line), message.at("content")});
        const std::string system = json.value("system", std::string());
        if (!system.empty())
            sample.system = system;
        sample.tools = json.value("tools", std::string()); // JSON in a string, as data files have it: the order of its keys counts
        sample.keepsStoredOrientation = json.value("keep_orientation", false);
        for (const Json& image : json.value("images", Json::array())) {
            sample.imagesAsWritten.push_back(image);
            sample.images.push_back(std::filesystem::absolute(image.get<std::string>()).string());
        }
        return sample;
    } catch (const nlohmann::json::exception& error) {
        throw Error(Text(LK_TEXT("Line %1 of stdin is not a sample: %2."), line, error.what()),
            Text(LK_TEXT("A line looks like {\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"images\": []}.")));
    }
}

/// What the model sees of each sample, as JSON lines.
class Encode : public Command {
public:
    std::string name() const override { return "encode"; }
    std::string summary() const override { return "Show what the model sees: ids, labels, tokens, pictures, as JSON lines"; }
    std::string example() const override { return "lorikeet-cli encode lessons/3-answer-about-pictures.yaml --index 0"; }

    void setUp(CLI::App& app) override
    {
        arguments_.addTo(app, false);
        app.add_option("--index", indices_, "Only these samples, counted from 0");
        app.add_flag("--packed", showsRows_, "Show the rows that packing makes of all samples");
        app.add_option("--model", model_, "Encode samples from stdin (JSON lines) for the model in this folder");
        app.add_option("--template", template_, "The conversation template (with --model)");
    }

    ExitCode run() override
    {
        if (model_.empty())
            encodeRun();
        else
            encodeStdin();
        if (wantsJson)
            printJson(all_);
        refuseFatal(fatal_, model_.empty() ? arguments_.yaml : "stdin");
        return ExitCode::Done;
    }

private:
    void encodeRun()
    {
        if (arguments_.yaml.empty())
            throw Error(Text(LK_TEXT("encode needs a RUN.yaml, or --model.")), Text(LK_TEXT("See lorikeet-cli encode --help.")));
        const LoadedRun loaded = loadRun(arguments_.yaml, arguments_.overrides);
        const auto processor = Processor::load(loaded.options.model.modelNameOrPath, loaded.options.model.templateName, EncodeOptions::from(loaded.options));
        printNotes(*processor);
        const Dataset dataset = Dataset::open(loaded.options.data, loaded.options.data.dataset);
        listIssues(dataset.issues);
        if (showsRows_) {
            encodeRows(loaded.options, dataset, *processor);
            return;
        }
        if (indices_.empty())
            for (size_t i = 0; i < dataset.samples.size(); ++i)
                indices_.push_back(static_cast<int64_t>(i));
        for (const int64_t index : indices_) {
            if (index < 0 || index >= static_cast<int64_t>(dataset.samples.size()))
                throw Error(Text(LK_TEXT("There is no sample %1."), index), Text(LK_TEXT("The data has %1 samples, counted from 0."), dataset.samples.size()));
            print(processor->encode(dataset.samples[static_cast<size_t>(index)], WithPixels::No), processor->tokenizer());
        }
    }

    /// A run packs its training side alone, in the same way.
    void encodeRows(const RunOptions& options, const Dataset& dataset, const Processor& processor)
    {
        const Packing packing = packingOf(options);
        if (packing == Packing::None)
            throw Error(Text(LK_TEXT("--packed: this run packs nothing.")), Text(LK_TEXT("Write packing: true or neat_packing: true.")));
        std::vector<Encoded> encoded;
        std::vector<int64_t> lengths;
        for (const Sample& sample : dataset.samples) {
            encoded.push_back(processor.encode(sample, WithPixels::No));
            if (!encoded.back().isUsable())
                print(encoded.back(), processor.tokenizer());
            lengths.push_back(encoded.back().isUsable() ? static_cast<int64_t>(encoded.back().ids.size()) : 0);
        }
        const auto packs = packing == Packing::Blocks ? packBlocks(lengths, options.data.cutoffLen) : packSamples(lengths, options.data.cutoffLen - 1);
        for (const Pack& pack : packs) {
            std::vector<PackedPiece> pieces;
            for (const PackPart& part : pack)
                pieces.push_back({&encoded[part.sample], part.begin, part.end});
            print(joinPacked(pieces, packing, processor.textBos()), processor.tokenizer());
        }
    }

    void encodeStdin()
    {
        std::vector<std::string> settings = arguments_.overrides;
        if (!arguments_.yaml.empty())
            settings.insert(settings.begin(), arguments_.yaml); // there is no RUN.yaml in this form
        settings.push_back("model_name_or_path=" + model_);
        if (!template_.empty())
            settings.push_back("template=" + template_);
        const LoadedRun loaded = parseRun("", ".", settings, "the command line");
        const auto processor = Processor::loadForText(model_, loaded.options.model.templateName, EncodeOptions::from(loaded.options));
        printNotes(*processor);
        std::string line;
        for (int number = 1; std::getline(std::cin, line); ++number)
            if (line.find_first_not_of(" \t\r") != std::string::npos)
                print(processor->encode(sampleFromJson(parseJson(line, fmt::format("stdin, line {}", number)), number), WithPixels::No),
                    processor->tokenizer());
    }

    static void printNotes(const Processor& processor)
    {
        for (const Issue& note : processor.templateNotes())
            printIssue(note);
    }

    void listIssues(const std::vector<Issue>& issues)
    {
        for (const Issue& issue : issues) {
            printIssue(issue);
            if (issue.severity == Severity::Fatal)
                fatal_.push_back(issue);
        }
    }

    void print(const Encoded& encoded, const Tokenizer& tokenizer)
    {
        listIssues(encoded.issues);
        if (wantsJson)
            all_.push_back(encodedToJson(encoded, tokenizer));
        else
            fmt::print("{}\n", toJsonLine(encodedToJson(encoded, tokenizer)));
    }

    RunArguments arguments_;
    std::vector<int64_t> indices_;
    std::string model_;
    std::string template_;
    bool showsRows_ = false;
    std::vector<Issue> fatal_;
    OrderedJson all_ = OrderedJson::array();
};

} // namespace

std::unique_ptr<Command> makeEncode()
{
    return std::make_unique<Encode>();
}

} // namespace lorikeet::cli
