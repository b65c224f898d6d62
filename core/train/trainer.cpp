#include "core/train/trainer.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/models/processor.h"
#include "core/train/checkpoint.h"
#include "core/train/probes.h"
#include "core/train/runtime.h"
#include "core/train/train_loop.h"
#include "core/train/learning_model.h"
#include "core/train/training_data.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <new>
#include <utility>

namespace lorikeet {
namespace {

void refuseWhatIsMissing(const RunOptions& options)
{
    const auto refuse = [](const char* key, const std::string& value, const char* hint) {
        throw Error(Text(LK_TEXT("%1: %2 can't be trained with yet."), key, value), Text(hint));
    };
    if (options.data.visionFeatureCache)
        refuse("vision_feature_cache", "true", LK_TEXT("Set it to false: the picture tower then runs in each step."));
}

int64_t unixTimeMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

int64_t countOf(const NamedTensors& tensors)
{
    int64_t count = 0;
    for (const auto& [name, tensor] : tensors)
        count += tensor.numel();
    return count;
}

} // namespace

struct Trainer::Impl {
    RunOptions options;
    RunFolder& folder;
    EventSink& sink;
    const std::atomic<bool>& stop;

    std::shared_ptr<const Processor> processor{};
    TrainingData data{};
    std::unique_ptr<LearningModel> model{};
    StepPlan plan{};
    int64_t step = 0;
    bool wasPaused = false;

