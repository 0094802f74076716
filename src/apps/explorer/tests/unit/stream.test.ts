import { describe, expect, it } from "vitest";
import { HeadStream, type HeadEvent, type Socket } from "../../src/data/stream";
import { header } from "./world";

/** A WebSocket whose other side is the test. */
class FakeSocket implements Socket {
  sent: { id: number; params: unknown[] }[] = [];
  closed = false;
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onclose?.(undefined as never);
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  /** Opens and answers every subscription with a name of its topic. */
  accept(): void {
    this.onopen?.(undefined as never);
    for (const request of [...this.sent]) this.say({ id: request.id, result: `0x${String(request.params[0])}` });
  }

  tell(topic: string, step: string, cursor: string, height: number): void {
    this.say({
      method: "aeth_subscription",
      params: { subscription: `0x${topic}`, seq: 1, cursor, step, ...(height < 0 ? {} : { result: header(height) }) },
    });
  }
}

function start() {
  const sockets: FakeSocket[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const events: string[] = [];
  const states: boolean[] = [];
  const stream = new HeadStream("ws://node/ws", {
    onEvent: (event: HeadEvent) => events.push(`${event.topic} ${event.step} ${event.header.height}`),
    onState: (streaming) => states.push(streaming),
  }, {
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    },
    later: (run, ms) => timers.push({ run, ms }),
    cancel: () => timers.pop(),
  });
  stream.start();
  return { stream, sockets, timers, events, states, wake: () => timers.shift()!.run() };
}

const cursors = (socket: FakeSocket) =>
  socket.sent.map((request) => (request.params[1] as { fromCursor: string } | undefined)?.fromCursor ?? null);

describe("the stream of heads", () => {
  it("subscribes to both topics from the head and passes on what comes", () => {
    const { sockets, events, states } = start();
    sockets[0]!.accept();
    expect(sockets[0]!.sent.map((request) => request.params)).toEqual([["newHeads"], ["finalizedHeads"]]);
    expect(states).toEqual([true]);
    sockets[0]!.tell("newHeads", "new", "c1", 5);
    sockets[0]!.tell("newHeads", "undo", "c2", 5);
    sockets[0]!.tell("finalizedHeads", "final", "c3", 4);
    expect(events).toEqual(["newHeads new 5", "newHeads undo 5", "finalizedHeads final 4"]);
  });

  it("goes on at the cursors after a broken connection", () => {
    const { sockets, timers, states, wake } = start();
    sockets[0]!.accept();
    sockets[0]!.tell("newHeads", "new", "c1", 5);
    sockets[0]!.tell("newHeads", "new", "c2", 6);
    sockets[0]!.close();
    expect(states).toEqual([true, false]);
    expect(timers).toHaveLength(1);
    wake();
    sockets[1]!.accept();
    expect(cursors(sockets[1]!)).toEqual(["c2", null]);
    expect(states).toEqual([true, false, true]);
  });

  it("waits longer after each failure, and little again after a success", () => {
    const { sockets, timers, wake } = start();
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      sockets.at(-1)!.close();
      waits.push(timers[0]!.ms);
      wake();
    }
    for (let round = 1; round < 4; round++) expect(waits[round]!).toBeGreaterThan(waits[round - 1]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(18_000);
    sockets.at(-1)!.accept();
    sockets.at(-1)!.close();
    expect(timers[0]!.ms).toBeLessThanOrEqual(600);
  });

  it("begins at the head where the node cannot honour a cursor", () => {
    const { sockets, states, wake } = start();
    sockets[0]!.accept();
    sockets[0]!.tell("newHeads", "new", "old", 5);
    sockets[0]!.close();
    wake();
    const socket = sockets[1]!;
    socket.onopen?.(undefined as never);
    socket.say({ id: socket.sent[0]!.id, error: { code: -32011 } });
    expect(cursors(socket)).toEqual(["old", null, null]);
    socket.say({ id: socket.sent[1]!.id, result: "0xfinalizedHeads" });
    socket.say({ id: socket.sent[2]!.id, result: "0xnewHeads" });
    expect(states).toEqual([true, false, true]);
  });

  it("subscribes again where it was when the node says that it lagged", () => {
    const { sockets, states, wake } = start();
    const socket = sockets[0]!;
    socket.accept();
    socket.tell("newHeads", "new", "c1", 5);
    socket.tell("newHeads", "lagged", "c7", -1);
    expect(states).toEqual([true, false]);
    wake();
    expect(cursors(socket)).toEqual([null, null, "c7"]);
    socket.say({ id: socket.sent[2]!.id, result: "0xnewHeads" });
    expect(states).toEqual([true, false, true]);
  });

  it("gives up a connection whose topics are refused, and tries again later", () => {
    const { sockets, timers, states } = start();
    sockets[0]!.onopen?.(undefined as never);
    sockets[0]!.say({ id: sockets[0]!.sent[0]!.id, error: { code: -32601 } });
    expect([sockets[0]!.closed, timers.length, states]).toEqual([true, 1, []]);
  });

  it("is not disturbed by what it did not ask for", () => {
    const { sockets, events } = start();
    sockets[0]!.accept();
    for (const frame of ["", "{", "[]", "null", '"x"', { id: 99, result: 1 }, { method: "aeth_subscription" }]) {
      sockets[0]!.say(frame);
    }
    sockets[0]!.tell("others", "new", "c", 1);
    expect(events).toEqual([]);
  });

  it("stops, and starts again at its cursors; a late answer of the old connection is not heard", () => {
    const { stream, sockets, events, timers } = start();
    sockets[0]!.accept();
    sockets[0]!.tell("newHeads", "new", "c1", 5);
    stream.stop();
    sockets[0]!.tell("newHeads", "new", "c9", 9);
    expect([events, timers]).toEqual([["newHeads new 5"], []]);
    stream.start();
    sockets[1]!.accept();
    expect(cursors(sockets[1]!)).toEqual(["c1", null]);
    stream.forget();
    stream.stop();
    stream.start();
    sockets[2]!.accept();
    expect(cursors(sockets[2]!)).toEqual([null, null]);
  });
});
