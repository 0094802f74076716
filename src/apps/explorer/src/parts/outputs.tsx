import { rpc } from "../data/live";
import type { OwnedOutputs } from "../data/types";
import { formatCount } from "../format/amount";
import { href, place } from "../router";
import { Show } from "./answer";
import { Amount, Id, Note, Scroll, Sheet } from "./bits";
import { Further, NoIndex, orWithoutIndex } from "./history";
import { useQuery } from "./query";

const ROWS = 25;

/** The unspent outputs of an account; all pages are of one block. */
export function Outputs({ address }: { address: string }) {
  const cursor = place.value.query.get("outputs");
  const answer = useQuery(
    `outputs${address}${cursor ?? ""}`,
    () => orWithoutIndex(rpc.call<OwnedOutputs>("aeth_getUtxos", [{ owner: address, cursor, limit: ROWS }])),
    (page) => page !== null && cursor === null,
  );
  return (
    <Sheet title="Outputs" aside="unspent, beside the balances">
      <Show of={answer} what="outputs">
        {(page) => page === null ? <NoIndex what="outputs" /> : <Page address={address} page={page} cursor={cursor} />}
      </Show>
    </Sheet>
  );
}

function Page({ address, page, cursor }: { address: string; page: OwnedOutputs; cursor: string | null }) {
  return (
    <>
      {page.outputs.length === 0 && <Note title="It owns no unspent output." />}
      {page.outputs.length > 0 && (
        <Scroll label="Outputs">
          <table>
            <caption class="visually-hidden">Unspent outputs of this account</caption>
            <thead>
              <tr>
                <th scope="col">Made by</th>
                <th scope="col" class="right">Number</th>
                <th scope="col" class="right">Amount</th>
                <th scope="col">Block</th>
              </tr>
            </thead>
            <tbody>
              {page.outputs.map((output) => (
                <tr key={`${output.transactionHash}${output.index}`}>
                  <td><Id text={output.transactionHash} to={`/tx/${output.transactionHash}`} /></td>
                  <td class="num right">{output.index}</td>
                  <td class="right"><Amount of={output.amount} asset={output.asset} /></td>
                  <td class="num"><a href={href(`/block/${output.madeAt}`)}>{output.madeAt}</a></td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Further address={address} name="outputs" cursor={cursor} next={page.next}>
        as of block {formatCount(page.height)}
        {page.from > 0 && <>; those made before block {formatCount(page.from)} are not known to this node</>}
      </Further>
    </>
  );
}
