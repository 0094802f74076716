# What the tutorials share: sourced by a script of the folder above. Checks, and a network of four validators in a
# folder of its own that is gone when the script ends.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)"
AETHER="${AETHER:-$ROOT/src/Aether.Node/bin/Release/net10.0/aether}"
AETHERCTL="${AETHERCTL:-$ROOT/src/Aether.Tools/bin/Release/net10.0/aetherctl}"
WORK="$(mktemp -d)"
DATA="$WORK/chain"
devnet=""

say() { printf '%s\n' "$*"; }
ok() { say "ok $1"; }

fail() {
  {
    say "FAILED: $*"
    if [ -f "$WORK/devnet.err" ]; then
      say "--- the end of the network's stderr:"
      tail -n 20 "$WORK/devnet.err"
      say "--- the end of its stdout:"
      tail -n 3 "$WORK/devnet.out"
    fi
  } >&2
  exit 1
}

cleanup() {
  if [ -n "$devnet" ]; then
    kill -KILL "$devnet" 2> /dev/null || true
    wait "$devnet" 2> /dev/null || true
  fi
  rm -rf "$WORK"
}
trap cleanup EXIT

# expect NAME GOT WANTED
expect() {
  [ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"
  ok "$1"
}

# expect_exit NAME CODE COMMAND...: what it prints is kept in $WORK/last.out and $WORK/last.err
expect_exit() {
  local name="$1" wanted="$2" got=0
  shift 2
  "$@" > "$WORK/last.out" 2> "$WORK/last.err" || got=$?
  [ "$got" -eq "$wanted" ] || fail "$name: exit $got, wanted $wanted: $(cat "$WORK/last.err")"
  ok "$name"
}

ctl() { "$AETHERCTL" "$@" 2> "$WORK/ctl.err" || fail "aetherctl $*: exit $?: $(cat "$WORK/ctl.err")"; }

# A member of the network's endpoints.json, which is one line.
endpoint() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$DATA/endpoints.json"; }

# until_true NAME COMMAND...: polls, 300 times at most, while the network runs.
until_true() {
  local name="$1" tries
  shift
  for ((tries = 0; tries < 300; tries++)); do
    if "$@"; then
      ok "$name"
      return
    fi
    kill -0 "$devnet" 2> /dev/null || fail "$name: the network stopped by itself"
    sleep 0.1
  done
  fail "$name: not within 300 tries"
}

is_up() {
  [ -s "$DATA/endpoints.json" ] || return 1
  AETHER_RPC="$(endpoint rpc)"
  export AETHER_RPC
  "$AETHERCTL" status > /dev/null 2>&1
}

# start_network SEED: four validators in the folder $DATA.
start_network() {
  rm -f "$DATA/endpoints.json"
  # A shell lets what it starts in the background ignore SIGINT; the network is to hear it.
  env --default-signal=INT "$AETHER" devnet --data "$DATA" --validators 4 --seed "$1" --rpc-port 0 --json \
    > "$WORK/devnet.out" 2> "$WORK/devnet.err" < /dev/null &
  devnet=$!
  until_true "the network answers" is_up
}

[ -x "$AETHER" ] || fail "$AETHER is missing; run ./build.sh build"
[ -x "$AETHERCTL" ] || fail "$AETHERCTL is missing; run ./build.sh build"
