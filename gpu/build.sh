#!/usr/bin/env bash
# Builds gpu/build: the host library, the PTX module (where clang-14 is installed) and the stand-in.
#   gpu/build.sh             build
#   gpu/build.sh test        build, then run the tests of the kernels
#   gpu/build.sh sanitize    the same tests under the address and undefined-behaviour sanitizers
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly ROOT

# build FOLDER SANITIZE
build() {
  cmake -S "$ROOT" -B "$1" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-14 \
    -DAETHER_GPU_SANITIZE="$2" > /dev/null
  cmake --build "$1"
}

case "${1:-build}" in
  build) build "$ROOT/build" OFF ;;
  test)
    build "$ROOT/build" OFF
    ctest --test-dir "$ROOT/build" --output-on-failure
    ;;
  sanitize)
    build "$ROOT/build/sanitize" ON
    ctest --test-dir "$ROOT/build/sanitize" --output-on-failure
    ;;
  *)
    echo "usage: gpu/build.sh [build|test|sanitize]" >&2
    exit 2
    ;;
esac
