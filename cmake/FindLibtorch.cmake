# Makes the imported target Libtorch::Libtorch from PyTorch's own wheel (or a libtorch archive).
#
# TorchConfig.cmake of a CUDA wheel demands the CUDA toolkit; the headers and libraries alone are enough for us.
# Looked for in LORIKEET_TORCH_DIR (cache or environment), then in the private environment that packaging/ makes.
# Defines Libtorch_FOUND, Libtorch_DIR_USED, Libtorch_LIB_DIR.

set(_torch_hints "")
if(LORIKEET_TORCH_DIR)
  list(APPEND _torch_hints "${LORIKEET_TORCH_DIR}")
endif()
if(DEFINED ENV{LORIKEET_TORCH_DIR})
  list(APPEND _torch_hints "$ENV{LORIKEET_TORCH_DIR}")
endif()
if(DEFINED ENV{XDG_DATA_HOME} AND NOT "$ENV{XDG_DATA_HOME}" STREQUAL "")
  set(_data_home "$ENV{XDG_DATA_HOME}")
else()
  set(_data_home "$ENV{HOME}/.local/share")
endif()
file(GLOB _private_torch "${_data_home}/lorikeet/torch-2.13.0/lib/python3*/site-packages/torch")
list(APPEND _torch_hints ${_private_torch})

find_path(Libtorch_INCLUDE_DIR NAMES torch/csrc/api/include/torch/torch.h
  HINTS ${_torch_hints} PATH_SUFFIXES include NO_DEFAULT_PATH)
get_filename_component(_torch_root "${Libtorch_INCLUDE_DIR}" DIRECTORY)
find_library(Libtorch_CPU_LIBRARY NAMES torch_cpu HINTS "${_torch_root}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_C10_LIBRARY NAMES c10 HINTS "${_torch_root}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_LIBRARY NAMES torch HINTS "${_torch_root}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_CUDA_LIBRARY NAMES torch_cuda HINTS "${_torch_root}/lib" NO_DEFAULT_PATH)
find_library(Libtorch_C10_CUDA_LIBRARY NAMES c10_cuda HINTS "${_torch_root}/lib" NO_DEFAULT_PATH)
mark_as_advanced(Libtorch_CPU_LIBRARY Libtorch_C10_LIBRARY Libtorch_LIBRARY Libtorch_CUDA_LIBRARY Libtorch_C10_CUDA_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libtorch
  REQUIRED_VARS Libtorch_INCLUDE_DIR Libtorch_CPU_LIBRARY Libtorch_C10_LIBRARY Libtorch_LIBRARY
  REASON_FAILURE_MESSAGE "Run packaging/run.sh, or point LORIKEET_TORCH_DIR at an installed torch package.")

if(Libtorch_FOUND AND NOT TARGET Libtorch::Libtorch)
  set(Libtorch_LIB_DIR "${_torch_root}/lib")
  add_library(Libtorch::Libtorch INTERFACE IMPORTED)
  set_target_properties(Libtorch::Libtorch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${Libtorch_INCLUDE_DIR};${Libtorch_INCLUDE_DIR}/torch/csrc/api/include"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${Libtorch_INCLUDE_DIR};${Libtorch_INCLUDE_DIR}/torch/csrc/api/include")
  # libtorch_cuda registers its kernels from static initialisers: without --no-as-needed the linker drops it.
  set(_torch_link "-Wl,--no-as-needed" "${Libtorch_LIBRARY}" "${Libtorch_CPU_LIBRARY}" "${Libtorch_C10_LIBRARY}")
  if(Libtorch_CUDA_LIBRARY AND Libtorch_C10_CUDA_LIBRARY)
    list(APPEND _torch_link "${Libtorch_CUDA_LIBRARY}" "${Libtorch_C10_CUDA_LIBRARY}")
  endif()
  list(APPEND _torch_link "-Wl,--as-needed" "-Wl,-rpath,${Libtorch_LIB_DIR}")
  set_property(TARGET Libtorch::Libtorch PROPERTY INTERFACE_LINK_LIBRARIES "${_torch_link}")
endif()
