import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { formatAmount } from "../format/amount";
import { isZeroHash, shorten } from "../format/hash";
import { formatAge, formatClock, formatLocal, formatUtc } from "../format/time";
import { now } from "../data/live";
import { href } from "../router";

/** Small pieces that all pages use. */

export function Time({ ms, long }: { ms: number; long?: boolean }) {
  const iso = new Date(ms).toISOString();
  if (!long) {
    return (
      <time class="num" dateTime={iso} title={`${formatUtc(ms)}\n${formatLocal(ms)}`}>
        {formatClock(ms)}
      </time>
    );
  }
  return (
    <time class="num" dateTime={iso} style={{ whiteSpace: "normal" }}>
      {formatUtc(ms)} <span class="soft">({formatLocal(ms)}, {formatAge(ms, now.value)})</span>
    </time>
  );
}

export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    } catch {
      window.prompt(`Copy the ${what}:`, text);
    }
  }
  return (
    <button type="button" class="copy" onClick={copy} aria-label={`Copy the ${what}`}>
      {done ? "copied" : "copy"}
    </button>
  );
}

/** An identifier: short in lists, whole with a button on pages about it. */
export function Id({ text, to, whole, what = "hash" }: { text: string; to?: string; whole?: boolean; what?: string }) {
  if (isZeroHash(text)) return <span class="soft">none</span>;
  const shown = <span class="mono">{whole ? text : shorten(text)}</span>;
  return (
    <span class={whole ? "wrap" : undefined} title={whole ? undefined : text}>
      {to ? <a href={href(to)}>{shown}</a> : shown}
      {whole && <Copy text={text} what={what} />}
    </span>
  );
}

export const Amount = ({ of, asset }: { of: string; asset?: string }) => (
  <span class="num">{formatAmount(of, asset)}</span>
);

export const Tag = ({ is, children }: { is: string; children: ComponentChildren }) => (
  <span class="tag" data-is={is}>
    {children}
  </span>
);

export function Sheet(props: { title: string; aside?: ComponentChildren; children: ComponentChildren; id?: string }) {
  return (
    <section class="sheet" aria-label={props.title} id={props.id}>
      <header>
        <h2>{props.title}</h2>
        {props.aside && <p>{props.aside}</p>}
      </header>
      {props.children}
    </section>
  );
}

/** Name and value in rows; a row without a value is left out. */
export function Facts({ rows }: { rows: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Says what is the matter and what to do: for empty lists, waiting and errors alike. */
export function Note({ is, title, children }: { is?: "bad"; title: string; children?: ComponentChildren }) {
  return (
    <div class="note" data-is={is} role={is ? "alert" : undefined}>
      <p>{title}</p>
      {children}
    </div>
  );
}

/** A wide table scrolls inside its own box, also by keyboard. */
export const Scroll = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="scroll" role="region" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
