#pragma once
/// @file The mistral text family.

#include "core/models/family.h"

namespace lorikeet {

const ModelFamily& mistralFamily();

} // namespace lorikeet
