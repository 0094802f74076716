import { useEffect } from "preact/hooks";
import { chain, revision, rpc } from "../data/live";
import type { Header } from "../data/types";
import { toAddress } from "../format/hash";
import { nodeInfo } from "../data/live";
import { Show } from "../parts/answer";
import { Note } from "../parts/bits";
import { useQuery } from "../parts/query";
import { go, href } from "../router";

/** What 64 hex digits are: asks for a transaction, a block and an object of that name at once, and goes there. */
export function Find({ hash }: { hash: string }) {
  const answer = useQuery(`find${hash}`, () => identify(hash));
  const path = answer.state === "ok" ? answer.value : null;
  useEffect(() => {
    if (path) go(path, true);
  }, [path]);
  return (
    <>
      <h1>Looking for that hash</h1>
      <p class="mono wrap">{hash}</p>
      <Show of={answer} what="anything of that hash">
        {(found) => !found && (
          <Note title="This node knows nothing of that hash.">
            <p>
              If it is a transaction on its way here, <a href={href(`/tx/${hash}`)}>watch for it</a>; it may also be an{" "}
              <a href={href(`/account/${hash}`)}>account in hex</a>.
            </p>
          </Note>
        )}
      </Show>
    </>
  );
}

async function identify(hash: string): Promise<string | null> {
  const [status, block, object, account] = await rpc.batch([
    { method: "aeth_getTransactionStatus", params: [hash] },
    { method: "aeth_getHeader", params: [hash] },
    { method: "aeth_getObject", params: [hash] },
    { method: "aeth_getAccount", params: [hash] },
  ]);
  if (status?.ok && status.value) return `/tx/${hash}`;
  if (block?.ok && block.value) return `/block/${hash}`;
  if (object?.ok && object.value) return `/object/${hash}`;
  const held = account?.ok ? (account.value as { nonce: number; balances: unknown[] }) : null;
  const prefix = nodeInfo.value?.chainId.match(/^aether-(dev|test)/) ? "taeth" : "aeth";
  return held && (held.nonce > 0 || held.balances.length > 0) ? `/account/${toAddress(hash, prefix)}` : null;
}

/** The block of a slot: views grow with heights, so a search by halves over headers finds it. */
export function SlotPage({ view }: { view: number }) {
  void revision.value;
  const ready = chain.size > 0;
  const answer = useQuery(`slot${view}${ready}`, () => (ready ? blockOfView(view) : Promise.resolve(undefined)));
  const found = answer.state === "ok" ? answer.value : undefined;
  useEffect(() => {
    if (found) go(`/block/${found}`, true);
  }, [found]);
  return (
    <>
      <h1>Slot {view}</h1>
      <Show of={answer} what="the block of that slot">
        {(height) => height === null && (
          <Note title={view > chain.heads.view ? "That slot has not come yet." : "No block of this chain is of that slot."}>
            <p>A slot passes without a block when its leader is not heard in time. The chain is at slot {chain.heads.view}.</p>
          </Note>
        )}
      </Show>
    </>
  );
}

async function blockOfView(view: number): Promise<number | null> {
  let low = 0;
  let high = Math.min(view, chain.heads.latest);
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const header = await rpc.call<Header | null>("aeth_getHeader", [middle]);
    if (!header || header.view === view) return header ? middle : null;
    if (header.view < view) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
