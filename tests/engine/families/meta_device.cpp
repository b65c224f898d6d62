#include "meta_device.h"

#include <torch/library.h>
#include <torch/types.h>

#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <tuple>

namespace lorikeet::test {
namespace {

constexpr auto kWatch = c10::DispatchKey::TESTING_ONLY_GenericMode;

std::set<std::string>& leakyOperators()
{
    static std::set<std::string> names;
    return names;
}

int64_t seenOperators = 0;

/// Where an operator that runs on meta tensors has its kernel.
constexpr std::array kMetaKernels{c10::DispatchKey::Meta, c10::DispatchKey::CompositeImplicitAutograd, c10::DispatchKey::CompositeExplicitAutograd,
    c10::DispatchKey::CompositeExplicitAutogradNonFunctional};

/// Every tensor among some values, those in lists too.
void forEachTensor(const c10::IValue& value, const std::function<void(const torch::Tensor&)>& look)
{
    if (value.isTensor() && value.toTensor().defined())
        look(value.toTensor());
    else if (value.isTensorList())
        for (const torch::Tensor& tensor : value.toTensorVector())
            look(tensor);
    else if (value.isList())
        for (const c10::IValue& item : value.toListRef())
            forEachTensor(item, look);
}

/// The value with its tensors changed.
c10::IValue changed(const c10::IValue& value, const std::function<torch::Tensor(const torch::Tensor&)>& change)
{
    if (value.isTensor())
        return value.toTensor().defined() ? change(value.toTensor()) : value;
    if (value.isTensorList()) {
        std::vector<torch::Tensor> tensors;
        for (const auto& tensor : value.toTensorVector())
            tensors.push_back(change(tensor));
        return tensors;
    }
    if (value.isOptionalTensorList()) {
        c10::List<std::optional<torch::Tensor>> tensors;
        for (const std::optional<torch::Tensor>& tensor : value.toOptionalTensorVector())
            tensors.push_back(tensor && tensor->defined() ? std::optional<torch::Tensor>(change(*tensor)) : tensor);
        return tensors;
    }
    return value;
}

torch::Tensor zerosLike(const torch::Tensor& tensor) { return tensor.is_meta() ? torch::zeros(tensor.sizes(), tensor.options().device(torch::kCPU)) : tensor; }
torch::Tensor metaLike(const torch::Tensor& tensor) { return torch::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(torch::kMeta)); }

/// An argument that was written to, as large as the operator made it.
c10::IValue sized(const c10::IValue& given, const c10::IValue& made)
{
    if (given.isTensor() && given.toTensor().is_meta() && given.toTensor().sizes() != made.toTensor().sizes())
        given.toTensor().resize_(made.toTensor().sizes());
    return given;
}

/// The operator on zeros. An argument that it writes to comes back as it was given.
void runOnZeros(const c10::OperatorHandle& op, torch::jit::Stack* stack)
{
    const auto& schema = op.schema();
    const auto given = torch::jit::last(*stack, schema.arguments().size()).vec();
    torch::jit::drop(*stack, schema.arguments().size());
    torch::jit::Stack inner;
    for (const auto& value : given)
        inner.push_back(changed(value, zerosLike));
    for (size_t i = 0; i < given.size(); ++i) // where nothing else says so, new tensors are made on the CPU
        if (given[i].isDevice())
            inner[i] = c10::Device(torch::kCPU);
    op.callBoxed(&inner);
    for (size_t r = 0; r < schema.returns().size(); ++r) {
        const auto* alias = schema.returns()[r].alias_info();
        c10::IValue result = changed(inner[r], metaLike);
        for (size_t i = 0; alias != nullptr && i < given.size(); ++i)
            if (const auto* other = schema.arguments()[i].alias_info(); other != nullptr && other->beforeSets() == alias->beforeSets())
                result = sized(given[i], inner[r]);
        stack->push_back(result);
    }
}

using Sizes = torch::IntArrayRef;

/// Convolutions ask for a kernel of the device's own; its shapes come from the CPU's.
torch::Tensor convolution(const torch::Tensor& input, const torch::Tensor& weight, const std::optional<torch::Tensor>& bias, Sizes stride, Sizes padding,
    Sizes dilation, bool isTransposed, Sizes outputPadding, int64_t groups)
{
    const auto ownBias = bias && bias->defined() ? std::optional(zerosLike(*bias)) : std::nullopt;
    return metaLike(at::convolution(zerosLike(input), zerosLike(weight), ownBias, stride, padding, dilation, isTransposed, outputPadding, groups));
}

std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> convolutionBackward(const torch::Tensor& gradient, const torch::Tensor& input, const torch::Tensor& weight,
    Sizes stride, Sizes padding, Sizes dilation, bool isTransposed, Sizes outputPadding, int64_t groups, std::array<bool, 3> wanted)
{
    const auto made = at::convolution_backward(zerosLike(gradient), zerosLike(input), zerosLike(weight), c10::OptionalArrayRef<int64_t>(Sizes({weight.size(0)})), stride,
        padding, dilation, isTransposed, outputPadding, groups, wanted);
    const auto meta = [](const torch::Tensor& tensor) { return tensor.defined() ? metaLike(tensor) : tensor; };
    return {meta(std::get<0>(made)), meta(std::get<1>(made)), meta(std::get<2>(made))};
}

void watch(const c10::OperatorHandle& op, c10::DispatchKeySet keys, torch::jit::Stack* stack)
{
    bool hasMeta = false, hasCpu = false;
    for (const auto& value : torch::jit::last(*stack, op.schema().arguments().size())) {
        forEachTensor(value, [&](const torch::Tensor& tensor) {
            hasMeta = hasMeta || tensor.is_meta();
            hasCpu = hasCpu || (tensor.is_cpu() && tensor.dim() > 0);
        });
    }
    ++seenOperators;
    // to(device) is the one way that data may take from device to device.
    const auto& name = op.schema().name();
    const bool isTransfer = name == "aten::copy_" || name == "aten::_to_copy" || name == "aten::to";
    if (hasMeta && hasCpu && !isTransfer)
        leakyOperators().insert(name);
    op.redispatchBoxed(keys & c10::DispatchKeySet(c10::DispatchKeySet::FULL_AFTER, kWatch), stack);
}

TORCH_LIBRARY_IMPL(_, TESTING_ONLY_GenericMode, library) { library.fallback(torch::CppFunction::makeFromBoxedFunction<&watch>()); }

} // namespace

