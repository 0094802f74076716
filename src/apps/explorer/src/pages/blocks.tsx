import type { SeenBlock } from "../data/chain";
import { chain, revision, rpc } from "../data/live";
import type { Block, Header } from "../data/types";
import { formatCount } from "../format/amount";
import { isZeroHash } from "../format/hash";
import { Show } from "../parts/answer";
import { BlockTable } from "../parts/blocktable";
import { Note, Sheet } from "../parts/bits";
import { Pager } from "../parts/pager";
import { useQuery } from "../parts/query";
import { place } from "../router";

const ROWS = 40;

/** The newest blocks as they come, or forty from a height down. */
export function Blocks() {
  void revision.value;
  const from = Number(place.value.query.get("from") ?? Number.NaN);
  const head = chain.heads.latest;
  const live = !Number.isSafeInteger(from) || from < 0;
  const top = live ? head : from;
  return (
    <>
      <h1>Blocks</h1>
      <Sheet title={live ? "As they come" : `From ${formatCount(top)} down`}>
        {live ? <Live /> : <Past top={top} />}
        <Pager
          newer={live ? null : top + ROWS >= head ? "/blocks" : `/blocks?from=${top + ROWS}`}
          older={top >= ROWS ? `/blocks?from=${top - ROWS}` : null}
          where={head < 0 ? "" : `${formatCount(Math.max(0, top - ROWS + 1))} to ${formatCount(top)} of ${formatCount(head)}`}
        />
      </Sheet>
    </>
  );
}

function Live() {
  const blocks = chain.newest(ROWS);
  return blocks.length === 0 ? <Note title="Waiting for blocks." /> : <BlockTable blocks={blocks} caption="Newest blocks" />;
}

function Past({ top }: { top: number }) {
  const answer = useQuery(`blocks${top}`, () => readBlocks(top));
  return (
    <Show of={answer} what="these blocks">
      {(blocks) =>
        blocks.length === 0 ? (
          <Note title="This node has none of these blocks.">
            <p>They are ahead of the head, or the node keeps less of the past: see its pruning on the network page.</p>
          </Note>
        ) : (
          <BlockTable blocks={blocks} caption={`Blocks from ${top} down`} />
        )
      }
    </Show>
  );
}

async function readBlocks(top: number): Promise<SeenBlock[]> {
  const heights = Array.from({ length: Math.min(ROWS, top + 1) }, (_, index) => top - index);
  const outcomes = await rpc.batch(heights.map((height) => ({ method: "aeth_getHeader", params: [height] })));
  const headers = outcomes.map((outcome) => (outcome.ok ? (outcome.value as Header | null) : null)).filter((h) => h !== null);
  const uncounted = headers.filter((header) => header.transactionCount === undefined && !isZeroHash(header.payloadRoot));
  const bodies = await rpc.batch(uncounted.map((header) => ({ method: "aeth_getBlockByHash", params: [header.hash] })));
  const counts = new Map<string, number>();
  for (const outcome of bodies) {
    const block = outcome.ok ? (outcome.value as Block | null) : null;
    if (block) counts.set(block.hash, block.transactionCount);
  }
  return headers.map((header) => ({
    hash: header.hash, parentHash: header.parentHash, height: header.height, view: header.view, epoch: header.epoch,
    timestampMs: header.timestampMs, proposer: header.proposer, leadKind: header.leadKind,
    payloadBytes: header.payloadBytes, finalSeenMs: null,
    transactionCount: header.transactionCount ?? (isZeroHash(header.payloadRoot) ? 0 : (counts.get(header.hash) ?? null)),
  }));
}
