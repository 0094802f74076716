#!/usr/bin/env bash
# Proves and measures the signature kernels on a GPU machine that may have no network and no .NET.
#
#   gpu/on-device.sh --prepare DIR     here: make DIR, a folder of its own with everything the other machine needs
#   DIR/on-device.sh [ARGUMENTS]       there: run it; one JSON document on stdout (Aether.GpuCheck --help)
#   gpu/on-device.sh --standin         here: both, on the stand-in for the CUDA driver and with small numbers
#
# Exit codes of a run: 0 all verdicts equal, 1 a verdict differs, 2 wrong arguments, 3 no usable GPU.
set -euo pipefail

readonly TOOL="Aether.GpuCheck"
# OpenSSL, for .NET's SHA-512 and random numbers on a machine without it.
readonly OPENSSL="libssl.so.3 libcrypto.so.3"
# What the machine lends, in compressed bytes.
readonly MAX_COMPRESSED_BYTES=$((60 * 1024 * 1024))

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE

say() { echo "on-device.sh: $*" >&2; }

fail() {
  say "$1"
  exit "${2:-2}"
}

library_path() {
  PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | sed -n "s|^.*\b$1 (.*x86-64.*=> ||p" | head -n 1
}

# prepare DIR: publishes the tool with its runtime, the kernels, OpenSSL, the stand-in and this script.
prepare() {
  local target="$1" root name path bytes
  root="$(cd "$HERE/.." && pwd)"
  [ ! -e "$target" ] || [ -z "$(ls -A "$target")" ] || fail "'$target' is not empty: name a new folder."
  [ -f "$HERE/build/ed25519.ptx" ] || fail "gpu/ is not built: run ./build.sh setup and this again."
  mkdir -p "$target/app" "$target/openssl" "$target/standin"
  target="$(cd "$target" && pwd)"
  # Outputs and lock files of its own: the runtime's package belongs to this publication only.
  (cd "$root" && dotnet publish "bench/$TOOL" -c Release -r linux-x64 --self-contained --nologo -v q \
    -p:PublishTrimmed=true -p:TrimMode=partial -p:InvariantGlobalization=true -p:DebugType=none \
    -p:RestoreLockedMode=false \
    -p:NuGetLockFilePath="$root/artifacts/on-device/"'$(MSBuildProjectName).lock.json' \
    --artifacts-path "$root/artifacts/on-device" -o "$target/app") >&2 \
    || fail "$TOOL cannot be published: the messages are above."
  [ -f "$target/app/ed25519.ptx" ] || fail "the kernels are not among what was published."
  cp "$HERE/build/standin/libcuda.so.1" "$HERE/build/libaether_gpu_host.so" "$target/standin/"
  for name in $OPENSSL; do
    path="$(library_path "$name")"
    [ -n "$path" ] || fail "$name is missing: install OpenSSL 3 and run this again."
    cp -L "$path" "$target/openssl/"
  done
  cp "$HERE/on-device.sh" "$target/"
  bytes="$(tar -C "$target" -cz . | wc -c)"
  [ "$bytes" -le "$MAX_COMPRESSED_BYTES" ] \
    || fail "'$target' has $bytes compressed bytes, at most $MAX_COMPRESSED_BYTES can travel."
  say "'$target' is ready: $((bytes / 1024)) KiB compressed."
}

# run ARGUMENTS...: in a prepared folder.
run() {
  local paths=""
  [ -x "$HERE/app/$TOOL" ] || fail "this folder was not made by '--prepare': $TOOL is not in it."
  [ -n "$(library_path libssl.so.3)" ] || paths="$HERE/openssl"
  LD_LIBRARY_PATH="$paths${LD_LIBRARY_PATH:+${paths:+:}$LD_LIBRARY_PATH}" exec "$HERE/app/$TOOL" "$@"
}

# The whole way on this machine, with the .NET SDK out of reach of the published tool.
run_on_standin() {
  local folder status=0
  folder="$(mktemp -d)"
  prepare "$folder/gpu"
  env -i PATH=/usr/bin:/bin HOME="$folder" DOTNET_ROOT=/nonexistent \
    AETHER_CUDA_LIBRARY="$folder/gpu/standin/libcuda.so.1" \
    "$folder/gpu/on-device.sh" --signatures 2000 --min-items 1024 --max-items 4096 --repeats 1 "$@" || status=$?
  rm -rf "$folder"
  return "$status"
}

case "${1:-}" in
  --prepare)
    [ $# -eq 2 ] || fail "'--prepare' needs the folder to make."
    prepare "$2"
    ;;
  --standin)
    shift
    run_on_standin "$@"
    ;;
  *) run "$@" ;;
esac
