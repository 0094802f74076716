import { useState } from "preact/hooks";
import type { Slot, SlotState } from "../data/chain";
import { formatCount } from "../format/amount";
import { go } from "../router";
import { Tag } from "./bits";

/** Above so many validators a row each would be too thin to read; one row holds all then. */
const MAX_LANES = 12;
const LEFT = 34;
const LANE = 13;
const LOAD = 26;

const NAMES: Record<SlotState, string> = {
  final: "final", certified: "certified", proposed: "proposed", missed: "no block", open: "under way",
};

/**
 * The newest slots as a score: a row for each validator, a note where it led, the colour for how far its block got,
 * hatching where a slot passed without a block, and below how much each block carries.
 */
export function Score({ slots, lanes, columns }: { slots: Slot[]; lanes: number; columns: number }) {
  const [chosen, choose] = useState<Slot | null>(null);
  const rows = lanes > 0 && lanes <= MAX_LANES ? lanes : 1;
  const cell = Math.floor((columns > 24 ? 900 : 300) / columns);
  const width = LEFT + columns * cell;
  const height = rows * LANE + 6 + LOAD;
  const most = Math.max(1, ...slots.map((slot) => slot.block?.transactionCount ?? 0));
  const offset = columns - slots.length;
  const shown = chosen ? (slots.find((slot) => slot.view === chosen.view) ?? null) : null;

  function pick(event: MouseEvent): Slot | undefined {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * width;
    return slots[Math.floor((x - LEFT) / cell) - offset];
  }

  return (
    <>
      <svg
        class="score"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={describe(slots)}
        onMouseMove={(event) => choose(pick(event) ?? null)}
        onMouseLeave={() => choose(null)}
        onClick={(event) => {
          const slot = pick(event);
          if (slot?.block) go(`/block/${slot.block.height}`);
        }}
      >
        <defs>
          <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line class="hatch" x1="0" y1="0" x2="0" y2="5" />
          </pattern>
        </defs>
        {Array.from({ length: rows }, (_, row) => (
          <g key={row}>
            <line class="lane" x1={LEFT} x2={width} y1={row * LANE + LANE / 2} y2={row * LANE + LANE / 2} />
            <text x="0" y={row * LANE + LANE / 2 + 3.5}>{rows === 1 ? "all" : `v${row}`}</text>
          </g>
        ))}
        {slots.map((slot, index) => (
          <Note key={slot.view} slot={slot} x={LEFT + (offset + index) * cell} cell={cell} rows={rows} most={most} />
        ))}
        <text x="0" y={height - 2}>txs</text>
        {shown && (
          <rect class="chosen" x={LEFT + (offset + slots.indexOf(shown)) * cell} y="0" width={cell} height={height} />
        )}
      </svg>
      <p class="readout">
        {shown ? readout(shown) : "Each column is a slot, each row a validator that leads. Point at a column."}
      </p>
      <p class="legend">
        <Tag is="final">final</Tag>
        <Tag is="certified">certified</Tag>
        <Tag is="proposed">proposed</Tag>
        <Tag is="missed">no block</Tag>
      </p>
    </>
  );
}

function Note(props: { slot: Slot; x: number; cell: number; rows: number; most: number }) {
  const { slot, x, cell, rows, most } = props;
  const base = rows * LANE + 6 + LOAD;
  if (!slot.block) {
    return (
      <rect class={slot.state === "missed" ? "gap" : "note-open"} x={x + 1} y="1" width={cell - 2} height={rows * LANE - 2} />
    );
  }
  const row = rows === 1 ? 0 : slot.block.proposer;
  const count = slot.block.transactionCount ?? most;
  const load = count === 0 ? 0 : 2 + (Math.log1p(count) / Math.log1p(most)) * (LOAD - 2);
  return (
    <g>
      <rect class={`note-${slot.state}`} x={x + 1} y={row * LANE + 2} width={cell - 2} height={LANE - 4} />
      <rect class="load" x={x + 1} y={base - load} width={cell - 2} height={load} />
    </g>
  );
}

function readout(slot: Slot): string {
  if (!slot.block) return `slot ${slot.view}: ${slot.state === "missed" ? "passed without a block" : "under way"}`;
  const { height, proposer, leadKind, transactionCount } = slot.block;
  const led = leadKind === "vrf" ? "won the lottery" : "led as backup";
  const count = transactionCount === null ? "many" : formatCount(transactionCount);
  return `slot ${slot.view}: validator ${proposer} ${led}, block ${height} ${NAMES[slot.state]}, ${count} transactions`;
}

function describe(slots: Slot[]): string {
  const count = (state: SlotState) => slots.filter((slot) => slot.state === state).length;
  return `The newest ${slots.length} slots: ${count("final")} final, ${count("certified")} certified, `
    + `${count("proposed")} proposed, ${count("missed")} without a block.`;
}
