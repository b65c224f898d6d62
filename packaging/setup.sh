# Sourced by run.sh and test.sh: installs what is missing and builds. Each step says what it does and is skipped when it is done.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data_home=${XDG_DATA_HOME:-$HOME/.local/share}/lorikeet
torch_version=2.13.0

say() { printf '== %s\n' "$*"; }
die() { printf 'error: %s\nhint: %s\n' "$1" "$2" >&2; exit 6; }

# What the product needs to build and run; the last line is for the tests' virtual screen.
packages=(
  g++ cmake ninja-build ccache mold pkg-config python3-venv
  qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-svg-dev libqt6sql6-sqlite libqcustomplot-dev
  libopencv-dev libopencv-contrib-dev libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libfmt-dev libpcre2-dev libicu-dev
  libssl-dev libjpeg-dev libgif-dev libsimdjson-dev libsqlite3-dev breeze-icon-theme fonts-noto-cjk
  xvfb xauth
)

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    [[ "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" == "install ok installed" ]] || missing+=("$package")
  done
  ((${#missing[@]})) || { say "Debian packages: all ${#packages[@]} are there"; return; }
  say "Debian packages: installing ${missing[*]}"
  local sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo)
  "${sudo[@]}" apt-get update || say "the package lists could not be refreshed; going on with those that are there"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" \
    || die "these Debian packages could not be installed: ${missing[*]}" "connect to the network once, or install them by hand, then start again"
}

# PyTorch's wheel in an environment of its own, shared by all checkouts; the product needs its headers and libraries only.
install_torch() {
  if [[ -n ${LORIKEET_TORCH_DIR:-} ]]; then
    say "PyTorch: using $LORIKEET_TORCH_DIR"
    return
  fi
  local place=$data_home/torch-$torch_version
  if compgen -G "$place/lib/python3*/site-packages/torch/lib/libtorch_cpu.so" > /dev/null \
     && [[ -e $place/.complete || ! -e $place/.installing ]]; then
    say "PyTorch $torch_version: there"
    return
  fi
  say "PyTorch $torch_version: installing into $place"
  mkdir -p "$place"
  touch "$place/.installing"
  python3 -m venv "$place"
  "$place/bin/pip" install --quiet --disable-pip-version-check "torch==$torch_version" \
    || die "PyTorch $torch_version could not be installed" "connect to the network once, or set LORIKEET_TORCH_DIR to an installed torch package"
  touch "$place/.complete"
  rm -f "$place/.installing"
}

# Python for the tests' oracles, in an environment of its own; a changed list of versions makes it anew.
install_test_python() {
  local place=$data_home/test-python wanted=$root/tests/requirements.txt files=$root/tests/requirements-files.txt
  export LORIKEET_TEST_PYTHON=$place/bin/python
  if cmp -s "$wanted" "$place/requirements.txt" && cmp -s "$files" "$place/requirements-files.txt"; then
    say "Python for the tests: there"
    return
  fi
  say "Python for the tests: installing into $place"
  python3 -m venv "$place"
  { "$place/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" \
      && "$place/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$files"; } \
    || die "the Python packages of the tests could not be installed" "connect to the network once, then start again"
  cp "$wanted" "$files" "$place/"
}

# A torch file takes 1.3 GB to compile: no more jobs than memory allows.
build_jobs() {
  local cores memory_jobs
  cores=$(nproc)
  memory_jobs=$(awk '/MemAvailable/ {print int($2 / 1600000)}' /proc/meminfo)
  ((memory_jobs < 1)) && memory_jobs=1
  echo $((cores < memory_jobs ? cores : memory_jobs))
}

# build PRESET
build() {
  say "Building (preset $1)"
  export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
  (cd "$root" && cmake --preset "$1" > build-configure.log 2>&1) || { cat "$root/build-configure.log"; exit 1; }
  rm -f "$root/build-configure.log"
  local start=$SECONDS
  cmake --build "$root/build/release" -j "$(build_jobs)"
  say "Built in $((SECONDS - start)) s"
}

# install_desktop_entry PROGRAM: a double click on a project.lorikeet opens it, for this user. What can't be set up keeps nothing else from working.
install_desktop_entry() {
  local share=${XDG_DATA_HOME:-$HOME/.local/share} entry quoted
  entry=$(< "$root/packaging/lorikeet.desktop.in")
  # Quoted as an argument, then as a text of the file; % begins a field code.
  quoted=$(sed -e 's/[\\"`$]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g' <<< "$1")
  mkdir -p "$share/applications" "$share/mime/packages" "$share/icons/hicolor/scalable/apps" \
    && printf '%s\n' "${entry//@PROGRAM@/"$quoted"}" > "$share/applications/lorikeet.desktop" \
    && cp "$root/packaging/lorikeet.xml" "$share/mime/packages/lorikeet.xml" \
    && sed 's/#000000/#0f8b8d/' "$root/resources/icons/lorikeet.svg" > "$share/icons/hicolor/scalable/apps/lorikeet.svg" \
    || { say "Double click on a project.lorikeet: could not be set up in $share"; return 0; }
  ! command -v update-mime-database > /dev/null || update-mime-database "$share/mime" > /dev/null 2>&1 || true
  ! command -v update-desktop-database > /dev/null || update-desktop-database "$share/applications" > /dev/null 2>&1 || true
  say "Double click on a project.lorikeet: opens it"
}
