import { useRef } from "preact/hooks";
import { mempool, rpc } from "../data/live";
import { RpcError } from "../data/rpc";
import {
  busiest, shares, StageWatch, type LinkReading, type StageReadings, type StageShare, type Taken, type ThreadShare,
} from "../data/stages";
import { formatCount } from "../format/amount";
import { Show } from "../parts/answer";
import { Facts, Note, Scroll, Sheet, Tag } from "../parts/bits";
import { useQuery } from "../parts/query";

/** The pipeline as it works: what each thread does with its time, and how full the queues between them are. */
export function Stages() {
  const watch = useRef<StageWatch | null>(null);
  watch.current ??= new StageWatch(read);
  const answer = useQuery("stages", () => watch.current!.look(), () => true);
  return (
    <>
      <h1>Stages</h1>
      <Show of={answer} what="the stages of the pipeline">
        {({ now, before }) => now.readings
          ? <Shown now={now} readings={now.readings} before={before} />
          : <NotOffered />}
      </Show>
    </>
  );
}

async function read(): Promise<StageReadings | null> {
  try {
    return await rpc.call<StageReadings>("aeth_getStages");
  } catch (error) {
    if (error instanceof RpcError && error.code === -32601) return null;
    throw error;
  }
}

/** A node that tells nothing of its stages still tells what went through its pool. */
function NotOffered() {
  const counts = mempool.value?.sinceStart;
  return (
    <>
      <Note title="This node does not tell what its stages do.">
        <p>Its Prometheus page does, where one is served: aether_stage_regime_seconds_total.</p>
      </Note>
      {counts && (
        <Sheet title="What went through the pool" aside="since the node started">
          <Facts rows={Object.entries(counts).map(([name, count]) => [name, <span class="num">{formatCount(count)}</span>])} />
        </Sheet>
      )}
    </>
  );
}

function Shown({ now, readings, before }: { now: Taken; readings: StageReadings; before: Taken | null }) {
  const threads = shares(readings, before?.readings ?? null, before ? now.atMs - before.atMs : 0);
  const limit = busiest(threads);
  return (
    <>
      <p>
        {limit
          ? <>The thread that rests least spends most of its work in <strong>{plain(limit.stage)}</strong>.</>
          : "All threads rest nearly all of the time: the node waits for work."}
      </p>
      <Sheet title="Threads" aside={before ? "over the last look" : "since the node started"}>
        {threads.map((thread) => <Thread key={thread.thread} of={thread} hasRates={before !== null} />)}
        <p class="legend">
          <Tag is="good">works</Tag>
          <Tag is="missed">is held up by the next</Tag>
          <Tag is="certified">looks after itself</Tag>
          <Tag is="open">waits</Tag>
        </p>
      </Sheet>
      <Sheet title="Queues between threads" aside="bounded: a full one pushes back or drops, counted">
        <Scroll label="Queues"><Links of={readings.links} /></Scroll>
      </Sheet>
    </>
  );
}

function Thread({ of, hasRates }: { of: ThreadShare; hasRates: boolean }) {
  return (
    <div class="thread">
      <h3>{of.thread} <span class="soft num">{percent(of.load)} at work</span></h3>
      <div class="shares" role="img" aria-label={`${of.thread}: ${percent(of.load)} at work`}>
        {of.stages.map((stage) => <i key={stage.stage} class="busy" style={{ flexGrow: stage.busy }} title={plain(stage.stage)} />)}
        <i class="pressed" style={{ flexGrow: sum(of.stages, "backpressure") }} />
        <i class="keeping" style={{ flexGrow: sum(of.stages, "housekeeping") }} />
        <i class="waits" style={{ flexGrow: sum(of.stages, "wait") }} />
      </div>
      <Scroll label={`Stages of ${of.thread}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Stage</th><th scope="col" class="right">Busy</th><th scope="col" class="right">Items a second</th>
              <th scope="col" class="right wide">Items</th><th scope="col">Dropped</th>
            </tr>
          </thead>
          <tbody>
            {of.stages.map((stage) => (
              <tr key={stage.stage}>
                <td>{plain(stage.stage)}</td>
                <td class="num right">{percent(stage.busy)}</td>
                <td class="num right">{hasRates ? formatCount(Math.round(stage.itemsPerSecond)) : "–"}</td>
                <td class="num right wide">{formatCount(stage.items)}</td>
                <td>{stage.dropped.length === 0 ? <span class="soft">none</span>
                  : stage.dropped.map(({ reason, count }) => `${reason.replaceAll("_", " ")} ${formatCount(count)}`).join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}

function Links({ of }: { of: LinkReading[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Queue</th><th scope="col">Filled</th><th scope="col" class="right">Waiting</th>
          <th scope="col" class="right">Most ever</th><th scope="col" class="right">Room for</th>
        </tr>
      </thead>
      <tbody>
        {of.map((link) => (
          <tr key={link.link}>
            <td>{link.link}</td>
            <td class="meter">
              <div class="bar" role="img" aria-label={`${link.link}: ${percent(link.depth / link.capacity)} full`}>
                <i style={{ width: percent(Math.min(1, link.depth / link.capacity)) }} />
              </div>
            </td>
            <td class="num right">{formatCount(link.depth)}</td>
            <td class="num right">{formatCount(link.highWater)}</td>
            <td class="num right">{formatCount(link.capacity)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const plain = (stage: string) => stage.replace(/Stage$/, "");
const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
const sum = (stages: StageShare[], of: "backpressure" | "housekeeping" | "wait") =>
  stages.reduce((total, stage) => total + stage[of], 0);
