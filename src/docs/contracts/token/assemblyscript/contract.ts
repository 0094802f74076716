import { BAD_INPUT, Event, Id, Input, Key, U128, Writer, require } from "./aether";

const NOT_ENOUGH: u32 = 1;
const NOT_ALLOWED: u32 = 2;
const DECIMALS: u8 = 6;
const MAX_NAME: u32 = 64;
const MAX_SYMBOL: u32 = 16;

function balance_key(owner: Id): Key {
  return new Key("b").id(owner);
}

// The only keys of 64 bytes.
function allowance_key(owner: Id, spender: Id): Key {
  return new Key("").id(owner).id(spender);
}

function report(name: string, first: Id, second: Id, amount: U128): void {
  const event = new Event(name).topic(first).topic(second);
  event.data.u128(amount);
  event.emit();
}

function give(to: Id, amount: U128): void {
  const key = balance_key(to);
  key.setU128(key.getU128() + amount);
}

function take(key: Key, amount: U128, error: u32): void {
  const before = key.getU128();
  require(before >= amount, error);
  key.setU128(before - amount);
}

function move(from: Id, to: Id, amount: U128): void {
  take(balance_key(from), amount, NOT_ENOUGH);
  give(to, amount);
  report("Transfer", from, to, amount);
}

// Stores a text of the input; an empty one needs no entry.
function store_text(input: Input, key: Key, max: u32): void {
  const text = input.bytes();
  require(text.length <= max, BAD_INPUT);
  if (text.length > 0) key.write(text.pointer, text.length);
}

export function init(): void {
  const input = new Input();
  store_text(input, new Key("name"), MAX_NAME);
  store_text(input, new Key("symbol"), MAX_SYMBOL);
  const supply = input.u128();
  input.end();
  const owner = Id.caller();
  new Key("supply").setU128(supply);
  give(owner, supply);
  report("Transfer", new Id(), owner, supply);
}

export function transfer(): void {
  const input = new Input();
  const to = input.id();
  const amount = input.u128();
  input.end();
  move(Id.caller(), to, amount);
}

export function approve(): void {
  const input = new Input();
  const spender = input.id();
  const amount = input.u128();
  input.end();
  const owner = Id.caller();
  allowance_key(owner, spender).setU128(amount);
  report("Approval", owner, spender, amount);
}

export function transfer_from(): void {
  const input = new Input();
  const from = input.id();
  const to = input.id();
  const amount = input.u128();
  input.end();
  take(allowance_key(from, Id.caller()), amount, NOT_ALLOWED);
  move(from, to, amount);
}

export function burn(): void {
  const input = new Input();
  const amount = input.u128();
  input.end();
  const owner = Id.caller();
  take(balance_key(owner), amount, NOT_ENOUGH);
  take(new Key("supply"), amount, NOT_ENOUGH);
  report("Transfer", owner, new Id(), amount);
}

export function balance_of(): void {
  const input = new Input();
  const owner = input.id();
  input.end();
  new Writer().u128(balance_key(owner).getU128()).finish();
}

export function allowance(): void {
  const input = new Input();
  const owner = input.id();
  const spender = input.id();
  input.end();
  new Writer().u128(allowance_key(owner, spender).getU128()).finish();
}

export function info(): void {
  new Input().end();
  new Writer()
    .bytes(new Key("name").getBytes(MAX_NAME))
    .bytes(new Key("symbol").getBytes(MAX_NAME))
    .u8(DECIMALS)
    .u128(new Key("supply").getU128())
    .finish();
}
