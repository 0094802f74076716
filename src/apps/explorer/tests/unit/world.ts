import type { Call } from "../../src/data/rpc";
import type { Header } from "../../src/data/types";

/** A chain that a test extends, and a node that answers of it. */

const text = (tag: string, height: number) => "0x" + `${tag}${height}`.padStart(64, "0").replace(/[^0-9a-f]/g, "e");

export function header(height: number, options: Partial<Header> & { fork?: string } = {}): Header {
  const { fork = "a", ...rest } = options;
  return {
    hash: text(fork, height), height, view: height + 1, epoch: 0, parentHash: text(fork, height - 1),
    timestampMs: 1_000 * height, proposer: height % 4, leadKind: "vrf", vrfProof: "0x", payloadRoot: text("f", height),
    payloadBytes: 100, stateRoot: text("b", height), receiptsRoot: text("c", height),
    evidenceRoot: "0x" + "0".repeat(64), baseFee: "4294967296", finalized: false,
    justify: { epoch: 0, view: height, blockHash: text(fork, height - 1) },
    rawHeader: "0x", ...rest,
  };
}

export class World {
  blocks: Header[] = [header(0)];
  safe = 0;
  final = 0;
  /** Calls since the last look of the test. */
  asked: Call[] = [];
  down = false;
  counted = false;

  /** Adds blocks up to a height. */
  grow(to: number, fork = "a"): void {
    for (let height = this.blocks.length; height <= to; height++) {
      this.blocks.push(header(height, { fork, parentHash: this.blocks[height - 1]!.hash }));
    }
  }

  /** Replaces what is from a height on. */
  fork(from: number, to: number): void {
    this.blocks.length = from;
    this.grow(to, "d");
  }

  /** What stands for `fetch`. */
  send = async (_: unknown, init?: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError("connection refused");
    const calls = JSON.parse(String(init!.body)) as (Call & { id: number })[];
    this.asked.push(...calls);
    return new Response(JSON.stringify(calls.map((call) => ({ jsonrpc: "2.0", id: call.id, ...this.answer(call) }))));
  };

  private answer(call: Call): { result: unknown } | { error: unknown } {
    const [first] = call.params ?? [];
    switch (call.method) {
      case "aeth_getSlotNumber": return { result: this.blocks.at(-1)!.view + 1 };
      case "aeth_getHeader": return { result: this.find(first) };
      case "aeth_getBlockByHash": {
        const found = this.blocks.find((block) => block.hash === first);
        return { result: found ? { ...found, transactionCount: found.height, transactions: [] } : null };
      }
      case "aeth_mempoolStatus": return { result: { transactions: 3 } };
      case "aeth_getFeeMarket": return { result: { price: "4294967296" } };
      default: return { error: { code: -32601, message: "no such method", data: { name: "MethodNotFound" } } };
    }
  }

  private find(tag: unknown): Header | null {
    const height = tag === "latest" ? this.blocks.length - 1 : tag === "safe" ? this.safe
      : tag === "finalized" ? this.final : Number(tag);
    const found = this.blocks[height];
    return found ? { ...found, ...(this.counted ? { transactionCount: 7 } : {}) } : null;
  }
}
