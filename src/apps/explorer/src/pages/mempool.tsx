import { fees, mempool, rpc, samples } from "../data/live";
import type { Mempool, PendingContent } from "../data/types";
import { formatCount, formatMultiplier } from "../format/amount";
import { formatBytes } from "../format/time";
import { Amount, Facts, Id, Note, Scroll, Sheet } from "../parts/bits";
import { Chart } from "../parts/chart";
import { useQuery } from "../parts/query";

const FATES: [keyof Mempool["sinceStart"], string, string][] = [
  ["added", "Added", "admitted to the pool: signatures, nonce, fee and inputs hold"],
  ["included", "Included", "left with a final block"],
  ["refused", "Refused", "failed a check at the door; nothing was charged"],
  ["replaced", "Replaced", "a better bid with the same nonce or input came"],
  ["evicted", "Evicted", "pushed out of a full pool by better-paying ones"],
  ["expired", "Expired", "the last slot they were valid for passed"],
  ["dropped", "Dropped", "a final block left them nothing to build on or to pay with"],
];

const SHOWN = 50;

/** The next in line, where the node shows them. */
function Waiting() {
  const answer = useQuery("pending", readPending, () => true);
  const found = answer.state === "ok" ? answer.value : null;
  if (!found) return null;
  return (
    <Sheet title="Next in line" aside={`the best ${Math.min(SHOWN, found.pending.length)} of ${formatCount(found.transactions)}`}>
      {found.pending.length === 0 ? <Note title="Nobody waits." /> : (
        <Scroll label="Pending transactions">
          <table>
            <thead>
              <tr>
                <th scope="col">Transaction</th><th scope="col">Fee payer</th><th scope="col" class="right">Nonce</th>
                <th scope="col" class="right">At most</th><th scope="col" class="right">Until slot</th>
              </tr>
            </thead>
            <tbody>
              {found.pending.map((item) => (
                <tr key={item.hash}>
                  <td><Id text={item.hash} to={`/tx/${item.hash}`} /></td>
                  <td><Id text={item.feePayer} to={`/account/${item.feePayer}`} /></td>
                  <td class="num right">{item.nonce}</td>
                  <td class="right"><Amount of={item.maxFee} /></td>
                  <td class="num right">{formatCount(item.validUntil)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Sheet>
  );
}

/** With the figures of the same moment: two of different moments would contradict each other. */
async function readPending(): Promise<PendingContent | null> {
  const [content, status] = await rpc.batch([
    { method: "aeth_mempoolContent", params: [SHOWN] }, { method: "aeth_mempoolStatus" },
  ]);
  if (status?.ok) mempool.value = status.value as Mempool;
  return content?.ok ? (content.value as PendingContent) : null;
}

export function MempoolPage() {
  const pool = mempool.value;
  if (!pool) {
    return (
      <>
        <h1>Mempool</h1>
        <Note title="Asking the node for its pool …" />
      </>
    );
  }
  const times = samples.value.map((sample) => sample.atMs / 1000);
  return (
    <>
      <h1>Mempool</h1>
      <dl class="figures">
        <div>
          <dt>Pending</dt>
          <dd>{formatCount(pool.transactions)}</dd>
          <dd>of {formatCount(pool.maxTransactions)}</dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd>{formatBytes(pool.bytes)}</dd>
          <dd>of {formatBytes(pool.maxBytes)}</dd>
        </div>
        <div>
          <dt>Price of the next block</dt>
          <dd>{fees.value ? (formatMultiplier(fees.value.block) ?? "–") : "–"} <small>×</small></dd>
          <dd>objects in demand cost more</dd>
        </div>
      </dl>
      <Sheet title="Pending" aside="since this page was opened, at most five minutes">
        <Chart title="transactions in the pool" unit="transactions" times={times} values={samples.value.map((s) => s.pending)} />
      </Sheet>
      <Sheet title="What became of them" aside="since the node started">
        <Facts
          rows={FATES.map(([key, name, meaning]) => [name, (
            <><span class="num">{formatCount(pool.sinceStart[key])}</span> <span class="soft">{meaning}</span></>
          )])}
        />
      </Sheet>
      <Waiting />
      <p class="soft">The pool is this node's: another node may hold others. Search for a hash to see where one stands.</p>
    </>
  );
}
