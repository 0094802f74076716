import { useState } from "preact/hooks";
import { Copy } from "./bits";

/** What the node answered and the bytes themselves: closed until somebody wants them. */
export function Raw({ json, bytes }: { json: unknown; bytes?: string }) {
  const [open, setOpen] = useState(false);
  const text = open ? JSON.stringify(json, null, 2) : "";
  return (
    <details onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>As the node gives it</summary>
      {open && (
        <>
          <p style={{ marginTop: "0.5rem" }}>
            JSON<Copy text={text} what="JSON" />
            {bytes && <> canonical bytes<Copy text={bytes} what="canonical bytes" /></>}
          </p>
          <pre tabIndex={0} aria-label="JSON">{text}</pre>
        </>
      )}
    </details>
  );
}
