#!/usr/bin/env bash
# A first contract as a script that checks itself: write, build, check, test, deploy, call, query, the event and its
# proof, and an access that was not declared. Prints "ok NAME" for each check; fails at the first that does not hold.
# The text to read along is first-contract.md in this folder.
set -euo pipefail

# shellcheck source=src/docs/tutorials/lib/tutorial.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/tutorial.sh"
EXAMPLES="$ROOT/src/docs/contracts"

for tool in clang-14 wasm-ld-14; do
  command -v "$tool" > /dev/null || fail "$tool is missing; run ./build.sh setup"
done

say "1. write, build, check, test"
cd "$WORK"
ctl contract new Shop --lang c > /dev/null
expect_exit "a name is never taken twice" 2 "$AETHERCTL" contract new Shop
module="$(ctl contract build Shop --field module)"
hash="$(ctl contract check "$module" --field codeHash)"
ctl contract build Shop > /dev/null
expect "the same source gives the same bytes" "$(ctl contract check "$module" --field codeHash)" "$hash"
printf '\0asm\1\0\0\0' > "$WORK/empty.wasm"
expect_exit "the gate refuses what is no contract" 9 "$AETHERCTL" contract check "$WORK/empty.wasm"
expect "the scenario holds" "$(ctl contract test Shop --field scenarios.0.passed)" "true"
sed 's/"value": 8}}/"value": 9}}/' Shop/scenario.json > Shop/scenario-wrong.json
expect_exit "a scenario that does not hold says where" 9 "$AETHERCTL" contract test Shop
grep -q "step 3, increment" "$WORK/last.err" || fail "another reason: $(cat "$WORK/last.err")"
ok "it is the third step"

say "2. a network, a key, tokens"
start_network 7
ctl keys new --out "$WORK/alice.json" --insecure-plaintext > /dev/null
ctl keys new --out "$WORK/bob.json" --insecure-plaintext > /dev/null
alice="$(ctl keys show "$WORK/alice.json" --field address)"
bob="$(ctl keys show "$WORK/bob.json" --field address)"
expect "the faucet pays alice" "$(ctl faucet --mint 1000 --to "$alice" --field statusName)" "Success"
expect "the faucet pays bob" "$(ctl faucet --mint 1000 --to "$bob" --field statusName)" "Success"

say "3. deploy"
expect_exit "init wants its input" 2 "$AETHERCTL" contract deploy "$module" --from "$WORK/alice.json"
grep -q -- "--start" "$WORK/last.err" || fail "it does not name the option: $(cat "$WORK/last.err")"
ok "the error names the option"
shop="$(ctl contract deploy "$module" --from "$WORK/alice.json" --field contract -- --start 5)"
expect "the value is the first one" "$(ctl contract query "$shop" --field outputs.value -- get)" "5"

say "4. call, query, event"
call=(contract call "$shop" --from "$WORK/bob.json")
expect_exit "a wrong option is noticed" 2 "$AETHERCTL" "${call[@]}" -- increment --bye 3
grep -q "did you mean --by?" "$WORK/last.err" || fail "no suggestion: $(cat "$WORK/last.err")"
ok "the right one is suggested"
ctl "${call[@]}" --json -- increment --by 3 > "$WORK/call.json"
grep -q '"name": "Incremented"' "$WORK/call.json" || fail "no event: $(cat "$WORK/call.json")"
grep -q "\"by\": \"$bob\"" "$WORK/call.json" || fail "the event names another caller: $(cat "$WORK/call.json")"
ok "the event names the caller"
expect "the value was raised" "$(ctl contract query "$shop" --field outputs.value -- get)" "8"
gas="$(ctl contract gas "$shop" --as "$bob" --field gasUsed -- increment --by 3)"
[ "$gas" -gt 0 ] || fail "a call costs no gas"
ok "gas is known before"
before="$(ctl balance "$bob" --field swr.amount)"
expect_exit "what would fail is not sent" 4 "$AETHERCTL" "${call[@]}" -- increment --by 18446744073709551615
grep -q "would fail: Overflow" "$WORK/last.err" || fail "another reason: $(cat "$WORK/last.err")"
ok "the reason has the contract's name for it"
expect "nothing was charged" "$(ctl balance "$bob" --field swr.amount)" "$before"

say "5. a proof of the event"
transaction="$(sed -n 's/.*"transactionHash": "\(0x[0-9a-f]*\)".*/\1/p' "$WORK/call.json" | head -n 1)"
genesis_hash="$(ctl status --field genesisHash)"
ctl genesis export --out "$WORK/genesis.ace" --genesis-hash "$genesis_hash" > /dev/null
ctl proof receipt "$transaction" --out "$WORK/receipt.json" > /dev/null
expect "the receipt proof holds" "$(ctl proof verify --genesis "$WORK/genesis.ace" --genesis-hash "$genesis_hash" \
  "$WORK/receipt.json" --field statusName)" "Success"

say "6. accesses"
escrow_module="$WORK/escrow.wasm"
ctl contract build "$EXAMPLES/escrow/c" --out "$escrow_module" > /dev/null
escrow="$(ctl contract deploy "$escrow_module" --from "$WORK/alice.json" --immutable --field contract)"
open=(open --seller "$bob" --arbiter "$bob" --asset SWR --amount "2 SWR" --deadline 1000000)
expect_exit "unpaid deals are refused" 4 "$AETHERCTL" contract call "$escrow" --from "$WORK/alice.json" -- "${open[@]}"
grep -q "would fail: NotPaid" "$WORK/last.err" || fail "another reason: $(cat "$WORK/last.err")"
ok "the reason is NotPaid"
expect "a paid deal opens" "$(ctl contract call "$escrow" --from "$WORK/alice.json" --pay "2 SWR" \
  --field statusName -- "${open[@]}")" "Success"
expect "the deal is stored" "$(ctl contract query "$escrow" --field outputs.seller -- show --deal 1)" "$bob"
seller_before="$(ctl balance "$bob" --field swr.amount)"
release=(contract call "$escrow" --from "$WORK/alice.json")
expect_exit "an access that is not declared is not made" 4 \
  "$AETHERCTL" "${release[@]}" --only-declared -- release --deal 1
missing="$(sed -n 's/.*give --write \(0x[0-9a-f]*\).*/\1/p' "$WORK/last.err")"
[ -n "$missing" ] || fail "it names no key: $(cat "$WORK/last.err")"
ok "the error names the key to declare"
expect "with it the seller is paid" "$(ctl "${release[@]}" --only-declared --write "$missing" --field statusName \
  -- release --deal 1)" "Success"
expect "the seller has 2 SWR more" "$(ctl balance "$bob" --field swr.amount)" "$((seller_before + 2000000000))"

say "7. the end"
kill -INT "$devnet"
status=0
wait "$devnet" || status=$?
devnet=""
expect "the network stops when asked" "$status" "130"
say "all checks passed"
