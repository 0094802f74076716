import type { Call } from "../data/types";
import { asciiName, fromHex, toAddress, toHex } from "./hash";

/** What a call does, in words: programs and arguments by wire-format.md. Contracts are shown by their method's name. */

export interface Decoded {
  program: string;
  /** Identifier of the contract, where the program is one. */
  contract: string | null;
  action: string;
  fields: Field[];
}

export type Field =
  | { name: string; kind: "address" | "id" | "hash" | "text"; value: string }
  | { name: string; kind: "amount"; value: string; asset: string }
  | { name: string; kind: "bytes"; value: string; length: number };

type Form = "address" | "id" | "hash" | "u8" | "u16" | "u32" | "u64" | "amount" | "asset" | "bytes";

const PROGRAMS: Record<string, [action: string, ...fields: [string, Form][]][]> = {
  bank: [
    ["Transfer", ["from", "address"], ["to", "address"], ["asset", "asset"], ["amount", "amount"]],
    ["Withdraw into outputs", ["from", "address"], ["asset", "asset"], ["amount", "amount"]],
    ["Deposit from inputs", ["to", "address"], ["asset", "asset"], ["amount", "amount"]],
  ],
  object: [
    ["Create an object", ["creator", "address"], ["nonce", "u64"], ["kind", "u16"], ["owner", "address"],
      ["data", "bytes"]],
    ["Change an object", ["owner", "address"], ["object", "id"], ["data", "bytes"]],
    ["Hand over an object", ["owner", "address"], ["object", "id"], ["next", "address"]],
    ["Delete an object", ["owner", "address"], ["object", "id"]],
    ["Restore an object", ["payer", "address"], ["object", "id"], ["record", "bytes"]],
  ],
  asset: [
    ["Make an asset", ["creator", "address"], ["nonce", "u64"], ["authority", "address"], ["decimals", "u8"],
      ["symbol", "bytes"]],
    ["Mint", ["authority", "address"], ["asset", "asset"], ["to", "address"], ["amount", "amount"]],
    ["Burn", ["authority", "address"], ["asset", "asset"], ["amount", "amount"]],
  ],
  contract: [
    ["Upload code", ["uploader", "address"], ["code hash", "hash"], ["size", "u32"], ["offset", "u32"],
      ["part", "bytes"]],
    ["Deploy a contract", ["creator", "address"], ["nonce", "u64"], ["code", "id"], ["admin", "address"],
      ["input", "bytes"]],
    ["Announce an upgrade", ["admin", "address"], ["contract", "id"], ["next code", "id"], ["height", "u64"]],
    ["Upgrade a contract", ["admin", "address"], ["contract", "id"], ["input", "bytes"]],
    ["Change the admin", ["admin", "address"], ["contract", "id"], ["next", "address"]],
    ["Discard code", ["uploader", "address"], ["code", "id"]],
  ],
};

/** Reads one value after another; a value that is not there ends the reading. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get ended(): boolean {
    return this.at === this.bytes.length;
  }

  take(count: number): Uint8Array | null {
    if (count > this.bytes.length - this.at) return null;
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  whole(size: number): bigint | null {
    const bytes = this.take(size);
    if (!bytes) return null;
    let value = 0n;
    for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
    return value;
  }

  block(): Uint8Array | null {
    const length = this.whole(4);
    return length === null || length > 1_000_000n ? null : this.take(Number(length));
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at)!;
  }
}

const SIZES = { u8: 1, u16: 2, u32: 4, u64: 8 } as const;

/** The call in words; null when its arguments are not what the program's method takes. */
export function decodeCall(call: Call, prefix: string): Decoded | null {
  const bytes = fromHex(call.arguments);
  if (!bytes) return null;
  const program = asciiName(call.program);
  const methods = program === null ? undefined : PROGRAMS[program];
  const reader = new Reader(bytes);
  if (!methods) return decodeContract(call, reader);
  const method = methods[call.method];
  if (!method) return null;
  const [action, ...forms] = method;
  const fields: Field[] = [];
  let asset = "SWR";
  for (const [name, form] of forms) {
    const field = read(reader, name, form, prefix, asset);
    if (!field) return null;
    if (form === "asset") asset = field.value;
    fields.push(field);
  }
  return reader.ended ? { program: program!, contract: null, action, fields } : null;
}

function read(reader: Reader, name: string, form: Form, prefix: string, asset: string): Field | null {
  if (form === "bytes") {
    const bytes = reader.block();
    return bytes && { name, kind: "bytes", value: toHex(bytes), length: bytes.length };
  }
  if (form === "amount") {
    const value = reader.whole(16);
    return value === null ? null : { name, kind: "amount", value: value.toString(), asset };
  }
  if (form === "address" || form === "id" || form === "hash" || form === "asset") {
    const bytes = reader.take(32);
    if (!bytes) return null;
    const hex = toHex(bytes);
    if (form === "address") return { name, kind: "address", value: toAddress(hex, prefix)! };
    const ticker = form === "asset" ? asciiName(hex) : null;
    return ticker ? { name, kind: "text", value: ticker } : { name, kind: form === "asset" ? "id" : form, value: hex };
  }
  const value = reader.whole(SIZES[form]);
  return value === null ? null : { name, kind: "text", value: value.toString() };
}

function decodeContract(call: Call, reader: Reader): Decoded | null {
  const name = reader.block();
  if (call.method !== 0 || !name || name.length > 64) return null;
  const input = reader.rest();
  return {
    program: "contract",
    contract: call.program,
    action: `Call ${JSON.stringify(new TextDecoder().decode(name))}`,
    fields: [{ name: "input", kind: "bytes", value: toHex(input), length: input.length }],
  };
}
