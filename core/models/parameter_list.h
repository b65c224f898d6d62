#pragma once
/// @file Builds the list of a family's parameters part by part.

#include "core/models/family.h"

#include <string>
#include <utility>
#include <vector>

namespace lorikeet {

class ParameterList {
public:
    ParameterList(std::vector<ParameterInfo>& list, ModelPart part) : list_(list), part_(part) {}

    void add(const std::string& name, std::vector<int64_t> shape) { list_.push_back({name, std::move(shape), part_, false}); }
    /// The weight (and bias) of a norm.
    void addNorm(const std::string& name, int64_t width, bool hasBias = true)
    {
        add(name + ".weight", {width});
        if (hasBias)
            add(name + ".bias", {width});
    }
    void addLinear(const std::string& name, int64_t out, int64_t in, bool hasBias = true)
    {
        list_.push_back({name + ".weight", {out, in}, part_, true});
        if (hasBias)
            add(name + ".bias", {out});
    }

private:
    std::vector<ParameterInfo>& list_;
    ModelPart part_;
};

} // namespace lorikeet
