#pragma once
/// @file What the engine uses of libtorch: tensors, gradients, modules. All of it (torch/torch.h, with layers, optimizers and data loaders) takes
/// every file several times as long to compile.

#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/nn/module.h>
#include <torch/types.h>
#include <torch/utils.h>
