import { backoff } from "./backoff";
import type { Header } from "./types";

/**
 * Heads as they come, over a WebSocket. Each topic has a cursor: after a broken connection it is asked for from there
 * on, so nothing is skipped; where the node cannot honour a cursor, from the head, and the next look fills the gap.
 */

export type Topic = "newHeads" | "finalizedHeads";

export interface HeadEvent {
  topic: Topic;
  step: "new" | "undo" | "final";
  header: Header;
}

export interface Listener {
  onEvent(event: HeadEvent): void;
  /** All topics are subscribed, or they no longer are. */
  onState(streaming: boolean): void;
}

/** What a stream needs of a WebSocket, and of time; tests bring their own. */
export interface Surroundings {
  open(url: string): Socket;
  later(run: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

interface Subscription {
  topic: Topic;
  /** Id of the request under way, or 0. */
  asked: number;
  /** The node's name of it; null while it is not subscribed. */
  name: string | null;
  cursor: string | null;
}

interface Frame {
  id?: number;
  result?: unknown;
  error?: { code: number };
  method?: string;
  params?: { subscription: string; cursor: string | null; step: string; result?: Header };
}

const TOPICS: Topic[] = ["newHeads", "finalizedHeads"];

/** A node that ends subscriptions again and again is given this much air between. */
const RESUBSCRIBE_MS = 500;

export class HeadStream {
  private socket: Socket | null = null;
  private timer: unknown = null;
  private failures = 0;
  private nextId = 1;
  private streaming = false;
  private readonly subscriptions: Subscription[];

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly surroundings: Surroundings,
  ) {
    this.subscriptions = TOPICS.map((topic) => ({ topic, asked: 0, name: null, cursor: null }));
  }

  /** Connects, unless it is connected or about to be. */
  start(): void {
    if (this.socket || this.timer !== null) return;
    this.connect();
  }

  /** Ends the connection; the cursors stay for the next start. */
  stop(): void {
    if (this.timer !== null) this.surroundings.cancel(this.timer);
    this.timer = null;
    const socket = this.socket;
    this.socket = null;
    this.failures = 0;
    this.ended();
    socket?.close();
  }

  /** Forgets where the topics stand: the node speaks of another chain. */
  forget(): void {
    for (const subscription of this.subscriptions) subscription.cursor = null;
  }

  private connect(): void {
    const socket = this.surroundings.open(this.url);
    this.socket = socket;
    socket.onopen = () => {
      for (const subscription of this.subscriptions) this.subscribe(subscription);
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.socket) this.read(data);
    };
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.ended();
      this.failures++;
      this.timer = this.surroundings.later(() => {
        this.timer = null;
        this.connect();
      }, backoff(this.failures));
    };
    socket.onerror = () => undefined;
  }

  private ended(): void {
    for (const subscription of this.subscriptions) {
      subscription.name = null;
      subscription.asked = 0;
    }
    this.tell(false);
  }

  private tell(streaming: boolean): void {
    if (this.streaming === streaming) return;
    this.streaming = streaming;
    this.listener.onState(streaming);
  }

  private subscribe(subscription: Subscription): void {
    subscription.asked = this.nextId++;
    const options = subscription.cursor === null ? [] : [{ fromCursor: subscription.cursor }];
    const params = [subscription.topic, ...options];
    this.socket?.send(JSON.stringify({ jsonrpc: "2.0", id: subscription.asked, method: "aeth_subscribe", params }));
  }

  private read(data: unknown): void {
    let frame: Frame;
    try {
      frame = JSON.parse(String(data)) as Frame;
    } catch {
      return;
    }
    if (typeof frame !== "object" || frame === null) return;
    if (frame.method === "aeth_subscription" && frame.params) this.readEvent(frame.params);
    else if (frame.id !== undefined) this.readAnswer(frame);
  }

  private readAnswer(frame: Frame): void {
    const subscription = this.subscriptions.find((each) => each.asked === frame.id);
    if (!subscription) return;
    subscription.asked = 0;
    if (frame.error) {
      // A refused cursor is given up; a refused topic ends the connection, and asking is what is left.
      if (subscription.cursor === null) this.socket?.close();
      else {
        subscription.cursor = null;
        this.subscribe(subscription);
      }
      return;
    }
    subscription.name = String(frame.result);
    if (this.subscriptions.every((each) => each.name !== null)) {
      this.failures = 0;
      this.tell(true);
    }
  }

  private readEvent(event: NonNullable<Frame["params"]>): void {
    const subscription = this.subscriptions.find((each) => each.name === event.subscription);
    if (!subscription) return;
    if (event.cursor) subscription.cursor = event.cursor;
    const { step, result } = event;
    if ((step === "new" || step === "undo" || step === "final") && result) {
      this.listener.onEvent({ topic: subscription.topic, step, header: result });
      return;
    }
    // The node ended it because this page was too slow, or its place is lost: on from the cursor, with some air.
    subscription.name = null;
    this.tell(false);
    const socket = this.socket;
    this.surroundings.later(() => {
      const open = socket === this.socket && subscription.name === null && subscription.asked === 0;
      if (open) this.subscribe(subscription);
    }, RESUBSCRIBE_MS);
  }
}
