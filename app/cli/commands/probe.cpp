#include "app/cli/command_list.h"
#include "app/cli/issue_report.h"

#include "core/base/file.h"
#include "core/config/run_yaml.h"
#include "core/models/adapter.h"
#include "core/models/picture_reader.h"
#include "core/models/probe.h"
#include "core/models/save_model.h"
#include "core/models/vocabulary.h"
#include "core/vision/decode.h"

#include <fmt/format.h>

#include <filesystem>
#include <regex>

namespace lorikeet::cli {
namespace {

[[noreturn]] void badSample(const std::string& file, const std::string& why)
{
    throw Error(Text(LK_TEXT("%1 isn't a sample that can be probed: %2"), file, why),
        Text(LK_TEXT("Give messages, or text, or input_ids; images as paths; labels one per id after expansion.")));
}

Role roleByName(const std::string& name, const std::string& file)
{
    for (const Role role : {Role::System, Role::User, Role::Assistant, Role::Observation, Role::Function})
        if (name == roleName(role))
            return role;
    badSample(file, "role " + name);
}

/// One sample through the model, every tensor written.
class Probe : public Command {
public:
    std::string name() const override { return "probe"; }
    std::string summary() const override { return "Write every tensor of one sample's way through a model, to compare with a reference"; }
    std::string example() const override { return "lorikeet-cli probe --model models/vision-starter --sample sample.json --out probe.safetensors"; }
    bool usesEngine() const override { return true; }

    void setUp(CLI::App& app) override
    {
        app.add_option("--model", model_, "Model folder")->required();
        app.add_option("--adapter", adapter_, "LoRA adapter folder");
        app.add_option("--sample", sample_, "JSON file with messages, text or input_ids")->required();
        app.add_option("--out", out_, "The .safetensors file to write")->required();
        app.add_option("--gradients", gradients_, "Regular expression: parameters whose gradients are written");
        app.add_option("--dtype", dtype_, "float32 or bfloat16: what is computed in");
        app.add_option("--template", template_, "Conversation template, for messages");
        app.add_option("settings", settings_, "key=value settings, e.g. image_max_pixels=589824");
    }

    ExitCode run() override
    {
        const Json sample = readJsonFile(sample_);
        Encoded encoded;
        try {
            encoded = encode(sample);
        } catch (const Json::exception& problem) {
            badSample(sample_, problem.what());
        }
        const bool hasLabels = !encoded.labels.empty();
        if (hasLabels && encoded.labels.size() != encoded.ids.size())
            badSample(sample_, fmt::format("{} labels for {} ids", encoded.labels.size(), encoded.ids.size()));
        auto loaded = loadModel(model_, {.device = torch::kCPU, .computeDtype = dtypeByName(dtype_), .isTrained = gradientFilter()});
        if (!adapter_.empty())
            attach(loaded);
        const auto tensors = probe(loaded, singleBatch(encoded, hasLabels));
        writeTensors(out_, tensors);
        report(tensors);
        return ExitCode::Done;
    }

private:
    std::function<bool(const std::string&)> gradientFilter() const
    {
        if (gradients_.empty())
            return {};
        try {
            return [pattern = std::regex(gradients_)](const std::string& name) { return std::regex_search(name, pattern); };
        } catch (const std::regex_error& problem) {
            throw Error(Text(LK_TEXT("--gradients: '%1' isn't a regular expression: %2"), gradients_, problem.what()), Text(LK_TEXT("Write for example q_proj, or .* for all.")));
        }
    }

    void attach(LoadedModel& loaded) const
    {
        attachAdapter(loaded, readAdapter(adapter_, *loaded.family), adapter_);
        if (const auto filter = gradientFilter()) {
            for (auto& item : loaded.model->named_parameters())
                item.value().requires_grad_(filter(item.key()));
        }
    }

    /// The picture's path: beside the sample's file, else from here.
    std::string imagePath(const std::string& written) const
    {
        const auto beside = toPath(sample_).parent_path() / toPath(written);
        return std::filesystem::exists(beside) ? toUtf8(beside) : written;
    }

    Encoded encode(const Json& sample) const
    {
        Encoded encoded;
        if (sample.contains("messages"))
            encoded = encodeMessages(sample);
        else if (sample.contains("text") || sample.contains("input_ids"))
            encoded = encodeText(sample);
        else
            badSample(sample_, "it has no messages, text or input_ids");
        if (sample.contains("labels"))
            encoded.labels = sample.at("labels").get<std::vector<int32_t>>();
        checkIds(encoded);
        return encoded;
    }

