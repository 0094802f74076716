import { describe, expect, it } from "vitest";
import { formatAmount, formatCount, formatMultiplier, formatShare, formatUnits } from "../../src/format/amount";

const s = "\u202f";

describe("amounts", () => {
  it.each([
    ["0", 9, "0"],
    ["1", 9, "0.000000001"],
    ["1500000000", 9, "1.5"],
    ["1000000000", 9, "1"],
    ["1234567000000000", 9, `1${s}234${s}567`],
    // 2^53 + 1 and the largest u128: a float would change their last digits.
    ["9007199254740993", 9, `9${s}007${s}199.254740993`],
    ["340282366920938463463374607431768211455", 0,
      ["340", "282", "366", "920", "938", "463", "463", "374", "607", "431", "768", "211", "455"].join(s)],
    ["12345", 0, `12${s}345`],
  ])("writes %s with %i decimals exactly", (text, decimals, shown) => {
    expect(formatUnits(text, decimals)).toBe(shown);
    expect(formatUnits(BigInt(text), decimals)).toBe(shown);
  });

  it.each(["", "1.5", "-1", "0x10", "1e9", "abc", "9".repeat(40)])("refuses %j", (text) => {
    expect(formatUnits(text, 9)).toBeNull();
    expect(formatAmount(text)).toBe("unreadable amount");
  });

  it("names native assets and counts units of others", () => {
    expect(formatAmount("2500000000")).toBe("2.5 SWR");
    expect(formatAmount("1", "AIC")).toBe("0.000000001 AIC");
    expect(formatAmount("1500", "0xab")).toBe(`1${s}500 units`);
  });

  it("writes shares of numbers beyond 2^53", () => {
    expect(formatShare("1000000000000000", "4000000000000000")).toBe("25.0 %");
    expect(formatShare("1", "3")).toBe("33.3 %");
    expect(formatShare("2", "3")).toBe("66.7 %");
    expect(formatShare("0", "0")).toBe("0 %");
  });

  it("writes multipliers of Q32.32", () => {
    expect(formatMultiplier("4294967296")).toBe("1");
    expect(formatMultiplier("5368709120")).toBe("1.25");
    expect(formatMultiplier("1")).toBe("0");
    expect(formatMultiplier("x")).toBeNull();
  });

  it("groups counts", () => expect(formatCount(1234567)).toBe(`1${s}234${s}567`));
});
