import { useState } from "preact/hooks";
import { chain, revision, rpc, slotMs } from "../data/live";
import type { Block, Header } from "../data/types";
import { formatCount } from "../format/amount";
import { formatBytes, formatDuration } from "../format/time";
import { Show } from "../parts/answer";
import { Leader } from "../parts/blocktable";
import { Facts, Id, Note, Sheet, Tag, Time } from "../parts/bits";
import { useCall, useQuery } from "../parts/query";
import { Raw } from "../parts/raw";
import { href } from "../router";

const ROWS = 50;

/** One block by height, hash or tag. */
export function BlockPage({ id }: { id: string }) {
  const byHash = id.startsWith("0x");
  const method = byHash ? "aeth_getBlockByHash" : "aeth_getBlockByNumber";
  const answer = useCall<Block | null>(method, [/^\d+$/.test(id) ? Number(id) : id], (block) => block?.finalized === false);
  return (
    <Show of={answer} what={`block ${id}`}>
      {(block) => (block ? <Found block={block} /> : <Missing id={id} />)}
    </Show>
  );
}

function Missing({ id }: { id: string }) {
  return (
    <>
      <h1>No block {id}</h1>
      <Note title="This node knows no such block.">
        <p>A block that lost against another of its height is forgotten. Heights and slots differ: try slot {id}.</p>
      </Note>
    </>
  );
}

function Found({ block }: { block: Block }) {
  void revision.value;
  const state = block.finalized ? "final" : chain.stateOf(block.height);
  return (
    <>
      <div class="title">
        <h1>Block {formatCount(block.height)}</h1>
        <nav aria-label="Neighbours">
          {block.height > 0 && <a href={href(`/block/${block.height - 1}`)} rel="prev">block {block.height - 1}</a>}
          {block.height < chain.heads.latest && (
            <a href={href(`/block/${block.height + 1}`)} rel="next">block {block.height + 1}</a>
          )}
        </nav>
      </div>
      <Sheet title="How far it got" aside={<Tag is={state}>{state}</Tag>}>
        <Path block={block} state={state} />
      </Sheet>
      <div class="columns lead">
        <Sheet title="Header">
          <Facts
            rows={[
              ["Hash", <Id whole text={block.hash} what="block hash" />],
              ["Time", <Time long ms={block.timestampMs} />],
              ["Slot", <span class="num">{formatCount(block.view)} <span class="soft">of epoch {block.epoch}</span></span>],
              ["Leader", <Leader index={block.proposer} kind={block.leadKind} height={block.height} />],
              ["Payload", formatBytes(block.payloadBytes)],
              ["Parent", <Id text={block.parentHash} to={`/block/${block.parentHash}`} />],
            ]}
          />
        </Sheet>
        <Sheet title="Roots" aside="what the header commits to">
          <Facts
            rows={[
              ["State after it", <Id text={block.stateRoot} />],
              ["Receipts", <Id text={block.receiptsRoot} />],
              ["Payload", <Id text={block.payloadRoot} />],
              ["Evidence", <Id text={block.evidenceRoot} />],
            ]}
          />
        </Sheet>
      </div>
      <Transactions hashes={block.transactions} />
      <Raw json={{ ...block, transactions: `${block.transactionCount} hashes` }} bytes={block.rawHeader} />
    </>
  );
}

/** Proposed, certified, final: what each means here and how it is known. */
function Path({ block, state }: { block: Block; state: string }) {
  const child = useQuery(`child${block.height}${chain.heads.latest > block.height}`, () => readChild(block));
  const seen = chain.at(block.height);
  const lag = seen?.hash === block.hash && seen.finalSeenMs !== null ? seen.finalSeenMs - block.timestampMs : null;
  const certificate = child.state === "ok" ? child.value : null;
  const passed = block.height > 0 ? block.view - block.justify.view - 1 : 0;
  return (
    <ol class="story">
      <li data-is="done">
        <span>
          <strong>Proposed</strong>
          <p>
            {block.height === 0
              ? "The genesis: every node begins with it."
              : block.leadKind === "vrf" ? "by the winner of the slot's lottery" : "by the backup leader: no winner was heard"}
            {passed > 0 && `, after ${passed} ${passed === 1 ? "slot" : "slots"} without a block`}
          </p>
        </span>
      </li>
      <li data-is={state === "proposed" ? "ahead" : "done"}>
        <span>
          <strong>Certified</strong>
          <p>
            {certificate
              ? <>More than two thirds of the stake prevoted; <a href={href(`/block/${certificate.height}`)}>block {certificate.height}
                </a> carries on from that certificate.</>
              : state === "proposed" ? "A quorum of prevotes has to agree on it." : "A quorum certificate names this block."}
          </p>
        </span>
      </li>
      <li data-is={state === "final" ? "done" : "ahead"}>
        <span>
          <strong>Final</strong>
          <p>
            {state !== "final"
              ? `A quorum of precommits makes it final, usually within ${slotMs() ? formatDuration(slotMs()!) : "a slot"}.`
              : lag !== null ? `It can never be undone. This page knew ${formatDuration(lag)} after its time stamp.`
              : "It can never be undone."}
          </p>
        </span>
      </li>
    </ol>
  );
}

async function readChild(block: Block): Promise<Header | null> {
  if (chain.heads.latest <= block.height) return null;
  const child = await rpc.call<Header | null>("aeth_getHeader", [block.height + 1]);
  return child?.justify.blockHash === block.hash ? child : null;
}

function Transactions({ hashes }: { hashes: string[] }) {
  const [page, setPage] = useState(0);
  const pages = Math.ceil(hashes.length / ROWS);
  return (
    <Sheet title="Transactions" aside={formatCount(hashes.length)}>
      {hashes.length === 0 ? (
        <Note title="This block carries no transactions." />
      ) : (
        <ol class="numbered" start={page * ROWS + 1}>
          {hashes.slice(page * ROWS, (page + 1) * ROWS).map((hash, index) => (
            <li key={hash} class="wrap">
              <span class="num soft">{page * ROWS + index}</span>
              <a class="mono" href={href(`/tx/${hash}`)}>{hash}</a>
            </li>
          ))}
        </ol>
      )}
      {pages > 1 && (
        <p class="pager">
          <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>previous</button>
          <span class="soft">{page + 1} of {pages}</span>
          <button type="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>next</button>
        </p>
      )}
    </Sheet>
  );
}
