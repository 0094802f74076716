import type { Header } from "./types";

/** What the explorer remembers of a block: enough for lists and figures, a few hundred bytes. */
export interface SeenBlock {
  hash: string;
  parentHash: string;
  height: number;
  view: number;
  epoch: number;
  timestampMs: number;
  proposer: number;
  leadKind: "vrf" | "backup";
  payloadBytes: number;
  /** Null where counting would mean fetching every hash of a large block. */
  transactionCount: number | null;
  /** When this page learnt that it is final; null while it is not, or when it was final before the page looked. */
  finalSeenMs: number | null;
}

export interface Heads {
  latest: number;
  safe: number;
  final: number;
  view: number;
}

export type SlotState = "open" | "missed" | "proposed" | "certified" | "final";

export interface Slot {
  view: number;
  state: SlotState;
  block: SeenBlock | null;
}

/** Blocks with more bytes than this are not fetched only to count their transactions. */
export const COUNTED_BYTES = 256 * 1024;

const NO_HEADS: Heads = { latest: -1, safe: -1, final: -1, view: 0 };

/**
 * The newest blocks of the chain as this page has seen them: at most `capacity`, in one line of parents. A block that
 * does not continue what is known replaces it from there on, so a block that lost is never shown beside the winner.
 */
export class ChainWindow {
  private readonly blocks = new Map<number, SeenBlock>();
  private heads_: Heads = NO_HEADS;
  private firstFinal = -1;

  constructor(readonly capacity = 512) {}

  get heads(): Heads {
    return this.heads_;
  }

  get size(): number {
    return this.blocks.size;
  }

  at(height: number): SeenBlock | undefined {
    return this.blocks.get(height);
  }

  /** The highest block that is held. */
  get top(): SeenBlock | undefined {
    let best: SeenBlock | undefined;
    for (const block of this.blocks.values()) if (!best || block.height > best.height) best = block;
    return best;
  }

  /** Newest first. */
  newest(count: number): SeenBlock[] {
    return [...this.blocks.values()].sort((a, b) => b.height - a.height).slice(0, count);
  }

  /** Forgets everything: the node speaks of another chain than before. */
  clear(): void {
    this.blocks.clear();
    this.heads_ = NO_HEADS;
    this.firstFinal = -1;
  }

  /** After a pause: what became final meanwhile was not watched, so it counts for no time to finality. */
  resume(): void {
    this.firstFinal = -1;
  }

  /**
   * Takes the heads of one answer of the node. `now` stamps blocks that became final since the last one; what was
   * final before the page looked has no such time.
   */
  setHeads(heads: Heads, now: number): void {
    const before = this.heads_.final;
    this.heads_ = heads;
    if (this.firstFinal < 0) this.firstFinal = heads.final;
    const from = Math.max(before, this.firstFinal, heads.final - this.capacity) + 1;
    for (let height = from; height <= heads.final; height++) {
      const block = this.blocks.get(height);
      if (block && block.finalSeenMs === null) block.finalSeenMs = now;
    }
  }

  /** A block was certified: it is the newest of the chain now. Returns what `add` returns. */
  certified(header: Header, transactionCount: number | null, now: number): number | null {
    const again = this.add(header, transactionCount, now);
    const { latest, final, view } = this.heads_;
    const highest = Math.max(latest, header.height);
    this.heads_ = { latest: highest, safe: header.height, final, view: Math.max(view, header.view) };
    return again;
  }

  /** A certified block lost: it and what was built on it are not of the chain any more. */
  undone(header: Header): void {
    if (this.blocks.get(header.height)?.hash !== header.hash) return;
    this.dropFrom(header.height);
    const { latest, safe, final, view } = this.heads_;
    const below = header.height - 1;
    this.heads_ = { latest: Math.min(latest, below), safe: Math.min(safe, below), final, view };
  }

  /** A block became final at this moment. Returns what `add` returns. */
  finalized(header: Header, transactionCount: number | null, now: number): number | null {
    const again = this.add(header, transactionCount, now);
    const { latest, safe, final, view } = this.heads_;
    if (header.height <= final) return again;
    this.setHeads({
      latest: Math.max(latest, header.height), safe: Math.max(safe, header.height), final: header.height,
      view: Math.max(view, header.view),
    }, now);
    return again;
  }

