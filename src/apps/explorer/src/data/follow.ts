import { isZeroHash } from "../format/hash";
import { ChainWindow, COUNTED_BYTES, type Heads } from "./chain";
import { Rpc, RpcError, type Outcome } from "./rpc";
import type { Block, FeeMarket, Header, Mempool, NodeStatus } from "./types";

/** What one look at the node gave. */
export interface Look {
  heads: Heads;
  mempool: Mempool | null;
  fees: FeeMarket | null;
  /** Null where the node is too old to tell. */
  status: NodeStatus | null;
}

/**
 * Keeps a window of the chain up to date by asking. One look is two or three requests: the heads with the counters,
 * then the blocks that are new. Where the window stands is the cursor, so a look after a pause of any length asks for
 * what is missing and for no more than fits.
 */
export class Follower {
  constructor(
    private readonly rpc: Rpc,
    readonly chain: ChainWindow,
    private readonly depth: number,
    private readonly clock: () => number = Date.now,
  ) {}

  async look(): Promise<Look> {
    const [view, latest, safe, final, mempool, fees, status] = await this.rpc.batch([
      { method: "aeth_getSlotNumber" },
      { method: "aeth_getHeader", params: ["latest"] },
      { method: "aeth_getHeader", params: ["safe"] },
      { method: "aeth_getHeader", params: ["finalized"] },
      { method: "aeth_mempoolStatus" },
      { method: "aeth_getFeeMarket" },
      { method: "aeth_nodeStatus" },
    ]);
    const now = this.clock();
    const head = need<Header>(latest);
    const heads: Heads = {
      view: need<number>(view),
      latest: head.height,
      safe: optional<Header>(safe)?.height ?? -1,
      final: optional<Header>(final)?.height ?? -1,
    };
    // Heads that a stream told while this was under way are newer than the answer; a chain that fell back is another.
    const { final: known } = this.chain.heads;
    if (heads.final < known && !(await this.isKnown(known))) this.chain.clear();
    heads.final = Math.max(heads.final, this.chain.heads.final);
    heads.safe = Math.max(heads.safe, heads.final);
    heads.latest = Math.max(heads.latest, heads.safe);
    // Blocks first, so that those that are already final by now are stamped with the moment it was learnt.
    await this.fill({ ...heads }, now);
    return {
      heads,
      mempool: optional<Mempool>(mempool),
      fees: optional<FeeMarket>(fees),
      status: optional<NodeStatus>(status),
    };
  }

  /** Whether the node still has the block that was final here. */
  private async isKnown(height: number): Promise<boolean> {
    const [found] = await this.rpc.batch([{ method: "aeth_getHeader", params: [height] }]);
    const mine = this.chain.at(height);
    return mine !== undefined && optional<Header>(found)?.hash === mine.hash;
  }

  /** Fetches what lies between the window and the head, then again where a block turned out to be replaced. */
  private async fill(heads: Heads, now: number): Promise<void> {
    this.chain.setHeads(heads, now);
    let wanted = this.chain.missing(this.depth);
    for (let round = 0; wanted.length > 0 && round < 4; round++) {
      wanted = await this.fetch(wanted, now);
    }
  }

  private async fetch(heights: readonly number[], now: number): Promise<number[]> {
    const headers = (await this.rpc.batch(heights.map((height) => ({ method: "aeth_getHeader", params: [height] }))))
      .map((outcome) => optional<Header>(outcome))
      .filter((header) => header !== null);
    const uncounted = headers.filter(
      (header) => known(header) === null && header.payloadBytes <= COUNTED_BYTES,
    );
    const bodies = await this.rpc.batch(
      uncounted.map((header) => ({ method: "aeth_getBlockByHash", params: [header.hash] })),
    );
    const counts = new Map<string, number>();
    uncounted.forEach((header, index) => {
      const block = optional<Block>(bodies[index]);
      if (block) counts.set(header.hash, block.transactionCount);
    });
    const again: number[] = [];
    for (const header of headers) {
      const replaced = this.chain.add(header, known(header) ?? counts.get(header.hash) ?? null, now);
      if (replaced !== null) again.push(replaced);
    }
    return again;
  }
}

/** What the header itself says of the number of transactions: a node may count them, and no payload has no root. */
function known(header: Header): number | null {
  return header.transactionCount ?? (isZeroHash(header.payloadRoot) ? 0 : null);
}

function need<T>(outcome: Outcome | undefined): T {
  if (!outcome) throw new RpcError(-32603, "the node left a call unanswered", {});
  if (!outcome.ok) throw outcome.error;
  return outcome.value as T;
}

/** The value, or null where the node has none or refuses this one call: the others still count. */
function optional<T>(outcome: Outcome | undefined): T | null {
  return outcome?.ok ? (outcome.value as T | null) : null;
}
