/** Hashes, addresses and hex of the chain. */

const HASH = /^0x[0-9a-f]{64}$/;
const HEX = /^0x([0-9a-f]{2})*$/;
const ADDRESS = /^t?aeth1[02-9ac-hj-np-z]{58}$/;
const ZERO = "0x" + "0".repeat(64);

export const isHash = (text: string): boolean => HASH.test(text);
export const isAddress = (text: string): boolean => ADDRESS.test(text);
export const isZeroHash = (text: string): boolean => text === ZERO;

/** Both ends of a long identifier; copying and titles use the whole. */
export function shorten(text: string, ends = 6): string {
  const head = text.startsWith("0x") ? 2 : text.indexOf("1") + 1;
  return text.length <= head + 2 * ends + 1 ? text : `${text.slice(0, head + ends)}…${text.slice(-ends)}`;
}

/** Bytes of 0x-hex; null when it is none. */
export function fromHex(text: string): Uint8Array | null {
  if (!HEX.test(text)) return null;
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(2 + 2 * index, 4 + 2 * index), 16);
  }
  return bytes;
}

/** 0x-hex of bytes. */
export function toHex(bytes: Uint8Array): string {
  let text = "0x";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The readable name of an identifier that is ASCII padded with zeros, such as a program or a ticker; else null. */
export function asciiName(id: string): string | null {
  const bytes = fromHex(id);
  if (!bytes) return null;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (end === 0) return null;
  const name = bytes.subarray(0, end);
  return name.every((byte) => byte > 0x20 && byte < 0x7f) ? String.fromCharCode(...name) : null;
}

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const BECH32M = 0x2bc830a3;

function polymod(values: readonly number[]): number {
  const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit++) if ((top >>> bit) & 1) check ^= generators[bit]!;
  }
  return check >>> 0;
}

function expand(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | null {
  let buffer = 0;
  let bits = 0;
  const out: number[] = [];
  for (const value of values) {
    buffer = ((buffer << from) | value) & 0xfff;
    bits += from;
    while (bits >= to) {
      bits -= to;
      out.push((buffer >> bits) & ((1 << to) - 1));
    }
  }
  if (pad) {
    if (bits > 0) out.push((buffer << (to - bits)) & ((1 << to) - 1));
  } else if (bits >= from || ((buffer << (to - bits)) & ((1 << to) - 1)) !== 0) {
    return null;
  }
  return out;
}

/** The bech32m text of 32 bytes (BIP-350); null when they are not 32. */
export function toAddress(hex: string, prefix: string): string | null {
  const bytes = fromHex(hex);
  if (!bytes || bytes.length !== 32) return null;
  const data = regroup(bytes, 8, 5, true)!;
  const check = polymod([...expand(prefix), ...data, 0, 0, 0, 0, 0, 0]) ^ BECH32M;
  const tail = Array.from({ length: 6 }, (_, index) => (check >>> (5 * (5 - index))) & 31);
  return `${prefix}1${[...data, ...tail].map((value) => CHARSET[value]).join("")}`;
}

/** The 32 bytes of an address as hex; null when a character is wrong. */
export function fromAddress(address: string): string | null {
  if (!isAddress(address)) return null;
  const split = address.lastIndexOf("1");
  const values = [...address.slice(split + 1)].map((letter) => CHARSET.indexOf(letter));
  if (polymod([...expand(address.slice(0, split)), ...values]) !== BECH32M) return null;
  const bytes = regroup(values.slice(0, -6), 5, 8, false);
  return bytes && bytes.length === 32 ? toHex(Uint8Array.from(bytes)) : null;
}
