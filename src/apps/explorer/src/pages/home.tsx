import { percentile } from "../data/chain";
import { chain, connection, fees, genesis, mempool, nodeStatus, revision, samples, validators } from "../data/live";
import { formatCount, formatMultiplier } from "../format/amount";
import { formatDuration } from "../format/time";
import { BlockTable } from "../parts/blocktable";
import { Note, Sheet } from "../parts/bits";
import { Chart } from "../parts/chart";
import { Score } from "../parts/score";
import { href } from "../router";

/** Columns of the score: on a phone fewer, so that they stay wide enough to tell apart. */
const columns = () => (matchMedia("(max-width: 46rem)").matches ? 22 : 48);

export function Home() {
  void revision.value;
  const shown = columns();
  const slots = chain.slots(shown);
  return (
    <>
      <h1>What this node sees{genesis.value ? ` of ${genesis.value.chainId}` : ""}</h1>
      <Figures />
      <Sheet title="Slots" aside={genesis.value && `one every ${formatDuration(genesis.value.slotMs)}`}>
        {slots.length === 0 ? (
          <Note title="Waiting for the first block this node shows." />
        ) : (
          <Score slots={slots} lanes={validators.value?.validators.length ?? 0} columns={shown} />
        )}
      </Sheet>
      <Sheet title="Throughput" aside="transactions of users a second in final blocks, since this page was opened">
        <Chart
          title="transactions a second"
          unit="a second"
          times={samples.value.map((sample) => sample.atMs / 1000)}
          values={samples.value.map((sample) => sample.throughput)}
        />
      </Sheet>
      <Sheet title="Newest blocks" aside={<a href={href("/blocks")}>all blocks</a>}>
        {chain.size === 0 ? (
          <Note title="No blocks yet." />
        ) : (
          <BlockTable blocks={chain.newest(10)} caption="The newest ten blocks" />
        )}
      </Sheet>
    </>
  );
}

function Figures() {
  void revision.value;
  const finality = chain.finality(200);
  const own = nodeStatus.value?.finalityMs;
  const told = own !== undefined && own.count > 0;
  const p50 = told ? own.p50 : percentile(finality, 0.5);
  const p95 = told ? own.p95 : percentile(finality, 0.95);
  const exact = told || connection.value === "streaming";
  const throughput = chain.throughput(10_000);
  const { final, safe, latest, view } = chain.heads;
  const price = fees.value ? formatMultiplier(fees.value.price) : null;
  const bound = exact ? "" : "≤ ";
  return (
    <dl class="figures">
      <div>
        <dt>Final block</dt>
        <dd id="final-height">{final < 0 ? "–" : formatCount(final)}</dd>
        <dd>{latest > final ? `head ${formatCount(latest)}, certified ${formatCount(safe)}` : "the head is final"}</dd>
      </div>
      <div>
        <dt>Slot</dt>
        <dd>{view === 0 ? "–" : formatCount(view)}</dd>
        <dd>epoch {validators.value?.epoch ?? "–"}</dd>
      </div>
      <div>
        <dt>Time to finality</dt>
        <dd>{p50 === null ? "–" : bound + formatDuration(p50)} <small>p50</small></dd>
        <dd>
          {p95 === null ? "measured from now on" : `${bound}${formatDuration(p95)} p95 of ${formatCount(told ? own.count : finality.length)} blocks`}
        </dd>
      </div>
      <div>
        <dt>Transactions of users</dt>
        <dd>{throughput === null ? "–" : formatCount(Math.round(throughput))} <small>a second</small></dd>
        <dd>in final blocks of ten seconds</dd>
      </div>
      <div>
        <dt>Pending</dt>
        <dd>{mempool.value ? formatCount(mempool.value.transactions) : "–"}</dd>
        <dd><a href={href("/mempool")}>in this node's pool</a></dd>
      </div>
      <div>
        <dt>Fee price</dt>
        <dd>{price ?? "–"} <small>×</small></dd>
        <dd>of the next block; 1 is the floor</dd>
      </div>
    </dl>
  );
}
