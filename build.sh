#!/usr/bin/env bash
# The one way to build, test and run Aether. build.ps1 maps its parameters onto this file; nothing is decided there.
set -euo pipefail

readonly VERBS="setup build test sim attack devnet bench lint clean help"
# Debian packages: RocksDB and libsodium are bound directly, ngtcp2 and GnuTLS by native/src/quic; cmake and g++ build
# native/, node parses and builds.
readonly LIBRARIES="libsodium23 librocksdb7.8 librocksdb-dev libngtcp2-dev libngtcp2-crypto-gnutls-dev libgnutls28-dev"
# clang compiles the own kernels: its code for vector intrinsics is a quarter faster than g++ 12's. With lld it compiles
# contracts too.
readonly TOOLS="cmake:cmake g++:g++ clang-14:clang-14 lld-14:wasm-ld-14 nodejs:node npm:npm wabt:wast2json"
# Only 'test' needs these: clang's run-time libraries (sanitizers, libFuzzer) and valgrind check native/, Spin and Coq
# tests/formal/, SoftHSM stands for a hardware token, wabt converts the suite of WebAssembly, lld links contracts, ip,
# tc and nft make networks with bad links, Chromium looks at the explorer, promtool reads metrics and alerts.
readonly CHECK_LIBRARIES="libclang-rt-14-dev"
CHECK_TOOLS="valgrind:valgrind spin:spin coq:coqc softhsm2:softhsm2-util wabt:wast2json lld-14:wasm-ld-14"
readonly CHECK_TOOLS="$CHECK_TOOLS iproute2:ip nftables:nft chromium:chromium prometheus:promtool"
# Completion scripts run in the shells they are for.
readonly CHECK_SHELLS="zsh:zsh fish:fish"
# The peers that 'bench kernels' measures beside the kernels.
readonly PEER_LIBRARIES="libisal2 libssl3"
readonly NPM_FOLDERS="native/deps tests/tools src/docs/contracts src/apps/explorer"
TEST_PROJECTS="Aether.UnitTests Aether.NodeTests Aether.WasmTests Aether.NetworkTests"
readonly TEST_PROJECTS="$TEST_PROJECTS Aether.SimulationTests Aether.IntegrationTests"
readonly TEST_TIMEOUT_SECONDS=1800
readonly TUTORIAL_TIMEOUT_SECONDS=900
readonly EXPLORER_TIMEOUT_SECONDS=600

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly ROOT
readonly STAMPS="$ROOT/artifacts/stamps"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

say() { echo "build.sh: $*" >&2; }

fail() {
  say "$1"
  exit "${2:-1}"
}

