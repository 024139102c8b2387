#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of BUILD for so long, from its seeds; a crash ends it and leaves its input in BUILD/crashes.
set -euo pipefail
build=$1 seconds=$2
mkdir -p "$build/crashes"
for target in "$build"/fuzz/*_fuzz; do
  name=$(basename "$target")
  corpus=$build/corpus/$name
  mkdir -p "$corpus"
  if [ -x "$build/fuzz/${name}_seeds" ] && [ -z "$(ls -A "$corpus")" ]; then "$build/fuzz/${name}_seeds" "$corpus"; fi
  echo "$name: $seconds s"
  "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$build/crashes/$name-" "$corpus"
done
