/** Times: every place that shows one shows UTC; the local time stands beside it or in its title. */

/** 2026-01-31 07:05:09.120 UTC */
export function formatUtc(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "unknown time" : date.toISOString().replace("T", " ").replace("Z", " UTC");
}

/** 07:05:09 of UTC: enough in lists of recent things. */
export function formatClock(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "--:--:--" : date.toISOString().slice(11, 19);
}

/** The same moment where the reader is, with the offset. */
export function formatLocal(ms: number, zone?: string): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "unknown time";
  const options: Intl.DateTimeFormatOptions = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hour12: false, timeZoneName: "shortOffset",
  };
  if (zone) options.timeZone = zone;
  return new Intl.DateTimeFormat("sv-SE", options).format(date);
}

/** A length of time with one unit that suits it: 180 ms, 2.4 s, 12 min, 3 h, 5 d. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const sign = ms < 0 ? "-" : "";
  const value = Math.abs(ms);
  if (value < 1_000) return `${sign}${Math.round(value)} ms`;
  if (value < 60_000) return `${sign}${(value / 1_000).toFixed(1)} s`;
  if (value < 3_600_000) return `${sign}${Math.floor(value / 60_000)} min`;
  if (value < 86_400_000) return `${sign}${Math.floor(value / 3_600_000)} h`;
  return `${sign}${Math.floor(value / 86_400_000)} d`;
}

/** A round trip: between machines of one room it is less than a millisecond. Nothing where it is not known. */
export function formatRtt(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return "–";
  return `${ms.toFixed(ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/** How long ago; a moment that a foreign clock puts into the future is "now". */
export function formatAge(ms: number, now: number): string {
  const age = now - ms;
  return age < 1_000 ? "now" : `${formatDuration(age)} ago`;
}

/** Bytes in the units of memory. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
