import { describe, expect, it } from "vitest";
import { decodeCall } from "../../src/format/decode";
import { toHex } from "../../src/format/hash";

const id = (name: string) => toHex(Uint8Array.from({ length: 32 }, (_, at) => name.charCodeAt(at) || 0));
const ALICE = "ef8826d8ee6469dd30812c6f32501bd46ecde6920861c9c877173a4f40a1e648";
const SWR = id("SWR").slice(2);
const call = (program: string, method: number, args: string) =>
  ({ program, method, arguments: "0x" + args, gas: 1000 });

describe("calls", () => {
  it("reads a transfer", () => {
    const amount = "002f685900000000".padEnd(32, "0");
    const found = decodeCall(call(id("bank"), 0, ALICE + ALICE + SWR + amount), "taeth");
    expect(found?.action).toBe("Transfer");
    expect(found?.fields.map((field) => field.value)).toEqual([
      "taeth1a7yzdk8wv35a6vyp93hny5qm63hvme5jppsunjrhzuay7s9pueyq45wm4u",
      "taeth1a7yzdk8wv35a6vyp93hny5qm63hvme5jppsunjrhzuay7s9pueyq45wm4u", "SWR", "1500000000",
    ]);
    expect(found?.fields[3]).toMatchObject({ kind: "amount", asset: "SWR" });
  });

  it("reads the largest amount exactly", () => {
    const found = decodeCall(call(id("bank"), 1, ALICE + SWR + "ff".repeat(16)), "aeth");
    expect(found?.fields[2]!.value).toBe((2n ** 128n - 1n).toString());
  });

  it("reads bytes with their length, and a contract's method", () => {
    const data = decodeCall(call(id("object"), 1, ALICE + ALICE + "02000000" + "abcd"), "taeth");
    expect(data?.fields[2]).toEqual({ name: "data", kind: "bytes", value: "0xabcd", length: 2 });
    const contract = decodeCall(call("0x" + ALICE, 0, "03000000" + "616464" + "0102"), "taeth");
    expect(contract).toMatchObject({ contract: "0x" + ALICE, action: 'Call "add"' });
    expect(contract?.fields[0]).toMatchObject({ value: "0x0102" });
  });

  it.each([
    ["too short", call(id("bank"), 0, ALICE)],
    ["too long", call(id("bank"), 2, ALICE + SWR + "00".repeat(17))],
    ["an unknown method", call(id("bank"), 9, "")],
    ["a length beyond the end", call(id("object"), 1, ALICE + ALICE + "ffffffff" + "ab")],
    ["a contract call without a name", call("0x" + ALICE, 0, "0102")],
    ["no hex", { program: id("bank"), method: 0, arguments: "zz", gas: 0 }],
  ])("gives nothing for %s", (_, broken) => expect(decodeCall(broken, "taeth")).toBeNull());
});
