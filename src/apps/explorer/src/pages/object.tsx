import type { ChainObject } from "../data/types";
import { formatAmount, formatCount, formatUnits } from "../format/amount";
import { fromHex, shorten } from "../format/hash";
import { formatBytes } from "../format/time";
import { Show } from "../parts/answer";
import { Copy, Facts, Id, Note, Sheet, Tag } from "../parts/bits";
import { useCall } from "../parts/query";
import { Raw } from "../parts/raw";

const KINDS: Record<number, string> = { 1: "asset", 2: "contract", 3: "code" };

/** One object: an asset, a contract, code, or data with an owner. */
export function ObjectPage({ id }: { id: string }) {
  const answer = useCall<ChainObject | null>("aeth_getObject", [id], () => true);
  return (
    <>
      <h1>Object</h1>
      <p class="mono wrap">{id}<Copy text={id} what="identifier" /></p>
      <Show of={answer} what="this object">
        {(object) => object ? <Found object={object} /> : (
          <Note title="There is no object of this identifier.">
            <p>It was deleted, never made, or the identifier is that of something else: press / and search for it.</p>
          </Note>
        )}
      </Show>
    </>
  );
}

function Found({ object }: { object: ChainObject }) {
  const size = object.data ? (fromHex(object.data)?.length ?? 0) : 0;
  return (
    <>
      <Sheet title={KINDS[object.kind ?? 0] ?? "data"} aside={<Tag is={object.form === "live" ? "good" : "warn"}>{object.form}</Tag>}>
        <Facts
          rows={[
            ["Owner", object.owner && <Id text={object.owner} to={`/account/${object.owner}`} />],
            ["Creator", object.creator && <Id text={object.creator} to={`/account/${object.creator}`} />],
            ["Symbol", object.asset && symbol(object.asset.symbol)],
            ["Supply", object.asset && <span class="num">{formatUnits(object.asset.supply, object.asset.decimals)}</span>],
            ["Version", object.version !== undefined && <span class="num">{formatCount(object.version)}</span>],
            ["Deposit", object.deposit && formatAmount(object.deposit)],
            ["Rent paid until", object.paidUntil !== undefined && `epoch ${object.paidUntil}`],
            ["Data", object.data && <span class="wrap">{formatBytes(size)} <code>{shorten(object.data, 16)}</code></span>],
            ["Hash of its record", object.archiveHash && <Id whole text={object.archiveHash} />],
            ["Archived in", object.archivedEpoch !== undefined && `epoch ${object.archivedEpoch}`],
          ]}
        />
      </Sheet>
      <Raw json={object} bytes={object.raw} />
    </>
  );
}

const symbol = (hex: string) => new TextDecoder().decode(fromHex(hex) ?? new Uint8Array());
