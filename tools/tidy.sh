#!/usr/bin/env bash
# tidy.sh BUILD: clang-tidy 19 over src/ with the compile commands of BUILD. A file is looked at again only when it,
# a header of the project or the rules have changed.
set -euo pipefail
build=$1
state=$build/tidy
mkdir -p "$state"
rules=$(cat .clang-tidy $(git ls-files --cached --others --exclude-standard 'src/*.h') | sha256sum | cut -d' ' -f1)
check() {
  local file=$1 key
  key=$(sha256sum "$file" | cut -d' ' -f1)-$3
  local mark=$2/${file//\//_}
  [ "$(cat "$mark" 2> /dev/null)" = "$key" ] && return 0
  clang-tidy-19 --quiet --warnings-as-errors='*' -p "$4" "$file" 2> "$mark.err" || { cat "$mark.err" >&2; return 255; }
  echo "$key" > "$mark"
}
export -f check
git ls-files --cached --others --exclude-standard 'src/*.cc' |
  xargs -P "$(nproc)" -I{} bash -c 'check "$@"' _ {} "$state" "$rules" "$build"
