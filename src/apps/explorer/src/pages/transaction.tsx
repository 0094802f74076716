import type { ComponentChildren } from "preact";
import { chain, now, revision, rpc, slotMs } from "../data/live";
import type { Outcome } from "../data/rpc";
import type { Header, Receipt, Transaction, TransactionStatus } from "../data/types";
import { WatchList } from "../data/watched";
import { formatCount } from "../format/amount";
import { decodeCall } from "../format/decode";
import { explainEnd, explainReceipt } from "../format/explain";
import { asciiName, fromHex, shorten } from "../format/hash";
import { formatBytes, formatDuration } from "../format/time";
import { Show } from "../parts/answer";
import { Amount, Copy, Facts, Id, Note, Sheet, Tag, Time } from "../parts/bits";
import { Program, Value } from "../parts/fields";
import { useQuery } from "../parts/query";
import { Raw } from "../parts/raw";
import { href } from "../router";

const watched = new WatchList();

interface Story {
  status: TransactionStatus | null;
  transaction: Transaction | null;
  receipt: Receipt | null;
  header: Header | null;
}

const ENDED = new Set(["final", "expired", "replaced", "evicted", "dropped"]);

/** One transaction from submission to its end, followed while it moves. */
export function TransactionPage({ hash }: { hash: string }) {
  const answer = useQuery(`tx${hash}`, () => readStory(hash), (story) => !ENDED.has(story.status?.status ?? ""));
  return (
    <>
      <h1>Transaction <span class="mono">{shorten(hash)}</span></h1>
      <Show of={answer} what="this transaction">
        {(story) => <Told hash={hash} story={story} />}
      </Show>
    </>
  );
}

async function readStory(hash: string): Promise<Story> {
  const [status, transaction, receipt] = await rpc.batch([
    { method: "aeth_getTransactionStatus", params: [hash] },
    { method: "aeth_getTransactionByHash", params: [hash] },
    { method: "aeth_getTransactionReceipt", params: [hash] },
  ]);
  const known = value<TransactionStatus>(status, true);
  if (known) watched.note(hash, known.status, Date.now());
  const found = value<Transaction>(transaction);
  const height = known?.height ?? found?.height ?? null;
  const [header] = height === null ? [] : await rpc.batch([{ method: "aeth_getHeader", params: [height] }]);
  return { status: known, transaction: found, receipt: value<Receipt>(receipt), header: value<Header>(header) };
}

function value<T>(outcome: Outcome | undefined, must = false): T | null {
  if (must && outcome && !outcome.ok) throw outcome.error;
  return outcome?.ok ? (outcome.value as T | null) : null;
}

function Told({ hash, story }: { hash: string; story: Story }) {
  const { status, transaction, receipt } = story;
  if (!status && !transaction) {
    return (
      <Note title="This node knows nothing of this transaction.">
        <p>
          It was never sent here, it left the pool long ago, or its block was pruned. The page shows it as soon as it arrives.
        </p>
        <p>Full hash: <code class="wrap">{hash}</code></p>
      </Note>
    );
  }
  return (
    <>
      <div class="columns even">
        <div class="stack">
          <Sheet title="Life story" aside={status && <Tag is={toneOf(status, receipt)}>{status.status}</Tag>}>
            <Life hash={hash} story={story} />
          </Sheet>
          {receipt && <Outcome_ receipt={receipt} transaction={transaction} />}
        </div>
        {transaction && <Actions transaction={transaction} />}
      </div>
      {transaction && <Details transaction={transaction} />}
      {receipt && <Events receipt={receipt} />}
      <Raw json={{ status, transaction, receipt }} bytes={transaction?.raw} />
    </>
  );
}

const toneOf = (status: TransactionStatus, receipt: Receipt | null) =>
  status.status === "final" ? (receipt && receipt.status !== 0 ? "bad" : "final")
    : status.status === "included" ? "included" : status.status === "pending" ? "pending" : "bad";

/** Submitted, included, final; or how it left the pool instead. */
function Life({ hash, story }: { hash: string; story: Story }) {
  void revision.value;
  const { status, transaction, header, receipt } = story;
  const seen = watched.of(hash);
  const told = (name: string) => status?.history?.find((step) => step.state === name)?.timeMs;
  const pendingMs = told("received") ?? told("pending") ?? seen?.seen.pending;
  const finalMs = told("finalized") ?? told("failed") ?? seen?.seen.final;
  const state = status?.status ?? (transaction?.height === null ? "pending" : "included");
  const gone = state === "expired" || state === "replaced" || state === "evicted" || state === "dropped";
  const included = state === "included" || state === "final";
  return (
    <ol class="story" aria-live="polite">
      <Step is="done" name="Submitted">
        {pendingMs !== undefined
          ? <>seen in this node's pool at <Time ms={pendingMs} /></>
          : "it was past the pool when this page first looked"}
      </Step>
      {state === "pending" && (
        <Step is="now" name="Waiting for a leader">
          {explainEnd("pending")} {status?.validUntil !== undefined && <Deadline slot={status.validUntil} />}
        </Step>
      )}
      {gone && (
        <Step is="bad" name={`Left the pool: ${state}`}>
          {explainEnd(state)} {status?.reason && `The node's reason: ${status.reason}. `}
          {status?.view !== undefined && `That was in slot ${formatCount(status.view)}.`}
        </Step>
      )}
      {!gone && (
        <Step is={included ? "done" : "ahead"} name="Included in a block">
          {included && header ? (
            <>
              <a href={href(`/block/${header.height}`)}>block {formatCount(header.height)}</a>, slot {formatCount(header.view)}, at{" "}
              <Time ms={header.timestampMs} />
              {transaction?.index !== null && transaction && `, as number ${formatCount(transaction.index!)} of it`}
            </>
          ) : "a leader orders it into a block, and every validator executes it"}
        </Step>
      )}
      {!gone && (
        <Step is={state === "final" ? "done" : state === "included" ? "now" : "ahead"} name="Final">
          {state === "final" ? explainEnd("final") : "a quorum of precommits makes the block final"}
          {state === "final" && finalMs !== undefined && pendingMs !== undefined && (
            <> Known here {formatDuration(Math.max(0, finalMs - pendingMs))} after it was seen first.</>
          )}
        </Step>
      )}
      {state === "final" && receipt && receipt.status !== 0 && (
        <Step is="bad" name={`Failed: ${receipt.statusName}`}>{explainReceipt(receipt.statusName)} The fee was charged.</Step>
      )}
    </ol>
  );
}

