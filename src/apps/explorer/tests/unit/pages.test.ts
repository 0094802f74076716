import { describe, expect, it } from "vitest";
import { busiest, shares, StageWatch, type StageReading } from "../../src/data/stages";
import { WatchList } from "../../src/data/watched";
import { adviceFor, explainEnd, explainReceipt } from "../../src/format/explain";
import { RpcError, UnreachableError } from "../../src/data/rpc";
import { resolve } from "../../src/router";

const HASH = "0x" + "ab".repeat(32);
const ADDRESS = "taeth1a7yzdk8wv35a6vyp93hny5qm63hvme5jppsunjrhzuay7s9pueyq45wm4u";

describe("search", () => {
  it.each([
    ["17", "/block/17"], ["#17", "/block/17"], [" 17 ", "/block/17"], ["slot 9", "/slot/9"], ["View:9", "/slot/9"],
    [HASH, `/find/${HASH}`], [HASH.slice(2).toUpperCase(), `/find/${HASH}`], [ADDRESS, `/account/${ADDRESS}`],
    ["latest", "/block/latest"], ["Finalized", "/block/finalized"],
  ])("takes %j to %s", (text, path) => expect(resolve(text)).toBe(path));

  it.each(["", "hello", "0x12", "-1", "1.5", "9".repeat(16), "taeth1short", "../x"])("knows nothing of %j", (text) => {
    expect(resolve(text)).toBeNull();
  });
});

describe("stages", () => {
  const stage = (name: string, thread: string, busy: number, wait: number, items = 0): StageReading => ({
    stage: name, thread, items, busyUs: busy, waitUs: wait, backpressureUs: 0, housekeepingUs: 0,
    dropped: [{ reason: "full", count: 2 }, { reason: "old", count: 0 }],
  });

  it("share the time between two readings", () => {
    const before = { links: [], stages: [stage("A", "one", 100, 900, 5), stage("B", "one", 0, 0)] };
    const now = { links: [], stages: [stage("A", "one", 400, 1_500, 25), stage("B", "one", 100, 0, 3)] };
    const [thread] = shares(now, before, 2_000);
    expect(thread).toMatchObject({ thread: "one", load: 0.4 });
    expect(thread!.stages[0]).toMatchObject({ busy: 0.3, wait: 0.6, itemsPerSecond: 10 });
    expect(thread!.stages[0]!.dropped).toEqual([{ reason: "full", count: 2 }]);
    expect(thread!.stages[1]).toMatchObject({ busy: 0.1, itemsPerSecond: 1.5 });
  });

  it("take a counter that fell for a new one, and a first reading for all of it", () => {
    const now = { links: [], stages: [stage("A", "one", 10, 90, 4)] };
    expect(shares(now, null, 0)[0]!.stages[0]).toMatchObject({ busy: 0.1, itemsPerSecond: 0, items: 4 });
    const restarted = shares(now, { links: [], stages: [stage("A", "one", 500, 500, 99)] }, 1_000)[0]!.stages[0]!;
    expect(restarted).toMatchObject({ busy: 0.1, itemsPerSecond: 4 });
  });

  it("are read so far apart that there is something between them, however often they are asked for", async () => {
    let [clock, count] = [0, 0];
    const watch = new StageWatch(async () => ({ links: [], stages: [stage("A", "one", 0, 0, ++count)] }), () => clock);
    const first = await watch.look();
    expect(first.before).toBeNull();
    clock = 1_999;
    expect(await watch.look()).toBe(first);
    clock = 2_000;
    const second = await watch.look();
    expect([second.before, second.now.atMs, count]).toEqual([first.now, 2_000, 2]);
    clock = 2_001;
    expect(await watch.look()).toBe(second);
  });

  it("name the limit: the busiest stage of the thread that rests least", () => {
    const stages = [stage("A", "one", 50, 50), stage("B", "two", 60, 10), stage("C", "two", 30, 0)];
    const readings = { links: [], stages };
    expect(busiest(shares(readings, null, 0))?.stage).toBe("B");
    expect(busiest(shares({ links: [], stages: [stage("A", "one", 1, 99)] }, null, 0))).toBeNull();
    expect(busiest([])).toBeNull();
  });
});

describe("what was watched", () => {
  it("keeps the first sight of each state, of a bounded number", () => {
    const list = new WatchList(2);
    list.note("a", "pending", 1);
    list.note("a", "pending", 2);
    expect(list.note("a", "final", 3)).toEqual({ firstMs: 1, seen: { pending: 1, final: 3 } });
    list.note("b", "final", 4);
    list.note("c", "final", 5);
    expect([list.size, list.of("a")]).toEqual([2, undefined]);
  });
});

describe("explanations", () => {
  it("say something of every outcome, known or not", () => {
    expect(explainReceipt("OutOfGas")).toContain("gas limit");
    expect(explainReceipt("New")).toContain("does not know");
    expect(explainEnd("expired")).toContain("last slot");
    expect(explainEnd("new")).toContain("does not know");
  });

  it("say what to do about errors", () => {
    expect(adviceFor(new UnreachableError("x"))).toContain("aetherctl status");
    expect(adviceFor(new RpcError(-32011, "gone", { oldest: 40 }))).toContain("height 40");
    expect(adviceFor(new RpcError(-1, "?", {}))).toContain("json-rpc.md");
  });
});
