import { chain, validators } from "../data/live";
import type { SeenBlock } from "../data/chain";
import { formatCount } from "../format/amount";
import { formatBytes } from "../format/time";
import { href } from "../router";
import { Id, Tag, Time } from "./bits";

/** Blocks in rows, newest first; what does not fit a phone is left out there. */
export function BlockTable({ blocks, caption }: { blocks: SeenBlock[]; caption: string }) {
  return (
    <table>
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Block</th>
          <th scope="col">State</th>
          <th scope="col" class="wide">Slot</th>
          <th scope="col">Leader</th>
          <th scope="col" class="right"><abbr title="transactions">Txs</abbr></th>
          <th scope="col" class="right wide">Payload</th>
          <th scope="col" class="wide">Hash</th>
          <th scope="col" class="right">UTC</th>
        </tr>
      </thead>
      <tbody>
        {blocks.map((block) => (
          <tr key={block.hash}>
            <td class="num"><a href={href(`/block/${block.height}`)}>{block.height}</a></td>
            <td><Tag is={chain.stateOf(block.height)}>{chain.stateOf(block.height)}</Tag></td>
            <td class="num wide">{block.view}</td>
            <td><Leader index={block.proposer} kind={block.leadKind} height={block.height} /></td>
            <td class="num right">{block.transactionCount === null ? "many" : formatCount(block.transactionCount)}</td>
            <td class="num right wide">{formatBytes(block.payloadBytes)}</td>
            <td class="wide"><Id text={block.hash} /></td>
            <td class="right"><Time ms={block.timestampMs} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A validator by its index in the epoch's set; a link where the set is the current one. */
export function Leader({ index, kind, height }: { index: number; kind: string; height: number }) {
  if (height === 0) return <span class="soft">genesis</span>;
  const validator = validators.value?.validators[index];
  const title = kind === "vrf" ? "won the slot's lottery" : "backup: no lottery winner was heard";
  return (
    <span title={title}>
      {validator ? <a class="num" href={href(`/validators#v${index}`)}>v{index}</a> : <span class="num">v{index}</span>}
      {kind === "backup" && <span class="soft wide"> backup</span>}
    </span>
  );
}
