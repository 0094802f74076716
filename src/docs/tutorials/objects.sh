#!/usr/bin/env bash
# Objects and assets as a script that checks itself: data with an owner, an own asset, and proofs of both.
# Prints "ok NAME" for each check; fails at the first that does not hold. The text to read along is objects.md.
set -euo pipefail

# shellcheck source=src/docs/tutorials/lib/tutorial.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/tutorial.sh"

swr() { ctl balance "$1" --field swr.amount; }

say "1. a network, keys and tokens"
start_network 8
ctl keys new --out "$WORK/mine.json" --insecure-plaintext > /dev/null
ctl keys new --out "$WORK/friend.json" --insecure-plaintext > /dev/null
mine="$(ctl keys show "$WORK/mine.json" --field address)"
friend="$(ctl keys show "$WORK/friend.json" --field address)"
ctl faucet --mint 10 --to "$mine" --wait none > /dev/null
expect "the faucet pays" "$(ctl faucet --mint 10 --to "$friend" --field statusName)" "Success"
for ((tries = 0; tries < 100; tries++)); do
  [ "$(swr "$mine")" = 0 ] || break
done

say "2. an object"
# What need not be waited for is sent ahead with the nonce it will have.
asset="$(ctl asset create --from "$WORK/mine.json" --symbol GOLD --decimals 2 --wait none --field asset)"
make=(object create --from "$WORK/mine.json" --text "hello" --nonce 1)
ctl "${make[@]}" --dry-run --json > "$WORK/dry.json"
made="$(ctl "${make[@]}" --json)"
field() { sed -n "s/.*\"$1\": \"\(0x[0-9a-f]*\)\".*/\1/p" <<< "$made" | head -n 1; }
id="$(field object)"
grep -q "\"$id\"" "$WORK/dry.json" || fail "the dry run told another identifier"
ok "the dry run tells the identifier"
deposit="$(ctl object show "$id" --field deposit.amount)"
expect "the deposit of 108 bytes for 12 epochs is locked" "$deposit" "$((2 * (103 + 5) * 12))"
expect "its content is there" "$(ctl object show "$id" --field data)" "0x68656c6c6f"
expect "it belongs to its maker" "$(ctl object show "$id" --field owner)" "$mine"

say "3. a change, another owner"
before="$(swr "$mine")"
ctl object update "$id" --from "$WORK/mine.json" --text "hello again" --wait none --json > "$WORK/update.json"
expect_exit "nobody else changes it" 8 "$AETHERCTL" object update "$id" --from "$WORK/friend.json" --text "no"
fee="$(ctl object transfer "$id" --from "$WORK/mine.json" --to "$friend" --nonce 3 --field fee.amount)"
hash="$(sed -n 's/.*"transactionHash": "\(0x[0-9a-f]*\)".*/\1/p' "$WORK/update.json")"
expect "the update holds" "$(ctl object show "$id" --field data)" "0x68656c6c6f20616761696e"
expect "it locks more" "$(ctl object show "$id" --field deposit.amount)" "$((2 * (103 + 11) * 12))"
fee="$((fee + $(ctl tx "$hash" --field receipt.fee.amount)))"
expect "growth and fees were paid" "$(swr "$mine")" "$((before - fee - 2 * 6 * 12))"
expect "it is the friend's" "$(ctl object show "$id" --field owner)" "$friend"
ctl genesis export --out "$WORK/genesis.ace" > /dev/null
ctl proof object "$id" --out "$WORK/object.json" > /dev/null
verify=(proof verify --genesis "$WORK/genesis.ace" "$WORK/object.json")
expect "a proof shows it without any node" \
  "$(ctl "${verify[@]}" --rpc http://127.0.0.1:1 --field owner)" "$friend"

say "4. an asset"
ctl asset mint "$asset" --from "$WORK/mine.json" --to "$mine" --amount 12.50 --wait none > /dev/null
ctl asset transfer "$asset" --from "$WORK/mine.json" --to "$friend" --amount 2.25 --nonce 5 > /dev/null
expect "12.5 GOLD exist" "$(ctl asset show "$asset" --field supply.display)" "12.5 GOLD"
expect_exit "only its authority mints" 8 \
  "$AETHERCTL" asset mint "$asset" --from "$WORK/friend.json" --to "$friend" --amount 1
expect "the friend has 2.25 GOLD" "$(ctl asset balance "$asset" "$friend" --field balance.display)" "2.25 GOLD"
expect_exit "more than one holds is not burned" 5 \
  "$AETHERCTL" asset burn "$asset" --from "$WORK/mine.json" --amount 12.5
ctl asset burn "$asset" --from "$WORK/mine.json" --amount 10.25 > /dev/null
expect "2.25 GOLD are left" "$(ctl asset show "$asset" --field supply.display)" "2.25 GOLD"
expect_exit "an asset with units is not deleted" 2 "$AETHERCTL" object delete "$asset" --from "$WORK/mine.json"

say "5. the end"
before="$(swr "$friend")"
fee="$(ctl object delete "$id" --from "$WORK/friend.json" --field fee.amount)"
expect "the deposit comes back" "$(swr "$friend")" "$((before - fee + 2 * (103 + 11) * 12))"
expect_exit "the object is gone" 6 "$AETHERCTL" object show "$id"
say "all checks passed"
