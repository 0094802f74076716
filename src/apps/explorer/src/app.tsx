import { useEffect, useRef, useState } from "preact/hooks";
import { connection, genesis, lastError, nextTryMs, now, retryNow } from "./data/live";
import { isAddress, isHash } from "./format/hash";
import { AccountPage } from "./pages/account";
import { BlockPage } from "./pages/block";
import { Blocks } from "./pages/blocks";
import { Find, SlotPage } from "./pages/find";
import { MempoolPage } from "./pages/mempool";
import { Network } from "./pages/network";
import { ObjectPage } from "./pages/object";
import { Stages } from "./pages/stages";
import { TransactionPage } from "./pages/transaction";
import { Validators } from "./pages/validators";
import { Home } from "./pages/home";
import { NotFound } from "./pages/notfound";
import { Note } from "./parts/bits";
import { chooseTheme, theme, type Theme } from "./theme";
import { go, href, place, resolve, SEARCH_ID } from "./router";

const NAV: [string, string][] = [
  ["/", "Overview"], ["/blocks", "Blocks"], ["/validators", "Validators"], ["/mempool", "Mempool"],
  ["/network", "Network"], ["/stages", "Stages"],
];

const CONNECTIONS = {
  connecting: "connecting", streaming: "live stream", polling: "live, asks each second", lost: "no answer", paused: "paused",
};

export function App() {
  const { path } = place.value;
  return (
    <>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <a class="brand" href={href("/")}>
          <Mark />
          <span>Aether</span>
          <small class="wide">{genesis.value?.chainId ?? ""}</small>
        </a>
        <Search />
        <p class="state" data-is={connection.value} role="status">
          <i />
          {CONNECTIONS[connection.value]}
        </p>
        <nav class="nav" aria-label="Pages">
          {NAV.map(([to, name]) => (
            <a key={to} href={href(to)} aria-current={isHere(path, to) ? "page" : undefined}>{name}</a>
          ))}
          <ThemeChoice />
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {connection.value === "lost" && <Lost />}
        <Page path={path} />
      </main>
      <footer>
        <p>Served by the node itself; nothing is loaded from or sent to anyone else. Times are UTC.</p>
      </footer>
    </>
  );
}

function Page({ path }: { path: string }) {
  useEffect(() => {
    const title = document.querySelector("h1")?.textContent;
    document.title = title ? `${title} · Aether` : "Aether explorer";
  });
  const [page = "", id = "", surplus] = path.slice(1).split("/");
  if (surplus !== undefined) return <NotFound />;
  if (id === "") return pageOf(page);
  return pageAbout(page, decodeURIComponent(id)) ?? <NotFound />;
}

function pageOf(page: string) {
  switch (page) {
    case "": return <Home />;
    case "blocks": return <Blocks />;
    case "validators": return <Validators />;
    case "mempool": return <MempoolPage />;
    case "network": return <Network />;
    case "stages": return <Stages />;
    default: return <NotFound />;
  }
}

/** A page about one thing; null where its name cannot be one of the chain. */
function pageAbout(page: string, id: string) {
  switch (page) {
    case "block": return /^(\d{1,15}|latest|safe|finalized|earliest)$/.test(id) || isHash(id) ? <BlockPage id={id} /> : null;
    case "tx": return isHash(id) ? <TransactionPage hash={id} /> : null;
    case "account": return isAddress(id) || isHash(id) ? <AccountPage address={id} /> : null;
    case "object": return isHash(id) ? <ObjectPage id={id} /> : null;
    case "find": return isHash(id) ? <Find hash={id} /> : null;
    case "slot": return /^\d{1,15}$/.test(id) ? <SlotPage view={Number(id)} /> : null;
    default: return null;
  }
}

const isHere = (path: string, to: string) =>
  to === "/" ? path === "/" : path === to || path.startsWith(to.replace(/s$/, "") + "/") || path.startsWith(to + "/");

function Lost() {
  const wait = nextTryMs.value === null ? 0 : Math.max(0, nextTryMs.value - now.value);
  return (
    <Note is="bad" title={`${sentence(lastError.value ?? "the node does not answer")}. What you see may be old.`}>
      <p>
        Check that it runs: <code>aetherctl status</code>. The page tries again by itself
        {wait > 0 ? ` in ${Math.ceil(wait / 1000)} s` : ""}.
      </p>
      <button type="button" onClick={retryNow}>Try now</button>
    </Note>
  );
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [note, setNote] = useState("");
  function submit(event: Event) {
    event.preventDefault();
    const text = input.current?.value ?? "";
    if (text.trim() === "") return;
    const path = resolve(text);
    setNote(path ? "" : "That is no height, slot, hash or address. A hash has 64 digits, an address begins with aeth1 or taeth1.");
    if (path) {
      input.current!.value = "";
      go(path);
    }
  }
  return (
    <form class="search" role="search" onSubmit={submit}>
      <input
        ref={input}
        id={SEARCH_ID}
        type="text"
        aria-label="Search for a height, slot, hash or address"
        placeholder="height, slot 17, 0x hash, address"
        autocomplete="off"
        spellcheck={false}
        onInput={() => setNote("")}
      />
      <kbd aria-hidden="true">/</kbd>
      {note && <p class="search-note" role="alert">{note}</p>}
    </form>
  );
}

function ThemeChoice() {
  const choices: [Theme, string][] = [["light", "day"], ["auto", "system"], ["dark", "night"]];
  return (
    <div class="theme" role="group" aria-label="Colours">
      {choices.map(([value, name]) => (
        <button key={value} type="button" aria-pressed={theme.value === value} onClick={() => chooseTheme(value)}>
          {name}
        </button>
      ))}
    </div>
  );
}

const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <rect x="3" y="19" width="5" height="10" fill="var(--proposed)" />
    <rect x="10" y="12" width="5" height="17" fill="var(--certified)" />
    <rect x="17" y="3" width="5" height="26" fill="var(--final)" />
    <rect x="24" y="9" width="5" height="20" fill="var(--final)" />
  </svg>
);
