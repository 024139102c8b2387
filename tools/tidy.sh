#!/usr/bin/env bash
# tidy.sh BUILD: clang-tidy 19 over src/ with the compile commands of BUILD. A file is looked at again only when it,
# the rules or a header of the project have changed: one it includes, where BUILD has compiled it before, else any.
set -euo pipefail
build=$1
state=$build/tidy
mkdir -p "$state"
rules=$(sha256sum < .clang-tidy | cut -d' ' -f1)
includes=$(mktemp) && trap 'rm -f "$includes"' EXIT
# Named from the build folder, or in full where a header came by an absolute path.
ninja -C "$build" -t deps 2> /dev/null | awk -v root="$PWD/" '
  /#deps/ { source = ""; next }
  index($1, root) == 1 { $1 = "../../" substr($1, length(root) + 1) }
  $1 ~ /^\.\.\/\.\.\/src\// { sub(/^\.\.\/\.\.\//, "", $1); if (source == "") source = $1; else print source, $1 }' > "$includes"
export state build rules includes

headers_of() {
  local known
  known=$(awk -v source="$1" '$1 == source { print $2 }' "$includes" | sort -u | xargs -r ls 2> /dev/null)
  [ -n "$known" ] && echo "$known" || git ls-files --cached --others --exclude-standard 'src/*.h'
}

check() {
  local file=$1 mark=$state/${1//\//_} key
  key=$(cat "$file" $(headers_of "$file") | sha256sum | cut -d' ' -f1)-$rules
  [ "$(cat "$mark" 2> /dev/null)" = "$key" ] && return 0
  clang-tidy-19 --quiet --warnings-as-errors='*' -p "$build" "$file" > "$mark.out" 2>&1 || { cat "$mark.out" >&2; return 1; }
  echo "$key" > "$mark"
}
export -f headers_of check

git ls-files --cached --others --exclude-standard 'src/*.cc' | xargs -P "$(nproc)" -I{} bash -c 'check {}'
