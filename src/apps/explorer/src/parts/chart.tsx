import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";

/** One line over time. uPlot is fetched when the first chart is shown; until then its place is kept free. */
export function Chart(props: { title: string; times: number[]; values: (number | null)[]; unit: string }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => {
    let gone = false;
    const resize = new ResizeObserver(() => {
      plot.current?.setSize({ width: box.current?.clientWidth ?? 300, height: HEIGHT });
    });
    const schemes = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => plot.current?.redraw();
    const themes = new MutationObserver(redraw);
    void import("./plot").then(({ makePlot }) => {
      if (gone || !box.current) return;
      plot.current = makePlot(box.current, newest.current.unit, data(newest.current), HEIGHT);
      resize.observe(box.current);
      schemes.addEventListener("change", redraw);
      themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    });
    return () => {
      gone = true;
      resize.disconnect();
      themes.disconnect();
      schemes.removeEventListener("change", redraw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(data(props)), [props.times, props.values]);

  const last = props.values.at(-1);
  return (
    <figure>
      <figcaption class="soft">{props.title}</figcaption>
      <div
        ref={box}
        class="chart"
        role="img"
        data-points={props.values.length}
        aria-label={`${props.title}: now ${last ?? "unknown"} ${props.unit}`}
      />
    </figure>
  );
}

const HEIGHT = 150;

const data = (of: { times: number[]; values: (number | null)[] }): uPlot.AlignedData => [of.times, of.values];
