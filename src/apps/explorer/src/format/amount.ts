/** Amounts are 128-bit whole numbers of base units and come as text: a float would lose base units from 2^53 on. */

/** 1 SWR or AIC is 10^9 base units. */
export const NATIVE_DECIMALS = 9;

const DIGITS = /^\d{1,39}$/;

/** The shortest exact text: groups of three before the point, no trailing zeros after it. Null for no amount. */
export function formatUnits(baseUnits: string | bigint, decimals: number): string | null {
  const text = typeof baseUnits === "bigint" ? baseUnits.toString() : baseUnits;
  if (!DIGITS.test(text)) return null;
  const digits = BigInt(text).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return group(whole) + (fraction ? "." + fraction : "");
}

/** An amount with its asset: native ones in tokens, others in their base units. */
export function formatAmount(baseUnits: string | bigint, asset: string = "SWR"): string {
  const native = asset === "SWR" || asset === "AIC";
  const number = formatUnits(baseUnits, native ? NATIVE_DECIMALS : 0);
  return number === null ? "unreadable amount" : `${number} ${native ? asset : "units"}`;
}

/** Whole numbers with groups of three, such as 1 234 567 with thin spaces. */
export function formatCount(value: number | bigint): string {
  return group(value.toString());
}

/** A share of a whole in percent with one decimal, exact for numbers beyond 2^53. */
export function formatShare(part: string, whole: string): string {
  const total = BigInt(whole);
  if (total === 0n) return "0 %";
  const tenths = (BigInt(part) * 1000n + total / 2n) / total;
  return `${tenths / 10n}.${tenths % 10n} %`;
}

/** A Q32.32 multiplier, such as "1.25"; cut, not rounded, after four decimals. */
export function formatMultiplier(value: string): string | null {
  if (!DIGITS.test(value)) return null;
  const scaled = (BigInt(value) * 10_000n) >> 32n;
  return formatUnits(scaled, 4);
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}
