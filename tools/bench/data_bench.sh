#!/usr/bin/env bash
# Measures the window's Data page with 100,000 pictures: data_bench.sh BUILD_FOLDER WORK_FOLDER
# Makes the pictures (once, about 5 GB) and a project below WORK_FOLDER. Cold = the disk's cache dropped where that is allowed, no thumbnails kept.
set -eu
build=$1 work=$2
mkdir -p "$work"
pictures=$work/pictures100k project=$work/bench-project
[[ -e $pictures/.whole ]] || { "$build/bin/make_pictures" "$pictures" 100000 && touch "$pictures/.whole"; }
export QT_QPA_PLATFORM=offscreen XDG_CACHE_HOME=$work/bench-cache

bench() { "$build/bin/data_bench" "$project" "$@" 2> >(grep -v -e propagateSizeHints -e XDG_RUNTIME_DIR >&2); }
fresh_project() { # No edits of an earlier run.
  rm -rf "$project"
  mkdir -p "$project/data"
  printf 'version: 1\nname: Bench\ndatasets:\n  - name: pictures\n    path: "%s"\n' "$(realpath "$pictures")" > "$project/project.lorikeet"
}
drop_caches() {
  sync
  if echo 3 2> /dev/null > /proc/sys/vm/drop_caches; then echo "(the disk's cache was dropped)"; else echo "(the disk's cache could not be dropped: this start is not quite cold)"; fi
}

fresh_project
rm -rf "$XDG_CACHE_HOME"
drop_caches
echo "== cold start"
bench start 2.5
echo "== warm starts"
for _ in 1 2 3; do bench start 1.0; done
echo "== at work"
bench all 1.0
