import type { Field } from "../format/decode";
import { asciiName, shorten } from "../format/hash";
import { formatBytes } from "../format/time";
import { Amount, Copy, Id } from "./bits";

/** One decoded value with the link that suits it. */
export function Value({ of }: { of: Field }) {
  switch (of.kind) {
    case "address": return <Id text={of.value} to={`/account/${of.value}`} />;
    case "id": return <Id text={of.value} to={`/object/${of.value}`} />;
    case "hash": return <Id text={of.value} />;
    case "amount": return <Amount of={of.value} asset={of.asset} />;
    case "bytes":
      return (
        <span class="wrap">
          {formatBytes(of.length)} {of.length > 0 && <code>{shorten(of.value, 12)}</code>}
          {of.length > 0 && <Copy text={of.value} what="bytes" />}
        </span>
      );
    case "text": return <span class="num">{of.value}</span>;
  }
}

/** A program: its name where it has one, else the contract of that identifier. */
export function Program({ id }: { id: string }) {
  const name = asciiName(id);
  return name ? <span class="mono">{name}</span> : <Id text={id} to={`/object/${id}`} />;
}
