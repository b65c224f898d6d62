#include "core/config/run_yaml.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/config/foreign_keys.h"
#include "core/config/option.h"
#include "core/config/run_paths.h"
#include "core/config/yaml_node.h"
#include "core/config/yaml_scalar.h"

#include <set>

namespace lorikeet {
namespace {

constexpr uint64_t kMaxYamlBytes = 4'000'000;

/// Gives keys to options; says what an unknown one may have meant.
class Settings {
public:
    Settings(RunOptions& options, std::vector<Text>& notes) : list_(listOptions(options)), notes_(notes) {}

    void take(const std::string& key, const YamlNode& value) const
    {
        if (const Option* option = find(key)) {
            refuseForeignValue(key, value);
            setOption(*option, value);
        } else {
            takeForeign(key, value);
        }
    }

    /// `key=value`, the value as on a command line.
    void takeOverride(const std::string& text, std::set<std::string>& keys) const
    {
        const size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(Text(LK_TEXT("\"%1\" is no setting."), text), LK_TEXT("Write key=value, for example lora_rank=16."));
        const std::string key = trim(text.substr(0, equals));
        const std::string value = text.substr(equals + 1);
        keys.insert(key);
        YamlNode node;
        node.text = trim(value);
        const Option* option = find(key);
        if (option && option->key != "resume_from_checkpoint") {
            refuseForeignValue(key, node);
            option->set(value);
        } else {
            take(key, node);
        }
    }

private:
    const Option* find(const std::string& key) const
    {
        for (const auto& option : list_)
            if (option.key == key)
                return &option;
        return nullptr;
    }

    /// resume_from_checkpoint also takes a flag: true is the newest checkpoint.
    static void setOption(const Option& option, const YamlNode& value)
    {
        const bool isScalar = value.kind == YamlNode::Kind::Scalar && option.key == "resume_from_checkpoint";
        const bool isOn = isScalar && toFlag(value.text) == true;
        if (!isOn && !(isScalar && toFlag(value.text) == false)) {
            option.set(value);
            return;
        }
        YamlNode word = value;
        word.text = isOn ? "auto" : "";
        option.set(word);
    }

    void takeForeign(const std::string& key, const YamlNode& value) const
    {
        std::vector<std::string> names;
        for (const auto& option : list_)
            names.push_back(option.key);
        // A key of a family such as dataloader_… may be a misspelled option.
        const auto near = nearestWord(key, names);
        const bool isMisspelled = near && editDistance(key, *near) <= 2;
        const auto foreign = foreignKeyNames();
        const bool isListed = std::find(foreign.begin(), foreign.end(), key) != foreign.end();
        if (isListed || !isMisspelled) {
            if (const auto note = takeForeignKey(key, value)) {
                if (!note->empty())
                    notes_.push_back(*note);
                return;
            }
        }
        names.insert(names.end(), foreign.begin(), foreign.end());
        const auto meant = nearestWord(key, names);
        throw Error(Text(LK_TEXT("unknown key %1."), key), meant ? Text(LK_TEXT("Did you mean %1?"), *meant)
                                                                 : Text(LK_TEXT("`lorikeet-cli train --list-options` shows every key.")));
    }

    std::vector<Option> list_;
    std::vector<Text>& notes_;
};

/// @param keys gets the keys that are given a value
void applyYaml(const Settings& settings, const std::string& yamlText, const std::string& origin, std::set<std::string>& keys)
{
    const YamlNode root = parseYaml(yamlText, origin);
    if (root.isNull())
        return;
    if (root.kind != YamlNode::Kind::Map)
        throw Error(Text(LK_TEXT("%1 holds no settings."), origin), LK_TEXT("Write `key: value` on each line."));
    for (const auto& [key, value] : root.entries) {
        try {
            settings.take(key, value);
            if (!value.isNull())
                keys.insert(key);
        } catch (const Error& e) {
            throw Error(Text(LK_TEXT("%1, line %2: %3"), origin, value.line, e.message().english()), e.hint(), e.code());
        }
    }
}

void addValueNotes(const RunOptions& options, std::vector<Text>& notes)
{
    if (!options.model.disableGradientCheckpointing && !options.model.gradientCheckpointing)
        notes.push_back(Text(LK_TEXT("%1: false has no effect: all activations are kept, which is faster. Where memory is short, write gradient_checkpointing: true; "
                                     "the losses are the same."),
            "disable_gradient_checkpointing"));
    if (options.model.fp16)
        notes.push_back(Text(LK_TEXT("%1: true is computed in bfloat16: the same memory, and nothing overflows."), "fp16"));
}

} // namespace

LoadedRun parseRun(const std::string& yamlText, const std::string& folder, const std::vector<std::string>& overrides, const std::string& origin)
{
    LoadedRun loaded;
    const Settings settings(loaded.options, loaded.notes);
    std::set<std::string> given, overridden;
    applyYaml(settings, yamlText, origin, given);
    for (const auto& text : overrides) {
        try {
            settings.takeOverride(text, overridden);
        } catch (const Error& e) {
            throw Error(Text(LK_TEXT("The setting %1: %2"), text, e.message().english()), e.hint(), e.code());
        }
    }
    if (loaded.options.method.stage == "pt" && !given.contains("packing") && !overridden.contains("packing"))
        loaded.options.data.packing = true;
    resolvePaths(loaded.options, folder, overridden);
    checkAgreement(loaded.options);
    addValueNotes(loaded.options, loaded.notes);
    return loaded;
}

LoadedRun loadRun(const std::string& yamlPath, const std::vector<std::string>& overrides)
{
    const std::string text = readFile(yamlPath, kMaxYamlBytes);
    const auto absolute = std::filesystem::absolute(toPath(yamlPath)).lexically_normal();
    LoadedRun loaded = parseRun(text, toUtf8(absolute.parent_path()), overrides, yamlPath);
    loaded.yamlPath = toUtf8(absolute);
    return loaded;
}

void applyPartialYaml(RunOptions& options, const std::string& yamlText, const std::string& origin)
{
    RunOptions changed = options;
    std::vector<Text> notesOfNoInterest;
    std::set<std::string> keysOfNoInterest;
    applyYaml(Settings(changed, notesOfNoInterest), yamlText, origin, keysOfNoInterest);
    options = std::move(changed);
}

} // namespace lorikeet
