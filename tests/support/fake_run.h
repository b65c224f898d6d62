#pragma once
/// @file A run written event by event, as a trainer would, for tests of what shows it.

#include "core/base/file.h"
#include "core/run/run_folder.h"

#include <QString>

#include <memory>
#include <string>
#include <thread>

namespace lorikeet::test {

class FakeRun {
public:
    /// Makes the folder with a run.yaml and takes the trainer's lock.
    explicit FakeRun(const std::string& path, RunOptions options = {}) : folder_(path)
    {
        options.output.outputDir = path;
        folder_.create(options, {});
        takeLock();
    }

    RunFolder& folder() { return folder_; }
    QString path() const { return QString::fromStdString(folder_.path()); }

    void start(int64_t total, int64_t resumedFrom = 0)
    {
        writer().emit(RunStarted{resumedFrom, total, 3, 100, 10, 1000, 50000, "cpu", "float32", 1'700'000'000'000});
    }
    void step(int64_t step, int64_t total, double loss)
    {
        Step event;
        event.step = step;
        event.totalSteps = total;
        event.loss = loss;
        event.lr = 1e-4;
        event.gradNorm = 0.5;
        event.tokensPerSecond = 1463;
        event.memoryMib = 850;
        event.remainingSeconds = static_cast<double>(total - step);
        writer().emit(event);
    }
    void eval(int64_t step, int64_t total, double loss) { writer().emit(Eval{step, total, 1, loss}); }
    void answer(int64_t step, const std::string& id, const std::string& text)
    {
        writer().emit(SampleText{step, id, {}, "What is it?", "a red circle", text});
    }
    void emit(const Event& event) { writer().emit(event); }
    void finish(int64_t step, FinishStatus status, const std::string& message = {}, const std::string& hint = {})
    {
        writer().emit(RunFinished{status, step, message, hint, 0});
        lock_.reset();
    }
    /// The trainer is gone without a word.
    void crash(const std::string& console)
    {
        writeFileAtomically(folder_.consoleLogPath(), console);
        lock_.reset();
    }
    void takeLock()
    {
        lock_ = folder_.lock();
        // File times tick more coarsely than the clock: what is written next must be later than the lock.
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    /// A checkpoint folder as PEFT writes it, without weights that anybody could load.
    void checkpoint(int64_t step, double evalLoss)
    {
        const auto path = folder_.checkpointPath(step);
        makeFolders(path);
        writeFileAtomically(path + "/adapter_config.json", R"({"peft_type": "LORA"})");
        writeFileAtomically(path + "/adapter_model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10));
        writeFileAtomically(path + "/trainer_state.json", R"({"global_step": )" + std::to_string(step) + "}");
        writer().emit(CheckpointSaved{step, "checkpoint-" + std::to_string(step), evalLoss});
    }

private:
    EventWriter& writer()
    {
        if (!writer_)
            writer_ = std::make_unique<EventWriter>(folder_);
        return *writer_;
    }
    RunFolder folder_;
    std::unique_ptr<os::FileLock> lock_;
    std::unique_ptr<EventWriter> writer_;
};

} // namespace lorikeet::test
