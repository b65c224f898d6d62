# Warnings for our own code; third-party headers come in as SYSTEM includes.
add_library(lorikeet_warnings INTERFACE)
target_compile_options(lorikeet_warnings INTERFACE -Wall -Wextra -Wconversion)
if(LORIKEET_WERROR)
  target_compile_options(lorikeet_warnings INTERFACE -Werror)
endif()
