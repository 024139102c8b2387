#!/usr/bin/env bash
# coverage.sh BUILD: runs the unit, contract and integration programs of an instrumented build; prints line coverage by file of src/.
set -euo pipefail
build=$1
export LLVM_PROFILE_FILE=$PWD/$build/profile/%p.profraw
rm -rf "$build/profile"
programs=("$build"/tests/{unit,contract,integration}_*)
for program in "${programs[@]}"; do [ -x "$program" ] && "$program" --gtest_brief=1; done
llvm-profdata-19 merge -sparse "$build"/profile/*.profraw -o "$build/coverage.profdata"
objects=()
for program in "${programs[@]:1}"; do [ -x "$program" ] && objects+=(-object "$program"); done
llvm-cov-19 report "${programs[0]}" "${objects[@]}" -instr-profile="$build/coverage.profdata" src
