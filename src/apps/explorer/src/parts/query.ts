import { useEffect, useRef, useState } from "preact/hooks";
import { revision, rpc } from "../data/live";

/** What a page has of something it asked for. */
export type Answer<T> =
  | { state: "loading" }
  | { state: "error"; error: Error; retry: () => void }
  | { state: "ok"; value: T };

/**
 * Asks when `key` changes, and again with each look at the chain while `keep` says so. What was found stays on the
 * page while it is asked for again; an error replaces it only when there was nothing yet.
 */
export function useQuery<T>(key: string, ask: () => Promise<T>, keep: (value: T) => boolean = () => false): Answer<T> {
  const [held, setHeld] = useState<{ key: string; answer: Answer<T> }>({ key, answer: { state: "loading" } });
  const [attempt, setAttempt] = useState(0);
  const running = useRef(false);
  const latest = useRef(key);
  latest.current = key;
  const current = held.key === key ? held.answer : ({ state: "loading" } as Answer<T>);
  const beat = current.state === "ok" && keep(current.value) ? revision.value : current.state === "error" ? -1 : 0;

  useEffect(() => {
    if (running.current && held.key === key) return;
    running.current = true;
    ask()
      .then((value) => {
        if (latest.current === key) setHeld({ key, answer: { state: "ok", value } });
      })
      .catch((error: Error) => {
        if (latest.current !== key) return;
        setHeld((before) =>
          before.key === key && before.answer.state === "ok"
            ? before
            : { key, answer: { state: "error", error, retry: () => setAttempt((count) => count + 1) } },
        );
      })
      .finally(() => (running.current = false));
  }, [key, attempt, beat]);
  return current;
}

/** One call by that hook. */
export const useCall = <T,>(method: string, params: unknown[], keep?: (value: T) => boolean): Answer<T> =>
  useQuery<T>(method + JSON.stringify(params), () => rpc.call<T>(method, params), keep);
