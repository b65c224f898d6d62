#include "core/train/train_loop.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/nn/embedding_noise.h"
#include "core/nn/recompute.h"
#include "core/train/collator.h"
#include "core/train/evaluation.h"
#include "core/train/training_data.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lorikeet {
namespace {

constexpr int kStepsAhead = 3;
constexpr size_t kMostSampleLosses = 4096;

/// Randomness of a step depends on the seed and the step alone, so that a resumed run draws the same numbers.
uint64_t seedOfStep(int64_t seed, int64_t step)
{
    uint64_t x = static_cast<uint64_t>(seed) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(step);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TrainLoop::TrainLoop(LoopParts parts)
    : parts_(parts), schedule_(parts.options.train, parts.plan.totalSteps),
      optimizer_(parts.model.trainable(), parts.options.train, parts.options.lora),
      order_(parts.plan, parts.options, parts.options.train.groupByLength ? parts.train.rowLengths() : std::vector<int64_t>{})
{
}

void TrainLoop::resume(const std::string& checkpoint)
{
    LK_ASSERT(parts_.checkpoints != nullptr);
    auto resumed = parts_.checkpoints->resume(checkpoint, optimizer_);
    state_ = std::move(resumed.state);
    lastCheckpoint_ = checkpoint;
    lastSavedStep_ = state_.step;
    for (const auto& note : resumed.notes)
        parts_.sink.emit(Warning{.step = state_.step, .message = note.english(), .hint = {}, .file = checkpoint});
}

BatchLoader TrainLoop::makeLoader(int64_t lastStep) const
{
    return {parts_.train, [this](int64_t step) { return order_.rowsOfStep(step); }, state_.step + 1, lastStep, parts_.padId,
        loaderThreads(parts_.options.data.dataloaderNumWorkers), kStepsAhead};
}

ExitCode TrainLoop::run()
{
    const int64_t total = parts_.plan.totalSteps;
    auto loader = makeLoader(total);
    if (state_.step == 0) {
        answerProbes();
        if (parts_.options.eval.evalOnStart)
            evaluate();
    }
    while (state_.step < total) {
        const auto start = std::chrono::steady_clock::now();
        auto loaded = loader.next();
        reportBad(loaded.bad);
        const auto result = runStep(state_.step + 1, std::move(loaded));
        ++state_.step;
        account(result, secondsSince(start));
        if (state_.step == 1 || isDue(parts_.options.output.loggingSteps) || state_.step == total)
            logStep(result);
        if (isDue(parts_.plan.evalEvery))
            evaluate();
        if (state_.step < total && (isAsked(Request::Stop) || isAsked(Request::Pause)))
            return finishEarly(!parts_.stop.load() && !isAsked(Request::Stop));
        const bool isLast = state_.step == total && parts_.plan.saveEvery > 0;
        if (isDue(parts_.plan.saveEvery) || isLast || isAsked(Request::Save))
            save();
    }
    if (parts_.checkpoints != nullptr)
        parts_.checkpoints->saveFinal(state_);
    if (lastSavedStep_ != state_.step)
        answerProbes();
    return ExitCode::Done;
}

void TrainLoop::runPlainly(int64_t lastStep, const std::function<void(const StepResult&)>& afterStep)
{
    auto loader = makeLoader(lastStep);
    while (state_.step < lastStep && !parts_.stop.load()) {
        auto loaded = loader.next();
        reportBad(loaded.bad);
        const auto result = runStep(state_.step + 1, std::move(loaded));
        ++state_.step;
        afterStep(result);
    }
}

StepResult TrainLoop::runStep(int64_t step, LoadedStep loaded)
{
    auto& module = parts_.model.module();
    if (!module.is_training())
        module.train();
    torch::manual_seed(seedOfStep(parts_.options.train.seed, step));
    StepResult result;
    result.rate = schedule_.factorOfStep(step) * parts_.options.train.learningRate;
    result.realTokens = loaded.realTokens;
    if (loaded.learnedTokens == 0)
        return result; // nothing to learn from: all of its samples were left out
    const bool averagesMicroBatches = parts_.options.train.lossNormalisation == "llamafactory" && parts_.seesPictures;
    const auto microBatches = static_cast<double>(loaded.microBatches.size());
    for (auto& batch : loaded.microBatches) {
        double weight = 1.0 / static_cast<double>(loaded.learnedTokens);
        if (averagesMicroBatches) {
            const auto learned = batch.labels.slice(1, 1).ne(kIgnoreLabel).sum().item<int64_t>();
            weight = 1.0 / (microBatches * static_cast<double>(std::max<int64_t>(1, learned)));
        }
        backward(std::move(batch), weight, result);
    }
    requireFinite(step, result.loss, "loss");
    result.gradientNorm = optimizer_.gradientNorm();
    requireFinite(step, result.gradientNorm, "gradient norm");
    optimizer_.step(schedule_.factorOfStep(step), AdamW::clipFactor(result.gradientNorm, parts_.options.train.maxGradNorm));
    optimizer_.zeroGradients();
    return result;
}

void TrainLoop::backward(Batch batch, double weight, StepResult& result)
{
    auto onDevice = toDevice(std::move(batch), parts_.model.device());
    const nn::RecomputeGuard recompute(parts_.options.model.gradientCheckpointing);
    const nn::EmbeddingNoiseGuard noise(parts_.options.train.neftuneNoiseAlpha.value_or(0.0));
    const auto output = parts_.model.module().forward(onDevice);
    const double sum = output.lossSum.item<double>();
    result.loss += sum * weight;
    const auto losses = output.lossPerSample.to(torch::kCPU, torch::kFloat64).contiguous();
    const auto counts = output.learnedPerSample.to(torch::kCPU, torch::kInt64).contiguous();
    for (size_t i = 0; i < onDevice.sampleIndices.size(); ++i) {
        const auto learned = counts.const_data_ptr<int64_t>()[i];
        if (learned > 0)
            result.samples.emplace_back(onDevice.sampleIndices[i], losses.const_data_ptr<double>()[i] / static_cast<double>(learned));
    }
    if (std::isfinite(sum) && output.lossSum.requires_grad())
        (output.lossSum * weight).backward();
}

void TrainLoop::reportBad(const std::vector<BadSample>& bad)
{
    if (bad.empty())
        return;
    for (const auto& [index, issue] : bad) {
        parts_.sink.emit(Warning{.step = state_.step, .message = issue.message.english(), .hint = issue.fix.english(), .file = issue.file,
            .row = issue.row});
    }
    if (parts_.options.data.skipBadSamples)
        return;
    if (parts_.checkpoints != nullptr && state_.step > 0)
        save();
    throw Error(Text(LK_TEXT("A sample could not be used: %1"), describe(bad.front().issue)),
        Text(LK_TEXT("Mend the file and resume with resume_from_checkpoint=auto, or leave such samples out with skip_bad_samples: true.")));
}

void TrainLoop::requireFinite(int64_t step, double value, const char* what)
{
    if (std::isfinite(value))
        return;
    optimizer_.zeroGradients();
    const Text message(LK_TEXT("The %1 of step %2 is not finite."), what, step);
    const Text hint = lastCheckpoint_.empty()
        ? Text(LK_TEXT("Start again with a smaller learning_rate; no checkpoint had been saved."))
        : Text(LK_TEXT("Nothing was overwritten. Resume from %1 with a smaller learning_rate."), lastCheckpoint_);
    parts_.sink.emit(Warning{.step = step, .message = message.english(), .hint = hint.english(), .file = {}});
    throw Error(message, hint, ExitCode::NotFinite);
}

void TrainLoop::account(const StepResult& result, double seconds)
{
    state_.totalTokens += result.realTokens;
    state_.elapsedSeconds += seconds;
    state_.intervalLoss += result.loss;
    ++state_.intervalSteps;
    state_.intervalTokens += result.realTokens;
    state_.intervalSeconds += seconds;
    if (state_.intervalSamples.size() + result.samples.size() <= kMostSampleLosses)
        state_.intervalSamples.insert(state_.intervalSamples.end(), result.samples.begin(), result.samples.end());
}

void TrainLoop::logStep(const StepResult& result)
{
    const double perStep = state_.elapsedSeconds / static_cast<double>(state_.step);
    Step event;
    event.step = state_.step;
    event.totalSteps = parts_.plan.totalSteps;
    event.loss = state_.intervalLoss / static_cast<double>(state_.intervalSteps);
    event.lr = result.rate;
    event.epoch = parts_.plan.epochAfter(state_.step);
    event.gradNorm = result.gradientNorm;
    event.tokensPerSecond = state_.intervalSeconds > 0 ? static_cast<double>(state_.intervalTokens) / state_.intervalSeconds : 0;
    event.memoryMib = os::rssMib();
    event.elapsedSeconds = state_.elapsedSeconds;
    event.remainingSeconds = perStep * static_cast<double>(parts_.plan.totalSteps - state_.step);
    event.totalTokens = state_.totalTokens;
    event.samples = std::move(state_.intervalSamples);
    parts_.sink.emit(event);
    state_.logHistory.push_back({{"epoch", event.epoch}, {"grad_norm", result.gradientNorm}, {"learning_rate", event.lr},
        {"loss", *event.loss}, {"num_input_tokens_seen", event.totalTokens}, {"step", event.step}});
    state_.intervalLoss = 0;
    state_.intervalSteps = 0;
    state_.intervalTokens = 0;
    state_.intervalSeconds = 0;
    state_.intervalSamples.clear();
}

bool TrainLoop::isDue(int64_t every) const
{
    return every > 0 && state_.step % every == 0;
}

void TrainLoop::evaluate()
{
    if (parts_.eval == nullptr)
        return;
    const auto result = evaluateLoss(parts_.model.module(), *parts_.eval, parts_.options.eval.perDeviceEvalBatchSize, parts_.padId,
        parts_.model.device(), &parts_.stop);
    if (!result)
        return;
    reportBad(result->bad);
    state_.lastEvalLoss = result->loss;
    const double epoch = parts_.plan.epochAfter(state_.step);
    parts_.sink.emit(Eval{.step = state_.step, .totalSteps = parts_.plan.totalSteps, .epoch = epoch, .loss = result->loss});
    state_.logHistory.push_back({{"epoch", epoch}, {"eval_loss", result->loss}, {"step", state_.step}});
}

void TrainLoop::save()
{
    if (parts_.checkpoints == nullptr)
        return;
    if (lastSavedStep_ != state_.step) {
        const auto name = parts_.checkpoints->save(state_, optimizer_);
        lastCheckpoint_ = parts_.folder->path() + "/" + name;
        lastSavedStep_ = state_.step;
        parts_.sink.emit(CheckpointSaved{.step = state_.step, .path = name, .evalLoss = state_.lastEvalLoss});
        answerProbes();
    }
    if (isAsked(Request::Save))
        parts_.folder->clearRequests();
}

void TrainLoop::answerProbes()
{
    if (parts_.probes == nullptr)
        return;
    for (const auto& event : parts_.probes->answer(parts_.model.module(), parts_.model.device(), state_.step))
        parts_.sink.emit(event);
}

bool TrainLoop::isAsked(Request request) const
{
    if (request == Request::Stop && parts_.stop.load())
        return true;
    return parts_.folder != nullptr && parts_.folder->isRequested(request);
}

ExitCode TrainLoop::finishEarly(bool isPause)
{
    save();
    wasPaused_ = isPause;
    if (isPause)
        parts_.sink.emit(Paused{.step = state_.step});
    else if (parts_.checkpoints != nullptr)
        parts_.checkpoints->saveFinal(state_);
    if (parts_.folder != nullptr)
        parts_.folder->clearRequests();
    return ExitCode::Stopped;
}

} // namespace lorikeet
