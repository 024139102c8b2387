#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of BUILD for so long, one a core, from its seeds and what earlier runs found. A finding
# makes the exit status 1 and leaves its input in BUILD/crashes.
set -euo pipefail
build=$1 seconds=$2
mkdir -p "$build/crashes"
run() {
  local build=$1 seconds=$2 target=$3 name
  name=$(basename "$target" _fuzz)
  local dictionary=()
  [ -f "$build/fuzz/$name.dict" ] && dictionary=(-dict="$build/fuzz/$name.dict")
  # What libraries say of damage (libjxl: lines a file) is not kept; the reports of libFuzzer and of sanitizers are.
  if "$target" -max_total_time="$seconds" -close_fd_mask=2 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "${dictionary[@]}" \
    -artifact_prefix="$build/crashes/$name-" "$build/fuzz/corpus/$name" "$build/fuzz/seeds/$name" > "$build/crashes/$name.log" 2>&1; then
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/crashes/$name.log") runs in $seconds s"
  else
    echo "$name: FOUND SOMETHING" && tail -n 40 "$build/crashes/$name.log" && return 1
  fi
}
export -f run
printf '%s\n' "$build"/fuzz/*_fuzz | xargs -P "$(nproc)" -I{} bash -c 'run "$@"' _ "$build" "$seconds" {}
