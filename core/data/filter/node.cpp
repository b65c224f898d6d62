#include "core/data/filter/node.h"

#include "core/data/parallel.h"

#include <algorithm>

namespace lorikeet {
namespace {

struct FunctionNode : Filter::Node {
    explicit FunctionNode(std::function<SampleTest(const DataView&)> f) : function(std::move(f)) {}
    SampleTest bind(const DataView& view) const override { return function(view); }
    std::function<SampleTest(const DataView&)> function;
};

std::vector<SampleTest> bindAll(const std::vector<FilterNode>& parts, const DataView& view)
{
    std::vector<SampleTest> tests;
    for (const FilterNode& part : parts)
        tests.push_back(part->bind(view));
    return tests;
}

constexpr size_t kPiece = 2048;

} // namespace

FilterNode makeNode(std::function<SampleTest(const DataView&)> bind)
{
    return std::make_shared<FunctionNode>(std::move(bind));
}

FilterNode makeAnd(std::vector<FilterNode> parts)
{
    if (parts.size() == 1)
        return parts.front();
    return makeNode([parts = std::move(parts)](const DataView& view) -> SampleTest {
        return [tests = bindAll(parts, view)](size_t i) { return std::all_of(tests.begin(), tests.end(), [i](const SampleTest& test) { return test(i); }); };
    });
}

FilterNode makeOr(std::vector<FilterNode> parts)
{
    if (parts.size() == 1)
        return parts.front();
    return makeNode([parts = std::move(parts)](const DataView& view) -> SampleTest {
        return [tests = bindAll(parts, view)](size_t i) { return std::any_of(tests.begin(), tests.end(), [i](const SampleTest& test) { return test(i); }); };
    });
}

FilterNode makeNot(FilterNode part)
{
    return makeNode([part = std::move(part)](const DataView& view) -> SampleTest { return [test = part->bind(view)](size_t i) { return !test(i); }; });
}

std::vector<uint32_t> Filter::select(const DataView& view) const
{
    const size_t count = view.samples.size();
    std::vector<uint32_t> result;
    if (isEmpty()) {
        result.resize(count);
        for (size_t i = 0; i < count; ++i)
            result[i] = static_cast<uint32_t>(i);
        return result;
    }
    const SampleTest test = root_->bind(view);
    std::vector<std::vector<uint32_t>> pieces((count + kPiece - 1) / kPiece);
    parallelFor(count, kPiece, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            if (test(i))
                pieces[begin / kPiece].push_back(static_cast<uint32_t>(i));
    });
    for (const std::vector<uint32_t>& piece : pieces)
        result.insert(result.end(), piece.begin(), piece.end());
    return result;
}

} // namespace lorikeet
