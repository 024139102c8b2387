#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of BUILD for so long, from its seeds and what earlier runs found. The first finding ends
# it and leaves its input in BUILD/crashes.
set -euo pipefail
build=$1 seconds=$2
mkdir -p "$build/crashes"
for target in "$build"/fuzz/*_fuzz; do
  name=$(basename "$target" _fuzz)
  dictionary=()
  [ -f "$build/fuzz/$name.dict" ] && dictionary=(-dict="$build/fuzz/$name.dict")
  echo "$name: $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 "${dictionary[@]}" \
    -artifact_prefix="$build/crashes/$name-" "$build/fuzz/corpus/$name" "$build/fuzz/seeds/$name" 2>&1 | tail -12
done
