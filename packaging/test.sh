#!/usr/bin/env bash
# Installs what is missing, builds everything with the tests, runs every test; ctest's summary is printed last.
# What the set-up and the compiler say goes to build/setup.log.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

mkdir -p "$root/build"
log=$root/build/setup.log
say "Setting up and building; the details go to $log"
start=$SECONDS
if ! (install_packages && install_torch && install_test_python && build test) > "$log" 2>&1 < /dev/null; then
  tail -n 60 "$log"
  die "the set-up or the build failed" "the whole output is in $log"
fi
say "Ready after $((SECONDS - start)) s; running the tests"
export LORIKEET_TEST_PYTHON=$data_home/test-python/bin/python
cd "$root"
ctest --preset test
