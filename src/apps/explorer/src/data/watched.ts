import type { StatusName } from "./types";

/** When this page saw which state of a transaction: the node keeps no such times. */
export interface Watched {
  firstMs: number;
  seen: Partial<Record<StatusName, number>>;
}

/** Remembers the newest `capacity` transactions somebody looked at, so that leaving the page loses nothing. */
export class WatchList {
  private readonly entries = new Map<string, Watched>();

  constructor(private readonly capacity = 64) {}

  get size(): number {
    return this.entries.size;
  }

  /** Notes a state at its first sight; later sights change nothing. */
  note(hash: string, status: StatusName, now: number): Watched {
    let entry = this.entries.get(hash);
    if (!entry) {
      entry = { firstMs: now, seen: {} };
      this.entries.set(hash, entry);
      if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value!);
    }
    entry.seen[status] ??= now;
    return entry;
  }

  of(hash: string): Watched | undefined {
    return this.entries.get(hash);
  }
}