    void prepare();
    ExitCode train();
    void finish(FinishStatus status, const std::string& message, const std::string& hint, ExitCode code);
    LoopParts parts();
    std::string checkpointToResume() const;
    /// Writes the final event of an error and throws it again.
    [[noreturn]] void fail(const Error& error);
};

Trainer::Trainer(RunOptions options, RunFolder& folder, EventSink& sink, const std::atomic<bool>& stop)
    : impl_(new Impl{.options = std::move(options), .folder = folder, .sink = sink, .stop = stop})
{
}

Trainer::~Trainer() = default;

void Trainer::Impl::prepare()
{
    setUpRuntime(options.model.threads);
    refuseWhatIsMissing(options);
    processor = Processor::load(options.model.modelNameOrPath, options.model.templateName, EncodeOptions::from(options));
    // The data are checked while the weights are read.
    auto opened = std::async(std::launch::async, [this] { return openTrainingData(options, processor); });
    model = loadLearningModel(options);
    data = opened.get();
    for (const Issue& note : processor->templateNotes())
        if (note.severity == Severity::Warning)
            data.warnings.push_back(note);
    plan = StepPlan::make(options, static_cast<int64_t>(data.train->rowCount()));
}

LoopParts Trainer::Impl::parts()
{
    return {.options = options,
        .plan = plan,
        .model = *model,
        .train = *data.train,
        .eval = data.eval.get(),
        .sink = sink,
        .stop = stop,
        .padId = processor->tokenizer().padId(),
        .seesPictures = processor->images() != nullptr};
}

std::string Trainer::Impl::checkpointToResume() const
{
    const auto& wanted = options.output.resumeFromCheckpoint;
    if (wanted.empty() || wanted != "auto")
        return wanted;
    std::string latest;
    int64_t latestStep = -1;
    for (const auto& checkpoint : folder.checkpoints()) {
        if (!checkpoint.isFinal && checkpoint.step > latestStep) {
            latest = checkpoint.path;
            latestStep = checkpoint.step;
        }
    }
    return latest;
}

ExitCode Trainer::Impl::train()
{
    prepare();
    auto& probed = data.eval ? *data.eval : *data.train;
    const bool hasAnswers = options.method.stage != "pt"; // plain text asks nothing
    ProbeSet probes(probed, hasAnswers ? options.eval.probeSamples : std::vector<std::string>{}, hasAnswers ? options.eval.probeCount : 0,
        options.eval.maxNewTokens, *processor);
    CheckpointStore checkpoints(folder, *model, options, plan);
    auto loopParts = parts();
    loopParts.probes = &probes;
    loopParts.folder = &folder;
    loopParts.checkpoints = &checkpoints;
    TrainLoop loop(loopParts);
    if (const auto checkpoint = checkpointToResume(); !checkpoint.empty())
        loop.resume(checkpoint);
    sink.emit(RunStarted{.resumedFrom = loop.startStep(), .totalSteps = plan.totalSteps, .epochs = plan.epochs,
        .trainSamples = static_cast<int64_t>(data.train->size()), .evalSamples = data.eval ? static_cast<int64_t>(data.eval->size()) : 0,
        .trainableParameters = countOf(model->trainable()), .allParameters = model->parameterCount(), .device = model->device().str(),
        .computeDtype = model->computeDtype(), .timeMs = unixTimeMs()});
    if (options.model.fp16) {
        const Text note(LK_TEXT("fp16: true is computed in %1: the same memory as float16, and nothing overflows."), model->computeDtype());
        sink.emit(Warning{.step = loop.startStep(), .message = note.english(), .hint = {}, .file = {}});
    }
    for (const auto& issue : data.warnings) {
        sink.emit(Warning{.step = loop.startStep(), .message = issue.message.english(), .hint = issue.fix.english(), .file = issue.file,
            .row = issue.row});
    }
    struct KeepStep { // the final event names the step also when the loop throws
        TrainLoop& loop;
        int64_t& step;
        ~KeepStep() { step = loop.step(); }
    } keepStep{loop, step};
    const ExitCode code = loop.run();
    wasPaused = loop.wasPaused();
    return code;
}

void Trainer::Impl::finish(FinishStatus status, const std::string& message, const std::string& hint, ExitCode code)
{
    sink.emit(RunFinished{.status = status, .step = step, .message = message, .hint = hint, .exitCode = static_cast<int>(code)});
}

void Trainer::Impl::fail(const Error& error)
{
    finish(FinishStatus::Failed, error.message().english(), error.hint().english(), error.code());
    throw error;
}

ExitCode Trainer::run()
{
    auto& impl = *impl_;
    const auto lock = impl.folder.lock();
    impl.folder.clearRequests();
    const Text memoryHint(LK_TEXT("Use a smaller per_device_train_batch_size, cutoff_len or image_max_pixels, or a smaller model."));
    try {
        const ExitCode code = impl.train();
        if (code == ExitCode::Done)
            impl.finish(FinishStatus::Completed, {}, {}, code);
        else if (!impl.wasPaused)
            impl.finish(FinishStatus::Stopped, "Stopped on request; a checkpoint was saved.", {}, code);
        return code;
    } catch (const Error& error) {
        impl.fail(error);
    } catch (const std::bad_alloc&) {
        impl.fail(OutOfMemory(Text(LK_TEXT("The machine ran out of memory in step %1."), impl.step + 1), memoryHint));
    } catch (const c10::OutOfMemoryError&) {
        impl.fail(OutOfMemory(Text(LK_TEXT("The device ran out of memory in step %1."), impl.step + 1), memoryHint));
    } catch (const std::exception& error) {
        if (std::string(error.what()).find("DefaultCPUAllocator") != std::string::npos)
            impl.fail(OutOfMemory(Text(LK_TEXT("The machine ran out of memory in step %1."), impl.step + 1), memoryHint));
        const std::string what = error.what(); // torch adds a backtrace below its first line
        impl.fail(Error(Text(LK_TEXT("Internal error: %1"), what.substr(0, what.find('\n'))),
            Text(LK_TEXT("This is a bug of Lorikeet. Please report it with the lines above.")), ExitCode::Bug));
    }
}

Trainer::Benchmark Trainer::benchmark(int64_t steps)
{
    auto& impl = *impl_;
    impl.options.train.maxSteps = static_cast<int>(std::max<int64_t>(2, steps));
    impl.prepare();
    TrainLoop loop(impl.parts());
    Benchmark result;
    int64_t tokens = 0, samples = 0;
    std::chrono::steady_clock::time_point measuredFrom;
    loop.runPlainly(impl.plan.totalSteps, [&](const StepResult& step) {
        if (result.steps++ == 0) {
            result.secondsToFirstStep = os::processAgeSeconds();
            measuredFrom = std::chrono::steady_clock::now();
            return;
        }
        tokens += step.realTokens;
        samples += static_cast<int64_t>(step.samples.size());
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - measuredFrom).count();
    const auto measured = static_cast<double>(std::max<int64_t>(1, result.steps - 1));
    result.tokensPerSecond = static_cast<double>(tokens) / seconds;
    result.samplesPerSecond = static_cast<double>(samples) / seconds;
    result.secondsPerStep = seconds / measured;
    result.peakRssMib = os::peakRssMib();
    return result;
}

} // namespace lorikeet
