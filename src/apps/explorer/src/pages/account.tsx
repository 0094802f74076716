import type { Account } from "../data/types";
import { chain, rpc, validators } from "../data/live";
import { formatCount } from "../format/amount";
import { fromAddress } from "../format/hash";
import { Show } from "../parts/answer";
import { Amount, Facts, Id, Note, Sheet, Tag } from "../parts/bits";
import { useQuery } from "../parts/query";
import { History } from "../parts/history";
import { Outputs } from "../parts/outputs";
import { Raw } from "../parts/raw";
import { href } from "../router";

interface Both {
  latest: Account;
  final: Account | null;
}

/** One account: what is final, and what the head says where that differs. */
export function AccountPage({ address }: { address: string }) {
  const answer = useQuery(`account${address}`, () => readBoth(address), () => true);
  return (
    <>
      <h1>Account</h1>
      <p class="mono wrap">{address}</p>
      <Show of={answer} what="this account">
        {(both) => <Found address={address} both={both} />}
      </Show>
    </>
  );
}

async function readBoth(address: string): Promise<Both> {
  const [latest, final] = await rpc.batch([
    { method: "aeth_getAccount", params: [address, "latest"] },
    { method: "aeth_getAccount", params: [address, "finalized"] },
  ]);
  if (!latest!.ok) throw latest!.error;
  return { latest: latest!.value as Account, final: final!.ok ? (final!.value as Account) : null };
}

function Found({ address, both }: { address: string; both: Both }) {
  const shown = both.final ?? both.latest;
  const untouched = shown.nonce === 0 && shown.balances.length === 0 && both.latest.balances.length === 0;
  const validator = validators.value?.validators.find((entry) => entry.address === address);
  const hex = fromAddress(address);
  return (
    <>
      {untouched && (
        <Note title="Nothing has ever touched this account.">
          <p>On a development chain the faucet fills it: aetherctl faucet --mint 1000 --to {address.slice(0, 12)}…</p>
        </Note>
      )}
      <div class="columns">
        <Sheet title="Balances" aside={`as of block ${formatCount(shown.height)}`}>
          {shown.balances.length === 0 && <Note title="It holds nothing." />}
          {shown.balances.length > 0 && <Balances of={shown} head={both.latest} />}
        </Sheet>
        <Sheet title="Account">
          <Facts
            rows={[
              ["Nonce", <span class="num">{formatCount(shown.nonce)}</span>],
              ["At the head", both.latest.nonce !== shown.nonce && <span class="num">{formatCount(both.latest.nonce)}</span>],
              ["Seen at", <Tag is={shown.finalized ? "final" : chain.stateOf(shown.height)}>block {shown.height}</Tag>],
              ["Validator", validator && <a href={href(`/validators#v${validator.index}`)}>number {validator.index}</a>],
              ["As hex", hex && <Id whole text={hex} what="address in hex" />],
            ]}
          />
        </Sheet>
      </div>
      <History address={address} />
      <Outputs address={address} />
      <Raw json={both} />
    </>
  );
}

function Balances({ of, head }: { of: Account; head: Account }) {
  const later = new Map(head.balances.map((balance) => [balance.asset, balance.amount]));
  return (
    <table>
      <thead>
        <tr><th scope="col">Asset</th><th scope="col" class="right">Final</th><th scope="col" class="right">At the head</th></tr>
      </thead>
      <tbody>
        {of.balances.map(({ asset, amount }) => (
          <tr key={asset}>
            <td>{asset.startsWith("0x") ? <Id text={asset} to={`/object/${asset}`} /> : <span class="mono">{asset}</span>}</td>
            <td class="right"><Amount of={amount} asset={asset} /></td>
            <td class="right">
              {(later.get(asset) ?? "0") === amount ? <span class="soft">the same</span>
                : <Amount of={later.get(asset) ?? "0"} asset={asset} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
