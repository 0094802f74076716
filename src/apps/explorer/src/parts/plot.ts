import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

/** A colour of the page's tokens, as it is in the theme of the moment. */
const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A quiet line chart with times of the day in UTC; the caller destroys it. */
export function makePlot(box: HTMLElement, unit: string, data: uPlot.AlignedData, height: number): uPlot {
  const axis: uPlot.Axis = {
    stroke: () => token("--soft"),
    grid: { stroke: () => token("--rule"), width: 1 },
    ticks: { show: false },
    font: "11px ui-monospace, monospace",
  };
  const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);
  const options: uPlot.Options = {
    width: box.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    legend: { show: false },
    cursor: { y: false },
    scales: {
      x: { range: (_, least, most) => [Math.min(least, most - 60), most] },
      y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
    },
    axes: [
      { ...axis, size: 30, incrs: [5, 10, 15, 30, 60, 120], values: (_, ticks) => ticks.map(clock), space: 70 },
      { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5] },
    ],
    series: [{}, { label: unit, stroke: () => token("--final"), width: 1.5, points: { show: false } }],
  };
  return new uPlot(options, data, box);
}
