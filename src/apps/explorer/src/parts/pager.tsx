import { href } from "../router";

/** Newer and older, as links, so that a page of a list can be kept and shared. */
export function Pager({ newer, older, where }: { newer: string | null; older: string | null; where: string }) {
  return (
    <nav class="pager" aria-label="Pages of the list">
      {newer ? <a href={href(newer)} rel="prev">newer</a> : <span class="soft">newer</span>}
      <span class="soft">{where}</span>
      {older ? <a href={href(older)} rel="next">older</a> : <span class="soft">older</span>}
    </nav>
  );
}
