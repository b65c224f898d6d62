#pragma once
/// @file Answers of a model to a conversation with pictures. Engine only; no torch type in this header.

#include "core/data/sample.h"
#include "core/models/processor.h"

#include <functional>
#include <memory>
#include <string>

namespace lorikeet {

struct GenerateOptions {
    int maxNewTokens = 128;
    double temperature = 0.0; ///< 0 = greedy
    double topP = 1.0;
    int topK = 0;             ///< 0 = all
    double repetitionPenalty = 1.0;
    int64_t seed = 0;
};

struct Generation {
    std::string text;
    std::vector<int32_t> ids;
    double seconds = 0;
    bool wasCancelled = false;
};

class Generator {
public:
    struct Setup {
        std::string modelFolder;
        std::string templateName = "auto";
        std::string device = "auto";
        std::string computeDtype = "float32";
        int threads = 0;
        EncodeOptions encode;
    };
    /// Loads the base model. @throws Error.
    explicit Generator(const Setup& setup);
    ~Generator();

    /// "" = the base alone. Adapters stay in memory once loaded (the most recent 8). @throws Error when it was made for another base.
    void useAdapter(const std::string& adapterFolder);
    /// The answer to the conversation (a trailing assistant message is ignored). onDelta gets new text; returning false cancels.
    Generation generate(const Sample& sample, const GenerateOptions& options, const std::function<bool(const std::string&)>& onDelta = {});
    const Processor& processor() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lorikeet
