import { signal } from "@preact/signals";
import { backoff } from "./backoff";
import { ChainWindow } from "./chain";
import { Follower } from "./follow";
import { HeadStream, type HeadEvent, type Socket } from "./stream";
import { Rpc, UnreachableError } from "./rpc";
import type { FeeMarket, Genesis, Mempool, NodeInfo, NodeStatus, ValidatorSet } from "./types";

/** What every page shares: one window of the chain, one connection, one clock. */

export const rpc = new Rpc();

/** Slots that are fetched when the page opens, and at most after a pause. */
const DEPTH = 72;
const POLL_MS = 1_000;

/** While heads come by themselves, asking only brings the counters and closes gaps. */
const STREAM_POLL_MS = 2_000;

export type Connection = "connecting" | "streaming" | "polling" | "lost" | "paused";

export const chain = new ChainWindow(512);

/** Counts the changes of the window: whoever reads it is drawn again after each. */
export const revision = signal(0);
export const connection = signal<Connection>("connecting");
export const lastError = signal<string | null>(null);
export const nextTryMs = signal<number | null>(null);
export const mempool = signal<Mempool | null>(null);
export const fees = signal<FeeMarket | null>(null);
export const nodeInfo = signal<NodeInfo | null>(null);
export const nodeStatus = signal<NodeStatus | null>(null);
export const genesis = signal<Genesis | null>(null);
export const validators = signal<ValidatorSet | null>(null);
export const now = signal(Date.now());

/** One point a look, for the charts: at most `HISTORY` of them. */
export interface Sample {
  atMs: number;
  pending: number;
  throughput: number | null;
}

const HISTORY = 300;
export const samples = signal<readonly Sample[]>([]);

const follower = new Follower(rpc, chain, DEPTH);
const stream = new HeadStream(
  typeof location === "undefined" ? "" : `${location.origin.replace(/^http/, "ws")}/ws`,
  { onEvent: take, onState: (on) => (streaming = on) },
  {
    open: (url) => new WebSocket(url) as unknown as Socket,
    later: (run, ms) => setTimeout(run, ms),
    cancel: (pending) => clearTimeout(pending as number),
  },
);
let streaming = false;
let offered = false;
let drawing = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let looking = false;
let lastLookMs = 0;

/** The slot length of the chain, once it is known. */
export function slotMs(): number | null {
  return genesis.value?.slotMs ?? null;
}

/** An event of the stream: into the window at once, onto the screen with the next frame. */
function take({ step, header }: HeadEvent): void {
  const count = header.transactionCount ?? null;
  const at = Date.now();
  if (step === "undo") chain.undone(header);
  else if (step === "final") chain.finalized(header, count, at);
  else chain.certified(header, count, at);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    now.value = Date.now();
    revision.value++;
  });
}

/** Asked once a connection: whether this node has heads to subscribe to. */
async function readTopics(): Promise<void> {
  if (offered) return;
  const [found] = await rpc.batch([{ method: "aeth_capabilities" }]);
  const topics = found?.ok ? (found.value as { topics?: string[] }).topics : undefined;
  offered = topics?.includes("newHeads") === true && topics.includes("finalizedHeads");
}

async function readOnce(): Promise<void> {
  const epoch = chain.top?.epoch;
  const stale = validators.value === null || (epoch !== undefined && validators.value.epoch !== epoch);
  if (!stale && nodeInfo.value && genesis.value) return;
  const [info, root, set] = await rpc.batch([
    { method: "aeth_nodeInfo" }, { method: "aeth_getGenesis" }, { method: "aeth_getValidators" },
  ]);
  if (info?.ok) nodeInfo.value = info.value as NodeInfo;
  if (root?.ok) genesis.value = root.value as Genesis;
  if (set?.ok && set.value) validators.value = set.value as ValidatorSet;
}

async function look(): Promise<void> {
  if (looking) return;
  looking = true;
  if (Date.now() - lastLookMs > 3 * STREAM_POLL_MS) chain.resume();
  try {
    const found = await follower.look();
    await readOnce();
    await readTopics();
    if (offered && !document.hidden) stream.start();
    mempool.value = found.mempool;
    fees.value = found.fees;
    nodeStatus.value = found.status;
    lastLookMs = Date.now();
    now.value = lastLookMs;
    const sample = {
      atMs: now.value,
      pending: found.mempool?.transactions ?? 0,
      throughput: chain.throughput(10_000),
    };
    samples.value = [...samples.value.slice(1 - HISTORY), sample];
    failures = 0;
    lastError.value = null;
    nextTryMs.value = null;
    connection.value = streaming ? "streaming" : "polling";
    revision.value++;
  } catch (error) {
    failures++;
    const { message } = error as Error;
    lastError.value = error instanceof UnreachableError ? message : `the node refuses: ${message}`;
    connection.value = "lost";
    offered = false;
  } finally {
    looking = false;
  }
}

async function turn(): Promise<void> {
  timer = undefined;
  await look();
  if (document.hidden) return;
  const pause = streaming ? STREAM_POLL_MS : POLL_MS;
  const wait = failures === 0 ? pause : backoff(failures);
  nextTryMs.value = failures === 0 ? null : Date.now() + wait;
  timer = setTimeout(turn, wait);
}

/** Tries at once, whatever the wait was. */
export function retryNow(): void {
  clearTimeout(timer);
  void turn();
}

/** Begins to follow, and stops while nobody looks at the tab. */
export function start(): void {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) {
      connection.value = "paused";
      stream.stop();
    } else {
      void turn();
    }
  });
  void turn();
}
