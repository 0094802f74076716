import { signal } from "@preact/signals";

/** Where the reader is: path below /explorer and query, kept in the address bar so that every page is a link. */

const BASE = "/explorer";

export interface Place {
  path: string;
  query: URLSearchParams;
}

function read(): Place {
  const path = location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : "";
  return { path: path.replace(/\/+$/, "") || "/", query: new URLSearchParams(location.search) };
}

const NOWHERE: Place = { path: "/", query: new URLSearchParams() };

export const place = signal<Place>(typeof location === "undefined" ? NOWHERE : read());

/** The address of a page, for links. */
export const href = (path: string): string => (path === "/" ? BASE : BASE + path);

/** Goes to a page; the main part gets the focus, as after a load. */
export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", href(path));
  else history.pushState(null, "", href(path));
  place.value = read();
  window.scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

/** The field that '/' leads to. */
export const SEARCH_ID = "search";

/** Goes to the search at a '/' that is not typed into a field. */
function onKey(event: KeyboardEvent): void {
  const typed = /^(INPUT|TEXTAREA)$/.test((event.target as Element | null)?.tagName ?? "");
  const field = document.getElementById(SEARCH_ID) as HTMLInputElement | null;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || typed || !field) return;
  event.preventDefault();
  field.select();
  field.focus();
}

/** Takes over plain clicks on links into the explorer, and the key of the search. */
export function listen(): void {
  window.addEventListener("keydown", onKey);
  window.addEventListener("popstate", () => (place.value = read()));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.("a");
    const target = link?.getAttribute("href");
    if (!target || link!.hasAttribute("target") || !(target === BASE || target.startsWith(BASE + "/"))) return;
    event.preventDefault();
    go(target.slice(BASE.length) || "/");
  });
}

/** What a search text means: the page that shows it, or null when it can be nothing the chain has. */
export function resolve(text: string): string | null {
  const term = text.trim();
  if (/^#?\d{1,15}$/.test(term)) return `/block/${Number(term.replace("#", ""))}`;
  if (/^(slot|view)[ :]?\d{1,15}$/i.test(term)) return `/slot/${Number(term.replace(/\D/g, ""))}`;
  if (/^(0x)?[0-9a-f]{64}$/i.test(term)) return `/find/0x${term.toLowerCase().replace(/^0x/, "")}`;
  if (/^t?aeth1[0-9a-z]{58}$/i.test(term)) return `/account/${term.toLowerCase()}`;
  const tag = term.toLowerCase();
  return ["latest", "safe", "finalized", "earliest"].includes(tag) ? `/block/${tag}` : null;
}
