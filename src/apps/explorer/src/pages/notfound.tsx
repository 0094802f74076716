import { place } from "../router";
import { Sheet } from "../parts/bits";
import { href } from "../router";

export function NotFound() {
  return (
    <>
      <h1>There is no page {place.value.path}</h1>
      <Sheet title="What the search understands">
        <table>
          <tbody>
            <tr><td class="mono">1234</td><td>the block of that height</td></tr>
            <tr><td class="mono">slot 1250</td><td>the block of that slot</td></tr>
            <tr><td class="mono">0x… (64 digits)</td><td>a transaction, a block or an object of that hash</td></tr>
            <tr><td class="mono">taeth1…</td><td>an account</td></tr>
            <tr><td class="mono">latest, safe, finalized</td><td>the head, the certified head, the final head</td></tr>
          </tbody>
        </table>
      </Sheet>
      <p>
        Press <kbd>/</kbd> anywhere to search, or go to the <a href={href("/")}>overview</a>.
      </p>
    </>
  );
}
