#!/usr/bin/env bash
# From a fresh Debian 12 machine to Lorikeet running: installs what is missing, builds, then opens the window on the sample project.
# Without a display, or with --headless, the sample lesson trains in the terminal and its answers before and after are printed.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

is_headless=false
[[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || is_headless=true
for argument in "$@"; do
  case $argument in
    --headless) is_headless=true ;;
    -h | --help) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) die "unknown argument: $argument" "the only one is --headless" ;;
  esac
done

install_packages
install_torch
build release
install_desktop_entry "$root/build/release/bin/lorikeet"

cli=$root/build/release/bin/lorikeet-cli
sample=${LORIKEET_SAMPLE_DIR:-$HOME/Lorikeet/sample-project}
if [[ -e $sample/project.lorikeet ]]; then
  say "Sample project: $sample"
else
  say "Sample project: writing it to $sample"
  "$cli" demo "$sample"
fi

if ! $is_headless; then
  say "Opening the window"
  exec "$root/build/release/bin/lorikeet" "$sample"
fi

lesson=$(compgen -G "$sample/lessons/3-*.yaml" | head -n 1)
run=$sample/runs/lesson-3-$(date +%Y%m%d-%H%M%S)
say "Training $(basename "$lesson") in the terminal; its run folder is $run"
"$cli" train "$lesson" "output_dir=$run"
say "Done. The trained adapter lies in $run; 'lorikeet-cli generate --help' shows how to ask it."
