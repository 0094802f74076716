/** Where the time of the node's threads goes: two readings of ever-growing counters give the share between them. */

export interface StageReading {
  stage: string;
  thread: string;
  items: number;
  busyUs: number;
  waitUs: number;
  backpressureUs: number;
  housekeepingUs: number;
  dropped: { reason: string; count: number }[];
}

export interface LinkReading {
  link: string;
  depth: number;
  capacity: number;
  highWater: number;
}

export interface StageReadings {
  stages: StageReading[];
  links: LinkReading[];
}

export interface StageShare {
  stage: string;
  /** Shares of the thread's time: they sum up to 1 over the stages of a thread. */
  busy: number;
  wait: number;
  backpressure: number;
  housekeeping: number;
  itemsPerSecond: number;
  items: number;
  dropped: { reason: string; count: number }[];
}

export interface ThreadShare {
  thread: string;
  stages: StageShare[];
  /** What is not waiting: 1 is a thread that never rests. */
  load: number;
}

export interface Taken {
  atMs: number;
  /** Null where the node does not tell. */
  readings: StageReadings | null;
}

/** The newest reading, and the one before it. */
export interface Looked {
  now: Taken;
  before: Taken | null;
}

/** Between two readings that are closer, hardly anything was counted, and all shares and rates would be 0. */
const APART_MS = 2_000;

/** Keeps two readings that are far enough apart, however often it is asked. */
export class StageWatch {
  private held: Looked | null = null;

  constructor(
    private readonly read: () => Promise<StageReadings | null>,
    private readonly clock: () => number = Date.now,
  ) {}

  async look(): Promise<Looked> {
    if (this.held && this.clock() - this.held.now.atMs < APART_MS) return this.held;
    const readings = await this.read();
    return (this.held = { now: { atMs: this.clock(), readings }, before: this.held?.now ?? null });
  }
}

/** What each thread did between two readings; the totals since the start where there is only one. */
export function shares(now: StageReadings, before: StageReadings | null, elapsedMs: number): ThreadShare[] {
  const earlier = new Map(before?.stages.map((stage) => [stage.stage, stage]));
  const threads = new Map<string, StageReading[]>();
  for (const stage of now.stages) {
    threads.set(stage.thread, [...(threads.get(stage.thread) ?? []), stage]);
  }
  return [...threads].map(([thread, stages]) => {
    const passed = stages.map((stage) => difference(stage, earlier.get(stage.stage)));
    const total = passed.reduce((sum, stage) => sum + time(stage), 0) || 1;
    const shared = passed.map((stage, index): StageShare => ({
      stage: stage.stage,
      busy: stage.busyUs / total,
      wait: stage.waitUs / total,
      backpressure: stage.backpressureUs / total,
      housekeeping: stage.housekeepingUs / total,
      itemsPerSecond: before && elapsedMs > 0 ? (stage.items * 1000) / elapsedMs : 0,
      items: stages[index]!.items,
      dropped: stages[index]!.dropped.filter((drop) => drop.count > 0),
    }));
    return { thread, stages: shared, load: 1 - shared.reduce((sum, stage) => sum + stage.wait, 0) };
  });
}

/** The stage that would be the limit: the busiest of the thread that rests least. Null while all rest. */
export function busiest(threads: readonly ThreadShare[]): StageShare | null {
  const thread = [...threads].sort((a, b) => b.load - a.load)[0];
  if (!thread || thread.load < 0.05) return null;
  return [...thread.stages].sort((a, b) => b.busy + b.backpressure - (a.busy + a.backpressure))[0] ?? null;
}

const time = (of: StageReading) => of.busyUs + of.waitUs + of.backpressureUs + of.housekeepingUs;

/** A counter that fell was started anew: then all of it is new. */
function difference(now: StageReading, before: StageReading | undefined): StageReading {
  if (!before || time(before) > time(now)) return now;
  return {
    ...now,
    items: now.items - before.items,
    busyUs: now.busyUs - before.busyUs,
    waitUs: now.waitUs - before.waitUs,
    backpressureUs: now.backpressureUs - before.backpressureUs,
    housekeepingUs: now.housekeepingUs - before.housekeepingUs,
  };
}