print_help() {
  cat <<'TEXT'
Usage: ./build.sh VERB [ARGUMENTS]

  setup    install the Debian packages and npm tarballs that are missing; build native/, gpu/ and the explorer
  build    build everything (Release)
  test     build, run every test, and close with 'N passed, N failed, N skipped'
  sim      run a campaign of simulated networks and write it into tests/evidence/ledger.jsonl
  attack   attack a devnet of processes on this machine in every known way, and compare with a quiet run
  devnet   build what is needed and run a network of validators on this machine
  bench    run the benchmarks; 'bench kernels', 'ledger' and 'wasm' measure beside peers
  lint     check the formatting, the scripts and the house rules
  clean    delete everything a build made
  help     show this text

Every verb runs 'setup' first when something is missing. Only that needs root or sudo.

Examples
  ./build.sh devnet                        four validators and a live view
  ./build.sh devnet --help                 what the network can be told
  ./build.sh test                          the whole suite
  ./build.sh test --filter Ed25519         only tests whose full name contains 'Ed25519'
  ./build.sh test --filter native          only the checks of native/: sanitizers, fuzzing, secrets
  ./build.sh test --filter formal          only the models and proofs of tests/formal/
  ./build.sh test --filter explorer        only the explorer: unit tests, and a browser against a devnet
  ./build.sh sim --level S1 --minutes 10   ten minutes of validators under faults, on all cores
  ./build.sh sim --level S1 --seed 7 --seeds 1   one seed again
  ./build.sh sim --report                  what the ledger sums up to for these sources
  ./build.sh sim --mutants                 look for every planted bug and print the table
  ./build.sh attack --only votes --seconds 15    the attacks with 'votes' in their names; --list shows all
  ./build.sh bench --filter '*Ed25519*'    only those benchmarks; all arguments go to BenchmarkDotNet
  ./build.sh bench --list flat             the names of all benchmarks
  ./build.sh bench kernels --quick         kernels and peers, interleaved in one process
  ./build.sh bench kernels --help          what that can be told
  ./build.sh bench ledger --quick          execution, state, storage and proofs beside their peers
  ./build.sh bench ledger --help           what that can be told
  ./build.sh bench pipeline                transactions final and durable, by validators in one process
  ./build.sh bench pipeline --help         what that can be told
  ./build.sh bench rpc                     JSON-RPC posts beside a bare Kestrel handler
  ./build.sh bench wasm                    contracts beside V8, interleaved
  ./build.sh bench wasm --gas              what a unit of gas buys, by class of instructions
  ./build.sh bench quic                    messages, datagrams and handshakes between two nodes
  ./build.sh bench turbine                 the sender of shreds beside plain sockets
  ./build.sh bench differential --signatures 1e6    single and batch verdicts compared
TEXT
}

no_arguments() {
  local verb="$1"
  shift
  [ $# -eq 0 ] || fail "'$verb' takes no arguments, but got '$*'." 2
}

# One line that changes when a file below the given paths is added, removed or written.
fingerprint() {
  local path
  local -a paths=()
  for path in "$@"; do
    [ ! -e "$ROOT/$path" ] || paths+=("$path")
  done
  (cd "$ROOT" && find "${paths[@]}" \
    \( -name bin -o -name obj -o -name node_modules -o -path native/build -o -path gpu/build \) -prune -o \
    -type f -printf '%p %T@ %s\n' | LC_ALL=C sort | sha256sum)
}

is_current() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }

stamp() {
  mkdir -p "$STAMPS"
  printf '%s\n' "$2" > "$STAMPS/$1"
}

# ---------------------------------------------------------------------------------------------------------- setup

require_dotnet() {
  command -v dotnet > /dev/null \
    || fail "the .NET SDK is missing: install the .NET 10 SDK, put 'dotnet' on the PATH and run this again."
  (cd "$ROOT" && dotnet --version > /dev/null 2>&1) \
    || fail "this .NET SDK does not fit global.json: install the .NET 10 SDK (10.0.400 or later) and run this again."
}

library_installed() {
  case "$(dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2> /dev/null || true)" in
    ii*) return 0 ;;
    *) return 1 ;;
  esac
}

missing_tools() {
  local entry
  for entry in "$@"; do
    command -v "${entry#*:}" > /dev/null || echo "${entry%%:*}"
  done
}

missing_libraries() {
  local entry
  for entry in "$@"; do
    library_installed "$entry" || echo "$entry"
  done
}

# apt_install PACKAGES...: fails with one sentence that says what to do.
apt_install() {
  local sudo=""
  if ! command -v apt-get > /dev/null; then
    say "this machine has no apt-get: install the equivalent of $* by hand and run this again."
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      say "installing $* needs root or sudo: run 'apt-get install $*' as root, then this again."
      return 1
    fi
    sudo="sudo"
  fi
  say "installing Debian packages: $*"
  local apt="$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
  $apt update >&2 || say "the package lists could not be refreshed; trying with those at hand"
  $apt install -y --no-install-recommends "$@" >&2 || {
    say "apt-get could not install $*: its messages are above."
    return 1
  }
}

install_packages() {
  local -a missing
  # shellcheck disable=SC2086 # lists of words
  mapfile -t missing < <(missing_tools $TOOLS; missing_libraries $LIBRARIES)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}" || exit 1
}

