#pragma once
/// @file The declaration of every option: its key, its field, how it is shown and what it may hold.

#include "core/base/text.h"
#include "core/config/run_options.h"

#include <functional>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace lorikeet {

enum class OptionLevel { Simple, Expert };
enum class OptionKind { Flag, Integer, Number, Word, Path, List };

struct YamlNode;

/// The field that an option is bound to.
using OptionField = std::variant<bool*, int*, int64_t*, double*, std::string*, std::vector<std::string>*, std::vector<double>*,
    std::optional<int>*, std::optional<double>*>;

struct Option {
    std::string key = {};   ///< As in YAML, e.g. "lora_rank".
    std::string group = {}; ///< "model", "data", "method", "lora", "train", "eval", "output"
    OptionField field = {};
    Text label = {};        ///< Short, for a form.
    Text help = {};         ///< One or two sentences for a beginner.
    std::string unit = {};  ///< "tokens", "pixels", "steps" or "".
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    std::vector<std::string> choices = {}; ///< Words that are allowed; empty = any.
    OptionLevel level = OptionLevel::Expert;
    bool isPath = false;    ///< Made relative to the YAML's folder / the project.
    bool isStored = true;   ///< Written to run.yaml (resume_from_checkpoint and overwrite_output_dir are not).
    /// Whether it matters with the other settings as they are (greyed in the form where not); null = always.
    std::function<bool(const RunOptions&)> applies = {};
    bool isOurs = false;    ///< Lorikeet's own key, unknown to LLaMA-Factory.

    OptionKind kind() const;
    /// The value as YAML text, e.g. "1e-04", "true", "[q_proj, v_proj]"; "null" for an unset optional.
    std::string value() const;
    /// Parses YAML 1.1 text, checks type and range. For a Word or Path any text is taken as it is unless it is quoted; a List is
    /// `[a, b]` or comma text; `null` means the default. @throws Error with key, value and what is allowed.
    void set(const std::string& yamlText) const;
    /// The same from a YAML file's node.
    void set(const YamlNode& node) const;
    /// What may be given, for people: "a whole number from 1 to 4096", "one of: linear, cosine".
    std::string allowed() const;
    /// value() of a fresh RunOptions.
    std::string defaultValue() const;
};

/// Every option, bound to the fields of `options` (which must outlive the list), in the order of the form.
std::vector<Option> listOptions(RunOptions& options);

} // namespace lorikeet