function Step({ is, name, children }: { is: string; name: string; children: ComponentChildren }) {
  return (
    <li data-is={is}>
      <span>
        <strong>{name}</strong>
        <p>{children}</p>
      </span>
    </li>
  );
}

function Deadline({ slot }: { slot: number }) {
  void now.value;
  const left = slot - chain.heads.view;
  const time = slotMs() === null ? "" : `, about ${formatDuration(Math.max(0, left) * slotMs()!)}`;
  return <>It may be included up to slot {formatCount(slot)}: {formatCount(Math.max(0, left))} slots from now{time}.</>;
}

function Outcome_({ receipt, transaction }: { receipt: Receipt; transaction: Transaction | null }) {
  const ok = receipt.status === 0;
  return (
    <Sheet title="Outcome" aside={<Tag is={ok ? "good" : "bad"}>{receipt.statusName}</Tag>}>
      <Facts
        rows={[
          ["Meaning", explainReceipt(receipt.statusName)],
          ["Fee", <><Amount of={receipt.fee} />{transaction && <span class="soft"> of at most <Amount of={transaction.maxFee} /></span>}</>],
          ["Gas", <span class="num">{formatCount(receipt.gasUsed)}{transaction && ` of ${formatCount(transaction.gasLimit)}`}</span>],
          ["Tip", transaction && transaction.tipPerGas !== "0" && <span class="num">{transaction.tipPerGas} base units a gas</span>],
        ]}
      />
    </Sheet>
  );
}

function Actions({ transaction }: { transaction: Transaction }) {
  const prefix = transaction.feePayer.slice(0, transaction.feePayer.indexOf("1"));
  return (
      <Sheet title="What it does" aside={`${transaction.calls.length} ${transaction.calls.length === 1 ? "call" : "calls"}`}>
        {transaction.calls.length === 0 && <Note title="It calls no program: it moves outputs alone." />}
        {transaction.calls.map((call, index) => {
          const decoded = decodeCall(call, prefix);
          return (
            <Facts
              key={index}
              rows={[
                ["Program", <Program id={call.program} />],
                ["Action", decoded ? <strong>{decoded.action}</strong> : `method ${call.method}`],
                ...(decoded?.fields ?? []).map((field): [string, ComponentChildren] => [field.name, <Value of={field} />]),
                ["arguments", !decoded && <code class="wrap">{call.arguments}</code>],
              ]}
            />
          );
        })}
        {transaction.outputs.map((output, index) => (
          <Facts
            key={index}
            rows={[
              [`Output ${index}`, <Amount of={output.amount} asset={output.asset} />],
              ["owner", <Id text={output.owner} to={`/account/${output.owner}`} />],
            ]}
          />
        ))}
      </Sheet>
  );
}

function Details({ transaction }: { transaction: Transaction }) {
  return (
      <Sheet title="Details">
        <Facts
          rows={[
            ["Hash", <Id whole text={transaction.hash} what="transaction hash" />],
            ["Fee payer", <Id text={transaction.feePayer} to={`/account/${transaction.feePayer}`} />],
            ["Nonce", <span class="num">{formatCount(transaction.nonce)}</span>],
            ["Valid until slot", <span class="num">{formatCount(transaction.validUntil)}</span>],
            ["Size", formatBytes(transaction.sizeBytes)],
            ["Signatures", formatCount(transaction.witnesses.length)],
            ["Inputs", transaction.inputs.length > 0 && transaction.inputs.map((input) => (
              <div><Id text={input.transactionHash} to={`/tx/${input.transactionHash}`} /> <span class="num">#{input.index}</span></div>
            ))],
            ["Reads", transaction.reads.length > 0 && transaction.reads.map((id) => <div><Touched id={id} /></div>)],
            ["Writes", transaction.writes.length > 0 && transaction.writes.map((id) => <div><Touched id={id} /></div>)],
          ]}
        />
      </Sheet>
  );
}

/** An account or an object: the search tells which. */
const Touched = ({ id }: { id: string }) => <Id text={id} to={`/find/${id}`} />;

function Events({ receipt }: { receipt: Receipt }) {
  return (
    <Sheet title="Events" aside={formatCount(receipt.events.length)}>
      {receipt.events.length === 0 && <Note title="It reported none." />}
      {receipt.events.map((event, index) => (
        <Facts
          key={index}
          rows={[
            ["Program", <Program id={event.program} />],
            ["Topics", event.topics.map((topic) => (
              <div class="wrap"><code>{asciiName(topic) ?? topic}</code><Copy text={topic} what="topic" /></div>
            ))],
            ["Data", <span class="wrap">{formatBytes(fromHex(event.data)?.length ?? 0)} <code>{shorten(event.data, 16)}</code>
              <Copy text={event.data} what="data" /></span>],
          ]}
        />
      ))}
    </Sheet>
  );
}
