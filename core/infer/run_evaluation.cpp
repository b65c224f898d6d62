#include "core/infer/run_evaluation.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/strings.h"
#include "core/infer/decode.h"
#include "core/infer/inference_model.h"
#include "core/train/evaluation.h"
#include "core/train/probes.h"
#include "core/train/runtime.h"
#include "core/train/training_data.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

namespace lorikeet {
namespace {

constexpr size_t kGroupFactor = 4; // an answer needs far less memory a row than a training step

struct Answered {
    std::string prompt, predict, label;
};

/// Rows by the length of their prompts: equal lengths are answered together.
std::vector<std::vector<size_t>> groupsOfEqualLength(const SampleStore& store, const Processor& processor, size_t groupSize)
{
    std::map<size_t, std::vector<size_t>> byLength;
    for (size_t row = 0; row < store.size(); ++row)
        byLength[processor.encodePrompt(store.sample(row), WithPixels::No).ids.size()].push_back(row);
    std::vector<std::vector<size_t>> groups;
    for (const auto& [length, rows] : byLength)
        for (size_t begin = 0; begin < rows.size(); begin += groupSize)
            groups.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), begin + groupSize)));
    return groups;
}

void answerGroup(const std::vector<size_t>& rows, SampleStore& store, InferenceModel& model, const Processor& processor,
    const GenerateOptions& options, std::vector<Answered>& answers)
{
    std::vector<Encoded> prompts;
    prompts.reserve(rows.size());
    for (const size_t row : rows)
        prompts.push_back(processor.encodePrompt(store.sample(row)));
    std::vector<const Encoded*> usable;
    std::vector<size_t> usableRows;
    for (size_t i = 0; i < rows.size(); ++i) {
        answers[rows[i]].label = lastMessage(store.sample(rows[i]), Role::Assistant);
        answers[rows[i]].prompt = processor.tokenizer().decode(prompts[i].ids);
        if (!prompts[i].isUsable())
            continue; // its answer stays empty, and so wrong
        usable.push_back(&prompts[i]);
        usableRows.push_back(rows[i]);
    }
    const auto made = decodeAll(model.module(), usable, options, processor.stopTokens(), model.device(), usable.size());
    for (size_t i = 0; i < usable.size(); ++i)
        answers[usableRows[i]].predict = processor.tokenizer().decode(made[i], /*skipSpecial=*/true);
}

void writePredictions(const std::string& path, const std::vector<Answered>& answers)
{
    std::string lines;
    for (const auto& answered : answers)
        lines += toJsonLine({{"prompt", answered.prompt}, {"predict", answered.predict}, {"label", answered.label}}) + "\n";
    makeFolders(toUtf8(toPath(path).parent_path()));
    writeFileAtomically(path, lines);
}

} // namespace

std::optional<RunEvaluation> evaluateRun(const RunOptions& options, const std::string& checkpoint, const std::string& predictionsPath,
    const std::atomic<bool>& stop, const std::function<void(size_t done, size_t total)>& progress)
{
    const auto start = std::chrono::steady_clock::now();
    setUpRuntime(options.model.threads);
    const auto processor = Processor::load(options.model.modelNameOrPath, options.model.templateName, EncodeOptions::from(options));
    const auto data = openTrainingData(options, processor, DataSides::EvalOnly);
    if (!data.eval) {
        throw Error(Text(LK_TEXT("The run holds no data back that could be evaluated.")),
            Text(LK_TEXT("Name eval_dataset, or set val_size (for example val_size=0.1).")));
    }
    InferenceModel model(options, checkpoint);
    RunEvaluation result;
    result.samples = data.eval->size();
    for (const auto& issue : data.warnings)
        result.warnings.push_back(describe(issue));
    const auto loss = evaluateLoss(model.module(), *data.eval, options.eval.perDeviceEvalBatchSize, processor->tokenizer().padId(),
        model.device(), &stop);
    if (!loss)
        return std::nullopt;
    result.loss = loss->loss;
    GenerateOptions generate;
    generate.maxNewTokens = options.eval.maxNewTokens;
    std::vector<Answered> answers(data.eval->size());
    size_t done = 0;
    const size_t groupSize = kGroupFactor * static_cast<size_t>(std::max(1, options.eval.perDeviceEvalBatchSize));
    for (const auto& rows : groupsOfEqualLength(*data.eval, *processor, groupSize)) {
        if (stop.load())
            return std::nullopt;
        answerGroup(rows, *data.eval, model, *processor, generate, answers);
        done += rows.size();
        if (progress)
            progress(done, result.samples);
    }
    writePredictions(predictionsPath, answers);
    result.exactlyRight = static_cast<size_t>(
        std::count_if(answers.begin(), answers.end(), [](const Answered& a) { return trim(a.predict) == trim(a.label); }));
    result.exactMatch = static_cast<double>(result.exactlyRight) / static_cast<double>(std::max<size_t>(1, result.samples));
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace lorikeet
