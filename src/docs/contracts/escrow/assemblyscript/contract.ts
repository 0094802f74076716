import { Event, Id, Input, Key, U128, Writer, add_u64, host_height, require, transfer_to } from "./aether";

const NO_DEAL: u32 = 1;
const NOT_PAID: u32 = 2;
const NOT_YOURS: u32 = 3;
const NO_AMOUNT: u32 = 4;

// Bytes of a stored deal: four identifiers, an amount and a height, in the order of `show`.
const DEAL_BYTES: u32 = 152;

class Deal {
  constructor(
    public buyer: Id,
    public seller: Id,
    public arbiter: Id,
    public asset: Id,
    public amount: U128,
    public deadline: u64,
  ) {}

  write(): Writer {
    return new Writer()
      .id(this.buyer)
      .id(this.seller)
      .id(this.arbiter)
      .id(this.asset)
      .u128(this.amount)
      .u64(this.deadline);
  }
}

function deal_key(number: u64): Key {
  return new Key("d").u64(number);
}

// What the contract owes of an asset.
function held_key(asset: Id): Key {
  return new Key("h").id(asset);
}

function load_id(pointer: usize): Id {
  const id = new Id();
  memory.copy(id.pointer, pointer, 32);
  return id;
}

function load_deal(number: u64): Deal {
  const start = heap.alloc(DEAL_BYTES);
  require(deal_key(number).read(start, DEAL_BYTES), NO_DEAL);
  return new Deal(
    load_id(start),
    load_id(start + 32),
    load_id(start + 64),
    load_id(start + 96),
    new U128(load<u64>(start, 128), load<u64>(start, 136)),
    load<u64>(start, 144),
  );
}

// Pays and forgets a deal. The record goes first, so that nothing is paid twice.
function finish(number: u64, ended: Deal, to: Id, name: string): void {
  const held = held_key(ended.asset);
  deal_key(number).remove();
  held.setU128(held.getU128() - ended.amount);
  transfer_to(to, ended.asset, ended.amount);
  const event = new Event(name).topic(to);
  event.data.u64(number);
  event.emit();
}

export function open(): void {
  const input = new Input();
  const seller = input.id();
  const arbiter = input.id();
  const asset = input.id();
  const amount = input.u128();
  const deadline = input.u64();
  input.end();
  const deal = new Deal(Id.caller(), seller, arbiter, asset, amount, deadline);
  require(!amount.isZero, NO_AMOUNT);

  const held = held_key(asset);
  const owed = held.getU128() + amount;
  require(U128.balance(Id.self(), asset) >= owed, NOT_PAID);
  held.setU128(owed);

  const count = new Key("count");
  const number = add_u64(count.getU64(), 1);
  count.setU64(number);
  const record = deal.write();
  deal_key(number).write(record.start, record.length);

  const event = new Event("Opened").topic(deal.buyer).topic(seller);
  event.data.u64(number);
  event.emit();
  new Writer().u64(number).finish();
}

export function release(): void {
  const input = new Input();
  const number = input.u64();
  input.end();
  const deal = load_deal(number);
  const caller = Id.caller();
  require(caller == deal.buyer || caller == deal.arbiter, NOT_YOURS);
  finish(number, deal, deal.seller, "Released");
}

export function refund(): void {
  const input = new Input();
  const number = input.u64();
  input.end();
  const deal = load_deal(number);
  const caller = Id.caller();
  const late = caller == deal.buyer && <u64>host_height() >= deal.deadline;
  require(caller == deal.seller || caller == deal.arbiter || late, NOT_YOURS);
  finish(number, deal, deal.buyer, "Refunded");
}

export function show(): void {
  const input = new Input();
  const number = input.u64();
  input.end();
  load_deal(number).write().finish();
}