    /// Every id is one of the model's; a picture's may lie past its embedding, since features take that place.
    void checkIds(const Encoded& encoded) const
    {
        const auto config = readModelConfig(model_);
        const auto& family = familyFor(config, model_);
        const auto images = family.imageProcessor(config, model_);
        const auto placeholder = images ? Tokenizer::load(model_)->idOf(images->imageToken()).value_or(0) : 0;
        const auto rows = vocabularyRows(family, config);
        if (const auto id = unknownId(encoded.ids, rows, placeholder))
            badSample(sample_, fmt::format("id {}, but the model's vocabulary goes from 0 to {}", *id, rows - 1));
        if (const auto label = unknownId(encoded.labels, rows, kIgnoreLabel))
            badSample(sample_, fmt::format("label {}, but the model's vocabulary goes from 0 to {}", *label, rows - 1));
    }

    Encoded encodeMessages(const Json& json) const
    {
        // Without a setting pictures go to the model's own processor as they are.
        auto options = EncodeOptions{};
        options.imageMaxPixels = settingOr("image_max_pixels", 0);
        options.imageMinPixels = settingOr("image_min_pixels", 0);
        options.cutoffLen = 1'000'000;
        Sample sample;
        sample.id = sample.file = sample_;
        for (const Json& message : json.at("messages"))
            sample.messages.push_back({roleByName(message.at("role").get<std::string>(), sample_), message.at("content").get<std::string>()});
        if (json.contains("system") && json.at("system").is_string() && !json.at("system").get<std::string>().empty())
            sample.system = json.at("system").get<std::string>();
        for (const Json& image : json.value("images", Json::array())) {
            sample.imagesAsWritten.push_back(image.get<std::string>());
            sample.images.push_back(imagePath(image.get<std::string>()));
        }
        auto encoded = Processor::load(model_, template_, options)->encode(sample);
        for (const Issue& issue : encoded.issues)
            printIssue(issue);
        if (!encoded.isUsable())
            badSample(sample_, "see the problems above");
        return encoded;
    }

    Encoded encodeText(const Json& json) const
    {
        const auto config = readModelConfig(model_);
        const auto& family = familyFor(config, model_);
        const auto images = family.imageProcessor(config, model_);
        Encoded encoded;
        std::vector<std::string> expansions;
        for (const Json& image : json.value("images", Json::array())) {
            DecodeProblem problem;
            const auto path = imagePath(image.get<std::string>());
            if (!images)
                badSample(sample_, "this model sees no pictures");
            const PictureReader reader{*images, settingOr("image_max_pixels", 0), settingOr("image_min_pixels", 0)};
            const auto seen = reader.read(path, encoded.pixels, problem);
            if (!seen)
                throw Error(problem.message, problem.fix);
            expansions.push_back(images->renderedExpansion(seen->plan));
        }
        if (json.contains("input_ids")) {
            encoded.ids = json.at("input_ids").get<std::vector<int32_t>>();
            encoded.positionIds = family.positionIds(config, encoded.ids, encoded.pixels);
            return encoded;
        }
        const auto tokenizer = Tokenizer::load(model_);
        const auto text = expanded(json.at("text").get<std::string>(), images ? images->placeholder() : "", expansions);
        const auto bos = tokenizer->bosId();
        const bool beginsWithBos = bos && text.starts_with(tokenizer->tokenText(*bos));
        encoded.ids = beginsWithBos ? tokenizer->encode(text) : tokenizer->encodeWithSpecial(text);
        encoded.positionIds = family.positionIds(config, encoded.ids, encoded.pixels);
        return encoded;
    }

    std::string expanded(const std::string& text, const std::string& placeholder, const std::vector<std::string>& expansions) const
    {
        std::string result;
        size_t from = 0, next = 0;
        while (!placeholder.empty()) {
            const auto at = text.find(placeholder, from);
            if (at == std::string::npos)
                break;
            if (next == expansions.size())
                badSample(sample_, "the text has more placeholders than there are pictures");
            result += text.substr(from, at - from) + expansions[next++];
            from = at + placeholder.size();
        }
        if (next != expansions.size())
            badSample(sample_, fmt::format("the text has {} placeholders for {} pictures", next, expansions.size()));
        return result + text.substr(from);
    }

    int64_t settingOr(const std::string& key, int64_t fallback) const
    {
        for (const auto& setting : settings_) {
            if (setting.starts_with(key + "="))
                return applied().model.*(key == "image_max_pixels" ? &ModelOptions::imageMaxPixels : &ModelOptions::imageMinPixels);
        }
        return fallback;
    }

    RunOptions applied() const
    {
        std::vector<std::string> settings{"model_name_or_path=" + model_};
        settings.insert(settings.end(), settings_.begin(), settings_.end());
        return parseRun("", ".", settings, "the command line").options;
    }

    void report(const TensorList& tensors) const
    {
        if (!wantsJson)
            return;
        OrderedJson all = OrderedJson::object();
        for (const auto& [name, tensor] : tensors)
            all[name] = tensor.sizes().vec();
        printJson({{"out", out_}, {"tensors", all}});
    }

    std::string model_, adapter_, sample_, out_, gradients_, dtype_ = "float32", template_;
    std::vector<std::string> settings_;
};

} // namespace

std::unique_ptr<Command> makeProbe() { return std::make_unique<Probe>(); }

} // namespace lorikeet::cli
