import { describe, expect, it } from "vitest";
import { asciiName, fromAddress, fromHex, isAddress, isHash, shorten, toAddress, toHex } from "../../src/format/hash";
import {
  formatAge, formatBytes, formatClock, formatDuration, formatLocal, formatRtt, formatUtc,
} from "../../src/format/time";

const HEX = "0xef8826d8ee6469dd30812c6f32501bd46ecde6920861c9c877173a4f40a1e648";
const ADDRESS = "taeth1a7yzdk8wv35a6vyp93hny5qm63hvme5jppsunjrhzuay7s9pueyq45wm4u";

describe("identifiers", () => {
  it("turns addresses into hex and back as the node does", () => {
    expect(toAddress(HEX, "taeth")).toBe(ADDRESS);
    expect(fromAddress(ADDRESS)).toBe(HEX);
  });

  it("finds every single wrong character of an address", () => {
    const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    for (let at = 6; at < ADDRESS.length; at++) {
      const next = alphabet[(alphabet.indexOf(ADDRESS[at]!) + 1) % 32];
      const wrong = ADDRESS.slice(0, at) + next + ADDRESS.slice(at + 1);
      expect(isAddress(wrong)).toBe(true);
      expect(fromAddress(wrong)).toBeNull();
    }
  });

  it.each(["", "taeth1", "taeth1" + "b".repeat(58), ADDRESS + "q", "bc1" + "q".repeat(58)])("refuses %j", (text) => {
    expect(fromAddress(text)).toBeNull();
  });

  it("needs exact hex", () => {
    expect(isHash(HEX)).toBe(true);
    expect(isHash(HEX.slice(0, -1))).toBe(false);
    expect(isHash(HEX.toUpperCase())).toBe(false);
    expect(fromHex("0x0")).toBeNull();
    expect(fromHex("00")).toBeNull();
    expect(toHex(fromHex("0x00ff10")!)).toBe("0x00ff10");
    expect(toAddress("0x00", "taeth")).toBeNull();
  });

  it("shortens to both ends", () => {
    expect(shorten(HEX)).toBe("0xef8826…a1e648");
    expect(shorten(ADDRESS)).toBe("taeth1a7yzdk…45wm4u");
    expect(shorten("0x1234")).toBe("0x1234");
  });

  it("reads names that are padded ASCII and no others", () => {
    const padded = (text: string) => toHex(Uint8Array.from({ length: 32 }, (_, at) => text.charCodeAt(at) || 0));
    expect(asciiName(padded("bank"))).toBe("bank");
    expect(asciiName(HEX)).toBeNull();
    expect(asciiName("0x" + "00".repeat(32))).toBeNull();
    expect(asciiName(padded("a b"))).toBeNull();
  });
});

describe("times", () => {
  const moment = Date.UTC(2026, 0, 31, 7, 5, 9, 120);

  it("writes UTC and the reader's zone", () => {
    expect(formatUtc(moment)).toBe("2026-01-31 07:05:09.120 UTC");
    expect(formatClock(moment)).toBe("07:05:09");
    expect(formatLocal(moment, "Asia/Kolkata")).toContain("2026-01-31 12:35:09");
    expect(formatLocal(moment, "Asia/Kolkata")).toContain("+5:30");
    expect(formatUtc(Number.NaN)).toBe("unknown time");
    expect(formatLocal(Number.NaN)).toBe("unknown time");
    expect(formatClock(9e15)).toBe("--:--:--");
  });

  it.each([
    [0, "0 ms"], [999, "999 ms"], [1000, "1.0 s"], [59_949, "59.9 s"], [60_000, "1 min"], [3_599_999, "59 min"],
    [3_600_000, "1 h"], [86_400_000, "1 d"], [-1500, "-1.5 s"], [Number.NaN, "–"],
  ])("writes %d ms as %s", (ms, shown) => expect(formatDuration(ms)).toBe(shown));

  it("takes a moment in the future for now", () => {
    expect(formatAge(moment + 5_000, moment)).toBe("now");
    expect(formatAge(moment, moment + 2_400)).toBe("2.4 s ago");
  });

  it("writes round trips, near and far", () => {
    expect([0.087, 3.24, 240.4, null].map(formatRtt)).toEqual(["0.09 ms", "3.2 ms", "240 ms", "–"]);
  });

  it("writes bytes", () => {
    expect([formatBytes(9), formatBytes(1536), formatBytes(268435456)]).toEqual(["9 B", "1.5 KiB", "256.0 MiB"]);
  });
});
