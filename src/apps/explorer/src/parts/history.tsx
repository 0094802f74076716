import { rpc } from "../data/live";
import { RpcError } from "../data/rpc";
import type { AccountHistory, HistoryEntry } from "../data/types";
import { formatCount } from "../format/amount";
import { explainReceipt, explainRoles } from "../format/explain";
import { href, place } from "../router";
import { Show } from "./answer";
import { Amount, Id, Note, Scroll, Sheet, Tag, Time } from "./bits";
import { useQuery } from "./query";

const ROWS = 25;

/** A page of something that a node may keep no index of: its answer, or null where it keeps none. */
export async function orWithoutIndex<T>(ask: Promise<T>): Promise<T | null> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof RpcError && error.code === -32013 && error.fields["reason"] === "off") return null;
    throw error;
  }
}

/** The final transactions of an account, newest first. */
export function History({ address }: { address: string }) {
  const cursor = place.value.query.get("history");
  const answer = useQuery(
    `history${address}${cursor ?? ""}`,
    () => orWithoutIndex(rpc.call<AccountHistory>("aeth_getAccountHistory", [address, { cursor, limit: ROWS }])),
    (page) => page !== null && cursor === null,
  );
  return (
    <Sheet title="History" aside="final transactions, newest first">
      <Show of={answer} what="history">
        {(page) => page === null ? <NoIndex what="history" /> : <Page address={address} page={page} cursor={cursor} />}
      </Show>
    </Sheet>
  );
}

export const NoIndex = ({ what }: { what: string }) => (
  <Note title={`This node keeps no index by account, so it knows no ${what}.`}>
    <p>Start it with --index accounts, or ask a node that runs with it.</p>
  </Note>
);

function Page({ address, page, cursor }: { address: string; page: AccountHistory; cursor: string | null }) {
  return (
    <>
      {page.entries.length === 0 && <Note title="No final transaction touched this account." />}
      {page.entries.length > 0 && (
        <Scroll label="History">
          <Entries entries={page.entries} />
        </Scroll>
      )}
      <Further address={address} name="history" cursor={cursor} next={page.next}>
        whole from block {formatCount(page.from)} to {formatCount(page.indexedHeight)}
      </Further>
    </>
  );
}

/** Cursors lead one way; the other way is the beginning. */
export function Further(props: {
  address: string;
  name: string;
  cursor: string | null;
  next: string | null;
  children: preact.ComponentChildren;
}) {
  const at = `/account/${props.address}`;
  return (
    <nav class="pager" aria-label={`Pages of ${props.name}`}>
      {props.cursor ? <a href={href(at)} rel="prev">from the start</a> : <span class="soft">from the start</span>}
      <span class="soft">{props.children}</span>
      {props.next
        ? <a href={href(`${at}?${props.name}=${props.next}`)} rel="next">more</a>
        : <span class="soft">more</span>}
    </nav>
  );
}

function Entries({ entries }: { entries: HistoryEntry[] }) {
  return (
    <table>
      <caption class="visually-hidden">Final transactions of this account</caption>
      <thead>
        <tr>
          <th scope="col">Transaction</th>
          <th scope="col">Outcome</th>
          <th scope="col" class="wide">This account</th>
          <th scope="col" class="right">In and out</th>
          <th scope="col" class="right wide">Fee</th>
          <th scope="col" class="wide">Block</th>
          <th scope="col" class="right wide">UTC</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.transactionHash}>
            <td><Id text={entry.transactionHash} to={`/tx/${entry.transactionHash}`} /></td>
            <td>
              <span title={explainReceipt(entry.statusName)}>
                <Tag is={entry.status === 0 ? "final" : "bad"}>{entry.statusName}</Tag>
              </span>
            </td>
            <td class="wide" title={entry.roles.join(", ")}>{explainRoles(entry.roles)}</td>
            <td class="right"><Flows of={entry} /></td>
            <td class="right wide"><Amount of={entry.fee} /></td>
            <td class="num wide"><a href={href(`/block/${entry.height}`)}>{entry.height}</a></td>
            <td class="right wide"><Time ms={entry.timestampMs} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Flows({ of }: { of: HistoryEntry }) {
  return (
    <>
      {of.amounts.map((flow) => (
        <div key={flow.asset}>
          {flow.in !== "0" && <>+<Amount of={flow.in} asset={flow.asset} /> </>}
          {flow.out !== "0" && <>−<Amount of={flow.out} asset={flow.asset} /></>}
        </div>
      ))}
      {!of.exact && <span class="soft" title="A contract or a deposit may have moved more than its amounts say.">and maybe more</span>}
    </>
  );
}
