import { describe, expect, it } from "vitest";
import { ChainWindow, percentile } from "../../src/data/chain";
import { header } from "./world";

function filled(to: number, capacity = 512): ChainWindow {
  const chain = new ChainWindow(capacity);
  chain.setHeads({ latest: to, safe: to, final: to, view: to + 1 }, 0);
  for (let height = 0; height <= to; height++) chain.add(header(height), height, 0);
  return chain;
}

describe("the window", () => {
  it("holds the newest blocks and no more than its capacity", () => {
    const chain = filled(1_000, 64);
    expect(chain.size).toBe(64);
    expect(chain.top?.height).toBe(1_000);
    expect(chain.newest(3).map((block) => block.height)).toEqual([1_000, 999, 998]);
    expect(chain.at(936)).toBeUndefined();
  });

  it("asks for what is missing, oldest first and no deeper than told", () => {
    const chain = filled(10);
    expect(chain.missing(100)).toEqual([]);
    chain.setHeads({ latest: 14, safe: 12, final: 12, view: 15 }, 0);
    expect(chain.missing(100)).toEqual([11, 12, 13, 14]);
    chain.setHeads({ latest: 900, safe: 900, final: 900, view: 901 }, 0);
    expect(chain.missing(5)).toEqual([896, 897, 898, 899, 900]);
  });

  it("asks again for a block whose transactions were not counted, unless it is large", () => {
    const chain = filled(3);
    chain.setHeads({ latest: 5, safe: 5, final: 5, view: 6 }, 0);
    chain.add(header(4), null, 0);
    chain.add(header(5, { payloadBytes: 2_000_000 }), null, 0);
    expect(chain.missing(10)).toEqual([4]);
    expect(chain.add(header(4), 4, 0)).toBeNull();
    expect(chain.missing(10)).toEqual([]);
  });

  it("drops a loser and what was built on it, and asks for the parents of the winner", () => {
    const chain = filled(10);
    const again = chain.add(header(9, { fork: "d" }), 1, 0);
    expect(chain.at(10)).toBeUndefined();
    expect(again).toBe(8);
    expect(chain.at(8)).toBeUndefined();
    expect(chain.add(header(8, { fork: "d", parentHash: header(7).hash }), 1, 0)).toBeNull();
    expect(chain.at(9)?.parentHash).toBe(chain.at(8)?.hash);
  });

  it("says how far each slot got", () => {
    const chain = new ChainWindow();
    chain.setHeads({ latest: 3, safe: 2, final: 1, view: 9 }, 0);
    chain.add(header(1, { view: 2 }), 0, 0);
    chain.add(header(2, { view: 3 }), 0, 0);
    chain.add(header(3, { view: 6 }), 0, 0);
    expect(chain.slots(100).map((slot) => `${slot.view} ${slot.state}`)).toEqual([
      "2 final", "3 certified", "4 missed", "5 missed", "6 proposed", "7 open", "8 open", "9 open",
    ]);
    expect(chain.slots(3).map((slot) => slot.view)).toEqual([7, 8, 9]);
    expect(new ChainWindow().slots(5)).toEqual([]);
  });

  it("measures finality only of blocks that it saw become final", () => {
    const chain = filled(10);
    expect(chain.finality(100)).toEqual([]);
    chain.setHeads({ latest: 12, safe: 12, final: 10, view: 13 }, 11_000);
    chain.add(header(11), 0, 11_100);
    chain.add(header(12), 0, 12_100);
    chain.setHeads({ latest: 12, safe: 12, final: 11, view: 13 }, 11_400);
    chain.setHeads({ latest: 12, safe: 12, final: 12, view: 13 }, 12_900);
    expect(chain.finality(100)).toEqual([900, 400]);
  });

  it("counts no finality over a pause", () => {
    const chain = filled(10);
    chain.resume();
    chain.setHeads({ latest: 40, safe: 40, final: 40, view: 41 }, 90_000);
    for (let height = 11; height <= 40; height++) chain.add(header(height), 0, 90_000);
    expect(chain.finality(100)).toEqual([]);
  });

  it("gives transactions a second over the time their blocks cover", () => {
    const chain = filled(20);
    // Blocks 11 to 20, one a second, of as many transactions as their height; the span begins with block 10.
    expect(chain.throughput(10_000)).toBeCloseTo((11 + 20) / 2);
    expect(new ChainWindow().throughput(10_000)).toBeNull();
  });

  it("starts anew on another chain", () => {
    const chain = filled(5);
    chain.clear();
    expect([chain.size, chain.heads.final, chain.top]).toEqual([0, -1, undefined]);
  });
});

describe("what a stream tells", () => {
  it("moves the heads as blocks are certified and final", () => {
    const chain = filled(10);
    expect(chain.certified(header(11), 2, 11_050)).toBeNull();
    expect(chain.heads).toMatchObject({ latest: 11, safe: 11, final: 10 });
    expect(chain.stateOf(11)).toBe("certified");
    expect(chain.finalized(header(11), 2, 11_120)).toBeNull();
    expect(chain.heads).toMatchObject({ latest: 11, safe: 11, final: 11 });
    expect(chain.finality(9)).toEqual([120]);
    chain.finalized(header(11), 2, 99_999);
    expect(chain.finality(9)).toEqual([120]);
  });

  it("stamps a final block that it had not seen before", () => {
    const chain = filled(10);
    expect(chain.finalized(header(11), 0, 11_300)).toBeNull();
    expect(chain.finality(9)).toEqual([300]);
  });

  it("takes back what lost, and nothing else", () => {
    const chain = filled(10);
    chain.certified(header(11), 0, 0);
    chain.undone(header(11, { fork: "d" }));
    expect(chain.at(11)).toBeDefined();
    chain.undone(header(11));
    expect([chain.at(11), chain.heads.latest, chain.heads.safe, chain.heads.final]).toEqual([undefined, 10, 10, 10]);
    chain.certified(header(11, { fork: "d", parentHash: header(10).hash }), 0, 0);
    expect(chain.top?.height).toBe(11);
  });

  it("says which block is missing before the one that came", () => {
    const chain = filled(10);
    expect(chain.certified(header(11, { parentHash: header(10, { fork: "d" }).hash }), 0, 0)).toBe(10);
    expect(chain.missing(20)).toEqual([10]);
  });
});

describe("percentiles", () => {
  it("are the nearest rank", () => {
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([5], 0.95)).toBe(5);
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
    expect(percentile(Array.from({ length: 100 }, (_, at) => at + 1), 0.95)).toBe(95);
  });
});
