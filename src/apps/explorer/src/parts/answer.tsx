import type { ComponentChildren } from "preact";
import { RpcError } from "../data/rpc";
import { adviceFor } from "../format/explain";
import { Note } from "./bits";
import type { Answer } from "./query";

/** The three states of what a page asked for: waiting, refused with what to do, there. */
export function Show<T>(props: { of: Answer<T>; what: string; children: (value: T) => ComponentChildren }) {
  const { of, what } = props;
  if (of.state === "loading") {
    return <Note title={`Asking the node for ${what} …`} />;
  }
  if (of.state === "error") {
    const code = of.error instanceof RpcError ? ` (${of.error.label}, ${of.error.code})` : "";
    return (
      <Note is="bad" title={`No ${what}: ${of.error.message}${code}.`}>
        <p>{adviceFor(of.error)}</p>
        <button type="button" onClick={of.retry}>Ask again</button>
      </Note>
    );
  }
  return <>{props.children(of.value)}</>;
}
