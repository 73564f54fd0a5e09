#!/usr/bin/env bash
# Fuzzes a target for so many seconds, with the stable compiler: libFuzzer's coverage is a pass of LLVM that rustc will run when
# asked. Begins with the YAML of this repository; what it learns stays in fuzz/corpus/, what it breaks in fuzz/artifacts/.
#
#   fuzz/run.sh house 60
set -euo pipefail
cd "$(dirname "$0")"
target=${1:-house} seconds=${2:-60}
host=$(rustc -vV | sed -n 's/^host: //p')

coverage=(level=4 inline-8bit-counters pc-table trace-compares)
flags="-Cpasses=sancov-module -Ccodegen-units=1 -Cdebug-assertions=on --cfg fuzzing"
for option in "${coverage[@]}"; do flags+=" -Cllvm-args=-sanitizer-coverage-$option"; done
# The target is named so that build scripts and macros are built without the flags.
RUSTFLAGS=$flags cargo build --release --target "$host" --bin "$target"

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
find ../lists ../tests/cases -name '*.yaml' -size -8k | while read -r file; do cp "$file" "$seeds/$(sha1sum "$file" | cut -c1-40)"; done
mkdir -p "corpus/$target" "artifacts/$target"
"${CARGO_TARGET_DIR:-target}/$host/release/$target" -max_total_time="$seconds" -max_len=4096 \
  -artifact_prefix="artifacts/$target/" "corpus/$target" "$seeds"
