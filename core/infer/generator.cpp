#include "core/infer/generator.h"

#include "core/base/error.h"
#include "core/infer/decode.h"
#include "core/infer/inference_model.h"
#include "core/train/runtime.h"

#include <chrono>
#include <utility>

namespace lorikeet {
namespace {

RunOptions runOptionsOf(const Generator::Setup& setup)
{
    RunOptions options;
    options.model.modelNameOrPath = setup.modelFolder;
    options.model.templateName = setup.templateName;
    options.model.device = setup.device;
    options.model.computeDtype = setup.computeDtype;
    options.model.threads = setup.threads;
    return options;
}

} // namespace

struct Generator::Impl {
    std::shared_ptr<const Processor> processor;
    InferenceModel model;
};

Generator::Generator(const Setup& setup)
{
    setUpRuntime(setup.threads);
    auto processor = Processor::load(setup.modelFolder, setup.templateName, setup.encode);
    impl_.reset(new Impl{std::move(processor), InferenceModel(runOptionsOf(setup), "")});
}

Generator::~Generator() = default;

void Generator::useAdapter(const std::string& adapterFolder)
{
    impl_->model.useAdapter(adapterFolder);
}

const Processor& Generator::processor() const
{
    return *impl_->processor;
}

Generation Generator::generate(const Sample& sample, const GenerateOptions& options, const std::function<bool(const std::string&)>& onDelta)
{
    const auto start = std::chrono::steady_clock::now();
    const auto prompt = impl_->processor->encodePrompt(sample);
    for (const auto& issue : prompt.issues) {
        if (issue.severity != Severity::Fatal)
            continue;
        const auto file = issue.file.empty() ? std::string() : issue.file + ": ";
        throw Error(Text("%1%2", file, issue.message.english()), issue.fix);
    }
    Generation made;
    StreamingDecoder decoder(impl_->processor->tokenizer());
    const auto onToken = [&](size_t, TokenId id) {
        const auto delta = decoder.push(id);
        made.text += delta;
        made.wasCancelled = onDelta && !onDelta(delta);
        return !made.wasCancelled;
    };
    const Encoded* prompts[] = {&prompt};
    const auto stops = impl_->processor->stopTokens();
    made.ids = decodeTogether(impl_->model.module(), prompts, options, stops, impl_->model.device(), onToken).front();
    if (const auto rest = decoder.finish(); !rest.empty()) {
        made.text += rest;
        if (onDelta && !made.wasCancelled)
            static_cast<void>(onDelta(rest));
    }
    made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return made;
}

} // namespace lorikeet
