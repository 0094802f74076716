#!/usr/bin/env bash
# The first hour with Aether as a script that checks itself: a network, keys, tokens, a transfer, proofs that hold
# without any node, a crash and a restart. Prints "ok NAME" for each check; fails at the first that does not hold.
# The text to read along is first-hour.md in this folder.
set -euo pipefail

# shellcheck source=src/docs/tutorials/lib/tutorial.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/tutorial.sh"

final_height() { "$AETHERCTL" status --field finalizedHeight 2> /dev/null || printf '%s\n' -1; }
is_final_above() { [ "$(final_height)" -gt "$1" ]; }

say "1. a network of four validators"
start_network 7
until_true "blocks become final" is_final_above 1
expect "the chain is the development chain" "$(ctl status --field chainId)" "aether-dev-1"
genesis_hash="$(ctl status --field genesisHash)"
expect "endpoints.json names the genesis" "$(endpoint genesisHash)" "$genesis_hash"

say "2. keys"
printf 'correct horse battery staple\n' > "$WORK/password.txt"
ctl keys new --out "$WORK/mine.json" --password-file "$WORK/password.txt" > /dev/null
ctl keys new --out "$WORK/friend.json" --insecure-plaintext > /dev/null
mine="$(ctl keys show "$WORK/mine.json" --field address)"
friend="$(ctl keys show "$WORK/friend.json" --field address)"
expect "addresses have the test prefix" "${mine:0:6} ${friend:0:6}" "taeth1 taeth1"
expect "the key file is for its owner alone" "$(stat -c %a "$WORK/mine.json")" "600"
expect_exit "a key is never overwritten" 2 \
  "$AETHERCTL" keys new --out "$WORK/mine.json" --password-file "$WORK/password.txt"

say "3. tokens"
expect "the faucet pays" "$(ctl faucet --mint 1000 --to "$mine" --field statusName)" "Success"
expect "the balance is 1000 SWR" "$(ctl balance "$mine" --field swr.amount)" "1000000000000"

say "4. a transfer"
send=(transfer --from "$WORK/mine.json" --password-file "$WORK/password.txt" --to "$friend")
hash="$(ctl "${send[@]}" --amount "1.5 SWR" --wait final --field transactionHash)"
expect "the receipt says success" "$(ctl tx "$hash" --field receipt.statusName)" "Success"
expect "the receipt is final" "$(ctl tx "$hash" --field receipt.finalized)" "true"
height="$(ctl tx "$hash" --field receipt.height)"
fee="$(ctl tx "$hash" --field receipt.fee.amount)"
block_hash="$(ctl block "$height" --field hash)"
expect "the receipt names its block" "$(ctl tx "$hash" --field receipt.blockHash)" "$block_hash"
ctl block "$block_hash" --json > "$WORK/block.json"
grep -q "\"$hash\"" "$WORK/block.json" || fail "the block does not list the transaction"
ok "the block lists the transaction"
expect "the friend has 1.5 SWR" "$(ctl balance "$friend" --field swr.display)" "1.5 SWR"
expect "the sender paid amount and fee" \
  "$(ctl balance "$mine" --field swr.amount)" "$((1000000000000 - 1500000000 - fee))"
mine_before="$(ctl balance "$mine" --field swr.amount)"
expect_exit "what the fee payer cannot cover is refused" 4 "$AETHERCTL" "${send[@]}" --amount "999999 SWR"
grep -q "^error AE-4013: " "$WORK/last.err" || fail "another reason: $(cat "$WORK/last.err")"
ok "the reason is InsufficientBalance"
expect "nothing was charged" "$(ctl balance "$mine" --field swr.amount)" "$mine_before"
expect_exit "spending an asset one has not fails on the chain" 5 \
  "$AETHERCTL" "${send[@]}" --amount "1 AIC" --field fee.amount
grep -q "^error AE-5001: .*InsufficientBalance" "$WORK/last.err" || fail "another reason: $(cat "$WORK/last.err")"
mine_after="$(ctl balance "$mine" --field swr.amount)"
expect "its fee was charged" "$mine_after" "$((mine_before - $(cat "$WORK/last.out")))"
expect_exit "an unknown transaction is not found" 6 "$AETHERCTL" tx "0x$(printf '0%.0s' {1..64})"

say "5. proofs"
ctl genesis export --out "$WORK/genesis.ace" --genesis-hash "$genesis_hash" > /dev/null
ctl proof account "$mine" --out "$WORK/account.json" > /dev/null
ctl proof receipt "$hash" --out "$WORK/receipt.json" > /dev/null
ok "proofs are exported"

say "6. a crash"
height_before="$(final_height)"
kill -KILL "$devnet"
wait "$devnet" 2> /dev/null || true
devnet=""
expect_exit "nothing answers any more" 3 "$AETHERCTL" status
verify=(proof verify --genesis "$WORK/genesis.ace" --genesis-hash "$genesis_hash")
expect "the account proof holds without any node" \
  "$(ctl "${verify[@]}" "$WORK/account.json" --field swr.amount)" "$mine_after"
expect "the receipt proof holds without any node" \
  "$(ctl "${verify[@]}" "$WORK/receipt.json" --field statusName)" "Success"
expect "it proves the block seen before" "$(ctl "${verify[@]}" "$WORK/receipt.json" --field blockHash)" "$block_hash"
for part in value proof header finality; do
  # One digit in the middle of one value becomes another one.
  awk -v part="\"$part\":" '
    $1 == part {
      at = int(length($0) / 2)
      digit = substr($0, at, 1) == "1" ? "2" : "1"
      $0 = substr($0, 1, at - 1) digit substr($0, at + 1)
    }
    { print }' "$WORK/account.json" > "$WORK/tampered.json"
  expect_exit "a changed $part is noticed" 9 "$AETHERCTL" "${verify[@]}" "$WORK/tampered.json"
done

say "7. a restart on the same folder"
start_network 7
[ "$(final_height)" -ge "$height_before" ] || fail "finality went back: $(final_height) after $height_before"
ok "nothing final was lost"
until_true "new blocks become final" is_final_above "$height_before"
expect "the chain is the same" "$(ctl status --field genesisHash)" "$genesis_hash"
expect "the old block is the same" "$(ctl block "$height" --field hash)" "$block_hash"
expect "the old receipt is there" "$(ctl tx "$hash" --field receipt.statusName)" "Success"
expect "the balance is the same" "$(ctl balance "$mine" --field swr.amount)" "$mine_after"
expect "transfers go on" "$(ctl "${send[@]}" --amount "0.5 SWR" --field statusName)" "Success"
expect "the friend has 2 SWR" "$(ctl balance "$friend" --field swr.display)" "2 SWR"

say "8. the end"
kill -INT "$devnet"
status=0
wait "$devnet" || status=$?
devnet=""
expect "the network stops when asked" "$status" "130"
say "all checks passed"