install_checkers() {
  local -a missing
  # shellcheck disable=SC2086 # lists of words
  mapfile -t missing < <(missing_tools $CHECK_TOOLS $CHECK_SHELLS; missing_libraries $CHECK_LIBRARIES)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}" || exit 1
}

# A peer that cannot be installed is one line of the report, not a reason to measure nothing.
install_peers() {
  local -a missing
  # shellcheck disable=SC2086 # a list of words
  mapfile -t missing < <(missing_libraries $PEER_LIBRARIES)
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}" || say "going on without ${missing[*]}"
}

install_npm() {
  local folder mark
  for folder in $NPM_FOLDERS; do
    [ -f "$ROOT/$folder/package-lock.json" ] || continue
    mark="$(sha256sum < "$ROOT/$folder/package-lock.json")"
    if [ -d "$ROOT/$folder/node_modules" ] && is_current "npm-${folder//\//-}" "$mark"; then
      continue
    fi
    say "fetching the npm tarballs of $folder"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error --prefix "$ROOT/$folder" >&2 \
      || fail "npm could not fetch $folder: its messages are above."
    stamp "npm-${folder//\//-}" "$mark"
  done
}

build_native() {
  [ -f "$ROOT/native/CMakeLists.txt" ] || return 0
  local mark log="$ROOT/artifacts/native.log"
  mark="$(fingerprint native)"
  if [ -d "$ROOT/native/build" ] && is_current native "$mark"; then
    return 0
  fi
  say "building native/"
  mkdir -p "$ROOT/artifacts"
  if ! { cmake -S "$ROOT/native" -B "$ROOT/native/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang-14 \
    && cmake --build "$ROOT/native/build" --parallel; } > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "native/ does not build: the end of artifacts/native.log is above."
  fi
  stamp native "$mark"
}

# The kernels as PTX text and as a library of the host, and the stand-in for the CUDA driver that tests run them on.
build_gpu() {
  [ -f "$ROOT/gpu/CMakeLists.txt" ] || return 0
  local mark log="$ROOT/artifacts/gpu.log"
  mark="$(fingerprint gpu)"
  if [ -d "$ROOT/gpu/build" ] && is_current gpu "$mark"; then
    return 0
  fi
  say "building gpu/"
  mkdir -p "$ROOT/artifacts"
  if ! { cmake -S "$ROOT/gpu" -B "$ROOT/gpu/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++-14 \
    && cmake --build "$ROOT/gpu/build" --parallel; } > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "gpu/ does not build: the end of artifacts/gpu.log is above."
  fi
  stamp gpu "$mark"
}

# The pages of src/apps/explorer, which the node takes into its assembly. A node without them says how to get them.
build_explorer() {
  [ -f "$ROOT/src/apps/explorer/package.json" ] || return 0
  local mark log="$ROOT/artifacts/explorer.log"
  mark="$(fingerprint src/apps/explorer)"
  if [ -f "$ROOT/src/apps/explorer/bin/index.html" ] && is_current explorer "$mark"; then
    return 0
  fi
  say "building src/apps/explorer"
  mkdir -p "$ROOT/artifacts"
  if ! npm run build --prefix "$ROOT/src/apps/explorer" > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    fail "src/apps/explorer does not build: the end of artifacts/explorer.log is above. It needs node 20.19 or later."
  fi
  stamp explorer "$mark"
}

setup() {
  require_dotnet
  mkdir -p "$STAMPS"
  # Two verbs may start at once; the second waits here and then finds everything in place.
  exec 7> "$ROOT/artifacts/setup.lock"
  flock 7
  install_packages
  install_npm
  build_native
  build_gpu
  build_explorer
  flock -u 7
}

# ---------------------------------------------------------------------------------------------------------- build

# build_dotnet STAMP TARGET OUTPUT SOURCES...: skips the compiler when no source changed since it last succeeded.
build_dotnet() {
  local name="$1" target="$2" output="$3" mark
  shift 3
  mark="$(fingerprint "$@" Directory.Build.props Directory.Packages.props global.json .editorconfig Aether.sln)"
  if [ -f "$ROOT/$output" ] && is_current "$name" "$mark"; then
    return 0
  fi
  say "building $target"
  (cd "$ROOT" && dotnet build "$target" -c Release --nologo -v q -p:UseSharedCompilation=true 7>&-) >&2 \
    || fail "$target does not build: the compiler's messages are above."
  stamp "$name" "$mark"
}

build_all() {
  build_dotnet solution Aether.sln tests/Aether.IntegrationTests/bin/Release/net10.0/Aether.IntegrationTests.dll \
    src tests bench native gpu
}

build_node() {
  build_dotnet node src/Aether.Node src/Aether.Node/bin/Release/net10.0/aether.dll src native
  build_dotnet tools src/Aether.Tools src/Aether.Tools/bin/Release/net10.0/aetherctl.dll src native
}

# ----------------------------------------------------------------------------------------------------------- test

passed=0
# Checks that a caller ran before and that belong in the closing line.
failed="${AETHER_FAILED_CHECKS:-0}"
skipped=0

# Adds the counts of one xunit run; a run without a summary has crashed and counts as one failure.
count_run() {
  local name="$1" log="$2" status="$3" summary total errors bad ignored unrun n='\([0-9]*\)'
  local counts="Total: $n, Errors: $n, Failed: $n, Skipped: $n, Not Run: $n,.*"
  summary="$(sed -n -e "s/^ *$name  *$counts/\1 \2 \3 \4 \5/p" -e "s/^ *$name  *Total: 0\$/0 0 0 0 0/p" "$log" \
    | tail -n 1)"
  if [ -z "$summary" ]; then
    say "$name ended with status $status and without a summary; its output is in ${log#"$ROOT"/}"
    failed=$((failed + 1))
    return
  fi
  read -r total errors bad ignored unrun <<< "$summary"
  if [ "$status" -ne 0 ] && [ $((errors + bad)) -eq 0 ] && [ "$total" -gt 0 ]; then
    say "$name ended with status $status though no test failed; its output is in ${log#"$ROOT"/}"
    errors=1
    total=$((total + 1))
  fi
  passed=$((passed + total - errors - bad - ignored - unrun))
  failed=$((failed + errors + bad))
  skipped=$((skipped + ignored))
}

# run_test_project NAME LABEL ARGUMENTS...: the label tells the runs of one project apart.
run_test_project() {
  local name="$1" label="$2" log="$ROOT/artifacts/test/$2.log" status=0
  shift 2
  say "running $label"
  (cd "$ROOT" && timeout --kill-after=30 "$TEST_TIMEOUT_SECONDS" \
    dotnet "tests/$name/bin/Release/net10.0/$name.dll" -noColor -noLogo "$@" < /dev/null 2>&1) \
    | tee "$log" | grep -v -E '^ *(Discovering|Discovered|Starting|Finished): ' || status="${PIPESTATUS[0]}"
  count_run "$name" "$log" "$status"
}

# The computation again as on processors without the wider instruction sets.
run_reduced_modes() {
  local mode
  local -a without
  for mode in EnableAVX512 EnableAVX2 EnableHWIntrinsic; do
    # The tests of one instruction set alone have nothing to run where it is off.
    without=(-trait- Instructions=Avx512)
    [ "$mode" = EnableAVX512 ] || without+=(-trait- Instructions=Avx2)
    export "DOTNET_$mode=0"
    run_test_project Aether.UnitTests "Aether.UnitTests-without-${mode#Enable}" \
      -namespace 'Aether.UnitTests.Crypto.*' -namespace 'Aether.UnitTests.Da.*' "${without[@]}"
    unset "DOTNET_$mode"
  done
}

# run_native_build SOURCE FOLDER OPTIONS...: builds SOURCE in FOLDER with the options and runs what ctest finds there.
run_native_build() {
  local source="$1" folder="$2" log status=0
  log="$ROOT/artifacts/test/${folder//\//-}.log"
  shift 2
  if ! { cmake -S "$ROOT/$source" -B "$ROOT/$folder" -DCMAKE_BUILD_TYPE=Release "$@" \
    && cmake --build "$ROOT/$folder" --parallel; } > "$log" 2>&1; then
    tail -n 40 "$log"
    say "$source/ does not build with $*: the end of ${log#"$ROOT"/} is above."
    failed=$((failed + 1))
    return
  fi
  ctest --test-dir "$ROOT/$folder" --parallel 2 --output-on-failure > "$log" 2>&1 < /dev/null || status=$?
  count_native "$log" "$status"
}

# Adds the counts of one ctest run; one that found no test or ended badly without saying which counts as a failure.
count_native() {
  local log="$1" status="$2" result='^ *[0-9]*/[0-9]* Test *#[0-9]*:.*' good bad ignored
  good="$(grep -c "$result Passed " "$log" || true)"
  ignored="$(grep -c "$result\*\*\*Skipped " "$log" || true)"
  bad="$(grep "$result\*\*\*" "$log" | grep -c -v '\*\*\*Skipped ' || true)"
  if [ $((good + bad + ignored)) -eq 0 ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
    bad=$((bad + 1))
  fi
  if [ "$bad" -ne 0 ]; then
    tail -n 60 "$log"
    say "$bad native check(s) failed; the output is in ${log#"$ROOT"/}"
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
  skipped=$((skipped + ignored))
}

# The kernels as they ship; fuzzed, with the address and undefined-behaviour sanitizers; and with their secrets watched.
run_native_checks() {
  local c=-DCMAKE_C_COMPILER=clang-14 cxx=-DCMAKE_CXX_COMPILER=clang++-14
  say "running the native checks"
  run_native_build native native/build "$c" -DAETHER_CHECKS=ON
  run_native_build native artifacts/checks-address "$c" -DAETHER_SANITIZE=address
  run_native_build native artifacts/checks-memory "$c" -DAETHER_SANITIZE=memory
  run_native_build gpu gpu/build "$cxx"
  run_native_build gpu artifacts/checks-gpu "$cxx" -DAETHER_GPU_SANITIZE=ON
}

# Models and proofs: one line each that begins with 'ok' or 'failed'. A run that says nothing counts as a failure.
run_formal_checks() {
  local log="$ROOT/artifacts/test/formal.log" good bad
  say "running the formal checks"
  (bash "$ROOT/tests/formal/check.sh" "$ROOT/artifacts/test/formal" < /dev/null 2>&1 || true) | tee "$log"
  good="$(grep -c '^ok ' "$log" || true)"
  bad="$(grep -c '^failed ' "$log" || true)"
  [ $((good + bad)) -gt 0 ] || bad=1
  passed=$((passed + good))
  failed=$((failed + bad))
}

# The explorer's unit tests, and Chromium against a running network: one line each that begins with 'ok' or 'failed'.
run_explorer_checks() {
  local log="$ROOT/artifacts/test/explorer.log" good bad status=0
  say "running the checks of the explorer"
  (cd "$ROOT" && timeout --kill-after=30 "$EXPLORER_TIMEOUT_SECONDS" node src/apps/explorer/tests/check.mjs \
    < /dev/null) > "$log" 2>&1 || status=$?
  good="$(grep -c '^ok ' "$log" || true)"
  bad="$(grep -c '^failed ' "$log" || true)"
  # A run that ended early has said what it passed, but not all.
  [ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ $((good + bad)) -gt 0 ] || bad=1
  if [ "$bad" -ne 0 ]; then
    tail -n 60 "$log"
    say "$bad check(s) of the explorer failed; the output is in ${log#"$ROOT"/}"
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

# A tutorial is a script that checks itself: 0 passes, 77 skips, anything else fails.
run_tutorial() {
  local script="$1" name log status=0
  name="$(basename "$script" .sh)"
  log="$ROOT/artifacts/test/tutorial-$name.log"
  say "running the tutorial $name"
  (cd "$ROOT" && timeout --kill-after=30 "$TUTORIAL_TIMEOUT_SECONDS" bash "$script" < /dev/null) > "$log" 2>&1 \
    || status=$?
  case "$status" in
    0) passed=$((passed + 1)) ;;
    77) skipped=$((skipped + 1)); tail -n 1 "$log" ;;
    *)
      failed=$((failed + 1))
      tail -n 60 "$log"
      say "the tutorial $name failed with status $status; its output is in ${log#"$ROOT"/}"
      ;;
  esac
}

run_tests() {
  local filter="" name script
  local -a selection=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --filter)
        [ $# -ge 2 ] || fail "'--filter' needs a part of a test's name, for example: ./build.sh test --filter Ed25519" 2
        filter="$2"
        selection+=(-method "*$filter*")
        shift 2
        ;;
      *) fail "'test' knows only '--filter NAME', but got '$1'." 2 ;;
    esac
  done
  setup
  install_checkers
  build_all
  rm -rf "$ROOT/artifacts/test"
  mkdir -p "$ROOT/artifacts/test"
  for name in $TEST_PROJECTS; do
    run_test_project "$name" "$name" "${selection[@]}"
  done
  [ "${CI:-}" != true ] || [ -n "$filter" ] || run_reduced_modes
  [[ -n "$filter" && "$filter" != native ]] || run_native_checks
  [[ -n "$filter" && "$filter" != formal ]] || run_formal_checks
  [[ -n "$filter" && "$filter" != explorer ]] || run_explorer_checks
  for script in "$ROOT"/src/docs/tutorials/*.sh; do
    [ -f "$script" ] || continue
    [[ -z "$filter" || "$script" == *"$filter"* ]] || continue
    run_tutorial "$script"
  done
  [ $((passed + failed + skipped)) -gt 0 ] || say "no test ran${filter:+: none has '$filter' in its name}."
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
}

# ---------------------------------------------------------------------------------------------------- other verbs

run_devnet() {
  setup
  build_node
  exec dotnet "$ROOT/src/Aether.Node/bin/Release/net10.0/aether.dll" devnet "$@"
}

run_sim() {
  setup
  build_dotnet simulation tests/Aether.SimulationRunner \
    tests/Aether.SimulationRunner/bin/Release/net10.0/Aether.SimulationRunner.dll src tests native
  # A young generation of 128 MiB: most of what a run allocates is dead before the first collection.
  export DOTNET_GCgen0size="${DOTNET_GCgen0size:-0x8000000}"
  exec dotnet "$ROOT/tests/Aether.SimulationRunner/bin/Release/net10.0/Aether.SimulationRunner.dll" "$@"
}

run_attack() {
  setup
  build_dotnet attack tests/Aether.AttackRunner \
    tests/Aether.AttackRunner/bin/Release/net10.0/Aether.AttackRunner.dll src tests native
  exec dotnet "$ROOT/tests/Aether.AttackRunner/bin/Release/net10.0/Aether.AttackRunner.dll" "$@"
}

run_kernel_bench() {
  setup
  install_peers
  build_dotnet kernel-bench bench/Aether.KernelBench \
    bench/Aether.KernelBench/bin/Release/net10.0/Aether.KernelBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.KernelBench/bin/Release/net10.0/Aether.KernelBench.dll "$@"
}

run_ledger_bench() {
  setup
  build_dotnet ledger-bench bench/Aether.LedgerBench \
    bench/Aether.LedgerBench/bin/Release/net10.0/Aether.LedgerBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.LedgerBench/bin/Release/net10.0/Aether.LedgerBench.dll "$@"
}

run_rpc_bench() {
  shift
  setup
  build_dotnet rpc-bench bench/Aether.RpcBench \
    bench/Aether.RpcBench/bin/Release/net10.0/Aether.RpcBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.RpcBench/bin/Release/net10.0/Aether.RpcBench.dll "$@"
}

run_pipeline_bench() {
  setup
  build_dotnet pipeline-bench bench/Aether.PipelineBench \
    bench/Aether.PipelineBench/bin/Release/net10.0/Aether.PipelineBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.PipelineBench/bin/Release/net10.0/Aether.PipelineBench.dll "$@"
}

run_wasm_bench() {
  setup
  install_checkers
  build_dotnet wasm-bench bench/Aether.WasmBench \
    bench/Aether.WasmBench/bin/Release/net10.0/Aether.WasmBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.WasmBench/bin/Release/net10.0/Aether.WasmBench.dll "$@"
}

run_net_bench() {
  setup
  build_dotnet net-bench bench/Aether.NetBench \
    bench/Aether.NetBench/bin/Release/net10.0/Aether.NetBench.dll src bench native
  cd "$ROOT"
  exec dotnet bench/Aether.NetBench/bin/Release/net10.0/Aether.NetBench.dll "$@"
}

run_bench() {
  case "${1:-}" in
    kernels | differential) run_kernel_bench "$@" ;;
    ledger) run_ledger_bench "$@" ;;
    pipeline) run_pipeline_bench "$@" ;;
    rpc) run_rpc_bench "$@" ;;
    wasm) run_wasm_bench "$@" ;;
    quic | turbine) run_net_bench "$@" ;;
  esac
  setup
  build_all
  [ $# -gt 0 ] || set -- --filter '*' --job Short
  cd "$ROOT/bench/Aether.Benchmarks"
  exec dotnet run -c Release --no-build -- --artifacts "$ROOT/artifacts/bench" "$@"
}

run_lint() {
  local script
  setup
  say "checking the scripts"
  while IFS= read -r script; do
    bash -n "$script" || fail "${script#"$ROOT"/} is not a valid bash script."
  done < <(cd "$ROOT" && printf '%s\n' "$ROOT/build.sh" "$ROOT/.ci/run"; \
    find "$ROOT/src" "$ROOT/tests" "$ROOT/native" "$ROOT/gpu" -name node_modules -prune -o -name '*.sh' -print \
      2> /dev/null)
  build_all
  say "checking the formatting"
  (cd "$ROOT" && dotnet format whitespace Aether.sln --no-restore --verify-no-changes) >&2 \
    || fail "the files above are not formatted: run 'dotnet format whitespace Aether.sln'."
  say "checking the house rules"
  mkdir -p "$ROOT/artifacts/test"
  run_test_project Aether.UnitTests house-rules -namespace Aether.UnitTests.Repository
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] || fail "$failed house rule(s) are broken: the messages are above."
  say "all rules hold."
}

run_clean() {
  find "$ROOT/src" "$ROOT/tests" "$ROOT/bench" -name node_modules -prune -o \
    -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
  rm -rf "$ROOT/native/build" "$ROOT/gpu/build" "$ROOT/artifacts"
}

main() {
  local verb="${1:-help}"
  [ $# -eq 0 ] || shift
  case "$verb" in
    setup) no_arguments setup "$@"; setup; say "everything is in place." ;;
    build) no_arguments build "$@"; setup; build_all ;;
    test) run_tests "$@" ;;
    sim) run_sim "$@" ;;
    attack) run_attack "$@" ;;
    devnet) run_devnet "$@" ;;
    bench) run_bench "$@" ;;
    lint) no_arguments lint "$@"; run_lint ;;
    clean) no_arguments clean "$@"; run_clean ;;
    help | --help | -h) print_help ;;
    *) fail "there is no verb '$verb'; the verbs are: $VERBS." 2 ;;
  esac
}

main "$@"
