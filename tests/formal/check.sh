#!/usr/bin/env bash
# Runs the formal checks and prints one line each: 'ok NAME: what was found' or 'failed NAME: why'.
# usage: check.sh [FOLDER]    FOLDER takes what the tools write (default: a new one below /tmp)
set -euo pipefail

HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly HERE
WORK="${1:-$(mktemp -d)}"
readonly WORK
# A run that needs more than this is stuck: the whole file takes half a minute on one core.
readonly TIMEOUT_SECONDS=120
failures=0

report() {
  echo "$1 $2: $3"
  [ "$1" = ok ] || failures=$((failures + 1))
}

# spin_run NAME VIEWS MUTANT REACH: leaves pan's report in $WORK/NAME/pan.log; the search order is random, by a fixed
# seed, since a depth-first search in the order of the text takes minutes to some counterexamples.
spin_run() {
  local folder="$WORK/$1"
  mkdir -p "$folder"
  cd "$folder"
  spin -a -DVIEWS="$2" -DMUTANT="$3" -DREACH="$4" "$HERE/aether.pml" > spin.log 2>&1 \
    && gcc -O2 -DSAFETY -DNOREDUCE -DRANDOMIZE=1 -DMEMLIM=4096 -o pan pan.c > gcc.log 2>&1 \
    && timeout "$TIMEOUT_SECONDS" ./pan -m100000 -w22 > pan.log 2>&1
}

states() { sed -n 's/^ *\([0-9]*\) states, stored$/\1/p' "$WORK/$1/pan.log"; }

# The search must come to its end: 'errors: 0' also follows a search that was cut off.
check_rules() {
  local name="$1" views="$2"
  if spin_run "$name" "$views" 0 0 && grep -q 'errors: 0$' "$WORK/$name/pan.log" \
    && ! grep -q -i -E 'not completed|max search depth|out of memory' "$WORK/$name/pan.log"; then
    report ok "$name" "$(states "$name") states, all of them, no violation"
  else
    report failed "$name" "the end of $WORK/$name/pan.log says why"
  fi
}

# check_found NAME WHAT VIEWS MUTANT REACH: an assertion must fail, and nothing else.
check_found() {
  local name="$1"
  if spin_run "$name" "$3" "$4" "$5" && grep -q 'errors: 1$' "$WORK/$name/pan.log" \
    && grep -q 'assertion violated' "$WORK/$name/pan.log"; then
    report ok "$name" "$2 after $(states "$name") states"
  else
    report failed "$name" "not found; see $WORK/$name"
  fi
}

# A proof counts when every theorem that the file prints rests on no axiom.
check_proof() {
  local name="$1" file="$2" printed closed
  mkdir -p "$WORK/$name"
  cp "$HERE/$file" "$WORK/$name/"
  if ! (cd "$WORK/$name" && timeout "$TIMEOUT_SECONDS" coqc -q "$file") > "$WORK/$name/coq.log" 2>&1; then
    report failed "$name" "$(tail -n 3 "$WORK/$name/coq.log" | tr '\n' ' ')"
    return
  fi
  printed="$(grep -c '^Print Assumptions ' "$HERE/$file" || true)"
  closed="$(grep -c '^Closed under the global context$' "$WORK/$name/coq.log" || true)"
  if [ "$printed" -gt 0 ] && [ "$printed" -eq "$closed" ] \
    && ! grep -q -E '^ *(Axiom|Parameter|Admitted|Conjecture)\b|\badmit\b' "$HERE/$file"; then
    report ok "$name" "$closed theorems, no axioms"
  else
    report failed "$name" "$closed of $printed theorems rest on no axiom"
  fi
}

check_syntax() {
  local name="$1" file="$2" output
  if output="$(node --liftoff-only "$HERE/../tools/parse.mjs" tlaplus "$HERE/$file" 2>&1)"; then
    report ok "$name" "$file parses"
  else
    report failed "$name" "$output"
  fi
}

check_rules formal-spin-rules 2
check_found formal-spin-mutant-1 'precommit after a timeout: two final blocks' 3 1 0
check_found formal-spin-mutant-2 'reported certificates ignored: two final blocks' 3 2 0
check_found formal-spin-mutant-3 'precommit without lock: two final blocks' 3 3 0
check_found formal-spin-mutant-4 'prevote after a timeout: two final blocks' 3 4 0
check_found formal-spin-mutant-5 'two of three are a quorum: two final blocks' 3 5 0
check_found formal-spin-reach-1 'final by a commit certificate' 2 0 1
check_found formal-spin-reach-2 'final by two certificates in a row' 2 0 2
check_found formal-spin-reach-3 'certified after a view was given up' 3 0 3
check_found formal-spin-reach-4 'final beside another block of its view' 2 0 4
check_proof formal-coq-quorum Quorum.v
check_proof formal-coq-supply Supply.v
check_syntax formal-tla-syntax Aether.tla

[ "$failures" -eq 0 ]
