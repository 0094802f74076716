import { describe, expect, it } from "vitest";
import { backoff } from "../../src/data/backoff";
import { ChainWindow } from "../../src/data/chain";
import { Follower } from "../../src/data/follow";
import { Rpc, RpcError, UnreachableError } from "../../src/data/rpc";
import { World } from "./world";

function start(depth = 20) {
  const world = new World();
  const rpc = new Rpc("/", world.send as typeof fetch);
  const chain = new ChainWindow(64);
  return { world, rpc, chain, follower: new Follower(rpc, chain, depth, () => 0) };
}

const heights = (world: World) =>
  world.asked.filter((call) => call.method === "aeth_getHeader").map((call) => call.params![0])
    .filter((tag) => typeof tag === "number");

describe("following", () => {
  it("fetches the newest blocks, then only what is new", async () => {
    const { world, chain, follower } = start(5);
    world.grow(30);
    world.final = 29;
    const look = await follower.look();
    expect(look.heads).toMatchObject({ latest: 30, final: 29, view: 32 });
    expect(look.mempool?.transactions).toBe(3);
    expect(look.status).toBeNull();
    expect(chain.newest(99).map((block) => block.height)).toEqual([30, 29, 28, 27, 26]);
    expect(chain.at(30)?.transactionCount).toBe(30);
    world.asked = [];
    world.grow(32);
    await follower.look();
    expect(heights(world)).toEqual([31, 32]);
    world.asked = [];
    await follower.look();
    expect(heights(world)).toEqual([]);
  });

  it("asks for no bodies where headers count their transactions", async () => {
    const { world, chain, follower } = start();
    world.counted = true;
    world.grow(3);
    await follower.look();
    expect(chain.at(2)?.transactionCount).toBe(7);
    expect(world.asked.some((call) => call.method === "aeth_getBlockByHash")).toBe(false);
  });

  it("resumes after any pause with one bounded look", async () => {
    const { world, chain, follower } = start(10);
    world.grow(10);
    await follower.look();
    world.grow(5_000);
    world.asked = [];
    await follower.look();
    expect(heights(world)).toEqual(Array.from({ length: 10 }, (_, at) => 4_991 + at));
    expect(chain.size).toBeLessThanOrEqual(64);
  });

  it("replaces a fork down to the common parent", async () => {
    const { world, chain, follower } = start();
    world.grow(12);
    world.final = 9;
    await follower.look();
    world.fork(11, 14);
    await follower.look();
    for (let height = 1; height <= 14; height++) {
      expect(chain.at(height)?.hash).toBe(world.blocks[height]!.hash);
    }
  });

  it("forgets everything when the node's final head fell: it is another chain", async () => {
    const { world, chain, follower } = start();
    world.grow(12);
    world.final = 12;
    await follower.look();
    world.blocks.length = 1;
    world.grow(2, "d");
    world.final = 1;
    await follower.look();
    expect(chain.newest(99).map((block) => block.hash)).toEqual(world.blocks.map((block) => block.hash).reverse());
  });
});

describe("calls", () => {
  it("splits long batches and keeps their order", async () => {
    const { world, rpc } = start();
    world.grow(70);
    const calls = world.blocks.map((block) => ({ method: "aeth_getHeader", params: [block.height] }));
    const outcomes = await rpc.batch(calls);
    expect(outcomes.map((outcome) => outcome.ok && (outcome.value as { height: number }).height))
      .toEqual(world.blocks.map((block) => block.height));
  });

  it("gives the error of one call to that call alone", async () => {
    const { rpc } = start();
    const [bad, good] = await rpc.batch([{ method: "aeth_none" }, { method: "aeth_getSlotNumber" }]);
    expect(bad).toMatchObject({ ok: false, error: { code: -32601, label: "MethodNotFound" } });
    expect(good).toMatchObject({ ok: true });
    await expect(rpc.call("aeth_none")).rejects.toBeInstanceOf(RpcError);
  });

  it.each([
    ["nothing listens", async () => { throw new TypeError("refused"); }],
    ["an HTTP error", async () => new Response("busy", { status: 503 })],
    ["no JSON", async () => new Response("<html>")],
    ["no JSON-RPC", async () => new Response('"hello"')],
  ])("says that the node cannot be reached: %s", async (_, send) => {
    await expect(new Rpc("/", send as typeof fetch).call("x")).rejects.toBeInstanceOf(UnreachableError);
  });

  it("passes on the refusal of a whole batch, and a call left unanswered", async () => {
    const refused = async () => new Response('{"error":{"code":-32005,"message":"too many"}}');
    await expect(new Rpc("/", refused as typeof fetch).call("x")).rejects.toMatchObject({ code: -32005 });
    const empty = async () => new Response("[]");
    await expect(new Rpc("/", empty as typeof fetch).call("x")).rejects.toMatchObject({ code: -32603 });
  });
});

describe("backoff", () => {
  it("doubles up to its most, spread by a fifth", () => {
    expect([1, 2, 3, 10, 1_000].map((failures) => backoff(failures, 500, 15_000, () => 0.5)))
      .toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(backoff(1, 500, 15_000, () => 0)).toBe(400);
    expect(backoff(99, 500, 15_000, () => 1)).toBe(18_000);
  });
});