  /** Heights to ask for, oldest first: what follows the held blocks, at most `limit` of the newest. */
  missing(limit: number): number[] {
    const heights: number[] = [];
    const from = Math.max(0, this.heads_.latest - limit + 1);
    for (let height = from; height <= this.heads_.latest; height++) {
      const block = this.blocks.get(height);
      if (!block || (block.transactionCount === null && block.payloadBytes <= COUNTED_BYTES)) heights.push(height);
    }
    return heights;
  }

  /** Adds a block; returns the height whose block must be asked for again because its hash turned out different. */
  add(header: Header, transactionCount: number | null, now: number): number | null {
    const known = this.blocks.get(header.height);
    if (known?.hash === header.hash) {
      if (known.transactionCount === null) known.transactionCount = transactionCount;
      return null;
    }
    if (known) this.dropFrom(header.height);
    const live = this.firstFinal >= 0 && header.height > this.firstFinal && header.height <= this.heads_.final;
    this.blocks.set(header.height, {
      hash: header.hash,
      parentHash: header.parentHash,
      height: header.height,
      view: header.view,
      epoch: header.epoch,
      timestampMs: header.timestampMs,
      proposer: header.proposer,
      leadKind: header.leadKind,
      payloadBytes: header.payloadBytes,
      transactionCount,
      finalSeenMs: live ? now : null,
    });
    this.trim();
    const parent = this.blocks.get(header.height - 1);
    if (!parent || parent.hash === header.parentHash) return null;
    this.blocks.delete(header.height - 1);
    return header.height - 1;
  }

  /** The newest `count` slots up to the current one, oldest first. */
  slots(count: number): Slot[] {
    const byView = new Map<number, SeenBlock>();
    let highest = -1;
    let lowest = Number.MAX_SAFE_INTEGER;
    for (const block of this.blocks.values()) {
      byView.set(block.view, block);
      highest = Math.max(highest, block.view);
      lowest = Math.min(lowest, block.view);
    }
    if (highest < 0) return [];
    const last = Math.max(this.heads_.view, highest);
    const slots: Slot[] = [];
    for (let view = Math.max(lowest, last - count + 1); view <= last; view++) {
      const block = byView.get(view) ?? null;
      slots.push({ view, block, state: block ? this.stateOf(block.height) : view < highest ? "missed" : "open" });
    }
    return slots;
  }

  stateOf(height: number): SlotState {
    if (height <= this.heads_.final) return "final";
    return height <= this.heads_.safe ? "certified" : "proposed";
  }

  /** Milliseconds from a block's time stamp to the moment this page learnt that it is final; newest first. */
  finality(count: number): number[] {
    return this.newest(this.capacity)
      .filter((block) => block.finalSeenMs !== null)
      .slice(0, count)
      .map((block) => Math.max(0, block.finalSeenMs! - block.timestampMs));
  }

  /** Transactions of users a second over the final blocks of the last `spanMs` of chain time; null without any. */
  throughput(spanMs: number): number | null {
    const newest = this.blocks.get(this.heads_.final);
    if (!newest) return null;
    let count = 0;
    let oldest = newest.timestampMs;
    for (let height = newest.height; ; height--) {
      const block = this.blocks.get(height);
      if (!block || newest.timestampMs - block.timestampMs >= spanMs) break;
      oldest = block.timestampMs;
      count += block.transactionCount ?? 0;
    }
    // The span of a block begins with its parent, so the blocks counted cover the time from the parent of the first.
    const before = [...this.blocks.values()].filter((block) => block.timestampMs < oldest);
    const start = before.reduce((best, block) => Math.max(best, block.timestampMs), 0);
    const span = newest.timestampMs - (start || oldest);
    return span > 0 ? (count * 1000) / span : null;
  }

  private dropFrom(height: number): void {
    for (const held of [...this.blocks.keys()]) if (held >= height) this.blocks.delete(held);
  }

  private trim(): void {
    while (this.blocks.size > this.capacity) {
      let lowest = Number.MAX_SAFE_INTEGER;
      for (const height of this.blocks.keys()) lowest = Math.min(lowest, height);
      this.blocks.delete(lowest);
    }
  }
}

/** The value below which a share of the numbers lies (nearest rank); null without any. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