void addMissingMetaKernels()
{
    static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::Meta, __FILE__, __LINE__);
    static const bool isFirst = [] {
        auto& dispatcher = c10::Dispatcher::singleton();
        for (const auto& name : dispatcher.getAllOpNames()) {
            const auto op = dispatcher.findOp(name);
            const bool isComputedHere = op && op->hasSchema() && name.name.starts_with("aten::") && op->hasKernelForDispatchKey(c10::DispatchKey::CPU);
            if (!isComputedHere || std::any_of(kMetaKernels.begin(), kMetaKernels.end(), [&](auto key) { return op->hasKernelForDispatchKey(key); }))
                continue;
            const auto full = name.name.substr(6) + (name.overload_name.empty() ? "" : "." + name.overload_name);
            library.impl(full.c_str(), torch::CppFunction::makeFromBoxedFunction<&runOnZeros>());
        }
        library.impl("convolution_overrideable", &convolution);
        library.impl("convolution_backward_overrideable", &convolutionBackward);
        return true;
    }();
    static_cast<void>(isFirst);
}

struct DeviceWatch::Guard {
    c10::impl::IncludeDispatchKeyGuard include{kWatch};
};

DeviceWatch::DeviceWatch() : guard_(new Guard)
{
    leakyOperators().clear();
    seenOperators = 0;
}

DeviceWatch::~DeviceWatch() { delete guard_; }

std::vector<std::string> DeviceWatch::leaks() { return {leakyOperators().begin(), leakyOperators().end()}; }

int64_t DeviceWatch::operators() { return seenOperators; }

} // namespace lorikeet::test
