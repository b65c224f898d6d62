#include "meta_device.h"

#include <torch/library.h>
#include <torch/torch.h>

#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

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
                result = given[i];
        stack->push_back(result);
    }
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
    if (hasMeta && hasCpu)
        leakyOperators().insert(op.schema().name());
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
