#pragma once
/// @file Whole models on the meta device from C++.
///
/// libtorch has the meta kernels of most operators; those of a few (where, index_select …) exist in Python alone. MetaKernels gives these few
/// one: they are computed on zeros of the same shapes, and the results are meta tensors again. DeviceWatch looks at every operator that runs.

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet::test {

/// Call once; for the rest of the program.
void addMissingMetaKernels();

/// While one of these lives, operators that mix meta tensors with CPU tensors (other than single numbers) are written down.
class DeviceWatch {
public:
    DeviceWatch();
    ~DeviceWatch();
    DeviceWatch(const DeviceWatch&) = delete;
    DeviceWatch& operator=(const DeviceWatch&) = delete;

    /// Names of the operators that mixed devices.
    static std::vector<std::string> leaks();
    /// How many operators were looked at.
    static int64_t operators();

private:
    struct Guard;
    Guard* guard_;
};

} // namespace lorikeet::test
