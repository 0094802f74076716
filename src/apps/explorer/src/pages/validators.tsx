import { chain, nodeInfo, revision, validators } from "../data/live";
import type { SeenBlock } from "../data/chain";
import type { Epoch, Validator } from "../data/types";
import { formatAmount, formatCount, formatShare } from "../format/amount";
import { formatAge, formatDuration } from "../format/time";
import { now, slotMs } from "../data/live";
import { Facts, Id, Note, Scroll, Sheet, Tag } from "../parts/bits";
import { useCall } from "../parts/query";
import { href } from "../router";

const ROWS = 100;

/** The set of the current epoch: stake, what each led in the slots this page holds, and what is held against it. */
export function Validators() {
  void revision.value;
  const set = validators.value;
  const epoch = useCall<Epoch | null>("aeth_getEpoch", [], () => true);
  const blocks = chain.newest(chain.capacity);
  const slots = chain.slots(chain.capacity);
  const missed = slots.filter((slot) => slot.state === "missed").length;
  return (
    <>
      <h1>Validators</h1>
      {epoch.state === "ok" && epoch.value && <EpochSheet epoch={epoch.value} />}
      <Sheet
        title="The set"
        aside={`led: of the ${formatCount(slots.length)} newest slots, ${formatCount(missed)} of which have no block`}
      >
        {!set ? <Note title="Asking the node for the set …" /> : <Table set={set.validators} total={set.totalStake} blocks={blocks} />}
      </Sheet>
      <p class="soft">
        Who should have led a slot without a block is known to nobody but the winner of its lottery, so no validator is charged
        with it here.
      </p>
    </>
  );
}

function EpochSheet({ epoch }: { epoch: Epoch }) {
  const left = epoch.endView - chain.heads.view;
  const length = epoch.endView - epoch.rootView;
  const done = Math.min(1, Math.max(0, 1 - left / length));
  const time = slotMs() === null ? "" : `, about ${formatDuration(Math.max(0, left) * slotMs()!)}`;
  return (
    <Sheet title={`Epoch ${epoch.epoch}`} aside={`${formatCount(Math.max(0, left))} slots left${time}`}>
      <div class="bar" role="img" aria-label={`${Math.round(done * 100)} percent of the epoch has passed`}>
        <i style={{ width: `${done * 100}%` }} />
      </div>
      <Facts
        rows={[
          ["Slots", <span class="num">{formatCount(epoch.rootView)} to {formatCount(epoch.endView - 1)}</span>],
          ["Begins from", <a href={href(`/block/${epoch.rootHeight}`)}>block {formatCount(epoch.rootHeight)}</a>],
          ["Stake", formatAmount(epoch.totalStake)],
        ]}
      />
    </Sheet>
  );
}

function Table({ set, total, blocks }: { set: Validator[]; total: string; blocks: SeenBlock[] }) {
  const led = new Map<number, { count: number; last: SeenBlock }>();
  for (const block of blocks) {
    if (block.height === 0) continue;
    const entry = led.get(block.proposer);
    if (entry) entry.count++;
    else led.set(block.proposer, { count: 1, last: block });
  }
  return (
    <Scroll label="Validators">
      <table>
        <thead>
          <tr>
            <th scope="col">Index</th><th scope="col">Account</th><th scope="col" class="right wide">Stake</th>
            <th scope="col" class="right wide">Share</th><th scope="col" class="right">Led</th>
            <th scope="col" class="wide">Last block</th><th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {set.slice(0, ROWS).map((validator) => {
            const entry = led.get(validator.index);
            return (
              <tr key={validator.index} id={`v${validator.index}`}>
                <td class="num">
                  v{validator.index}
                  {nodeInfo.value?.validatorIndex === validator.index && <span class="soft wide"> this node</span>}
                </td>
                <td><Id text={validator.address} to={`/account/${validator.address}`} /></td>
                <td class="num right wide">{formatAmount(validator.stake)}</td>
                <td class="num right wide">{formatShare(validator.stake, total)}</td>
                <td class="num right">{formatCount(entry?.count ?? 0)}</td>
                <td class="wide">
                  {entry ? <><a class="num" href={href(`/block/${entry.last.height}`)}>{entry.last.height}</a>
                    <span class="soft"> {formatAge(entry.last.timestampMs, now.value)}</span></> : <span class="soft">none here</span>}
                </td>
                <td><Standing of={validator} /></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {set.length > ROWS && <p class="soft">The {ROWS} with the most stake of {formatCount(set.length)}.</p>}
    </Scroll>
  );
}

function Standing({ of }: { of: Validator }) {
  if (of.tombstoned) return <Tag is="bad">removed for good</Tag>;
  if (of.convictions.length > 0) return <Tag is="bad">{of.convictions.map((entry) => entry.kind).join(", ")}</Tag>;
  if (of.jailedUntil > (validators.value?.epoch ?? 0)) return <Tag is="warn">jailed until epoch {of.jailedUntil}</Tag>;
  return <Tag is="good"><span><span class="wide">in </span>good<span class="wide"> standing</span></span></Tag>;
}
