// Aether contracts in AssemblyScript: host functions, reading inputs, writing outputs, storage, events and amounts.
//
// A method is an exported function without parameters: export function increment(): void { ... }
// It reads its input in the order of abi.json, and ends with input.end(). Nothing may run outside of functions: values
// of the module must be constants, since a contract has no start function.
// Input that does not fit, and sums that overflow, end the call with BAD_INPUT or OVERFLOW and without effects.

// --- host functions: begin ---
/** Bytes of the call's input. */
@external("env", "input_size")
export declare function host_input_size(): i32;
/** Copies the call's input; gives its full length. */
@external("env", "input_read")
export declare function host_input_read(out: usize, capacity: u32): i32;
/** Copies the value of a key; gives its full length, or -1 when there is none. */
@external("env", "storage_read")
export declare function host_storage_read(key: usize, key_length: u32, out: usize, capacity: u32): i32;
/** Sets the value of a key. Growth locks a deposit of the fee payer. */
@external("env", "storage_write")
export declare function host_storage_write(key: usize, key_length: u32, value: usize, value_length: u32): void;
/** Removes a key and returns its deposit to the fee payer; gives 1 when there was a value, else 0. */
@external("env", "storage_remove")
export declare function host_storage_remove(key: usize, key_length: u32): i32;
/** Gives 1 when the key has a value, else 0. */
@external("env", "storage_has")
export declare function host_storage_has(key: usize, key_length: u32): i32;
/** Copies the data of a declared object; gives its full length, or -1 when there is no live object. */
@external("env", "obj_read")
export declare function host_obj_read(id: usize, out: usize, capacity: u32): i32;
/** Replaces the data of an object that the contract owns; a refusal ends the call. */
@external("env", "obj_write")
export declare function host_obj_write(id: usize, data: usize, data_length: u32): void;
/** Writes the 16 bytes of a declared account's balance. */
@external("env", "balance")
export declare function host_balance(address: usize, asset: usize, out: usize): void;
/** Moves units from the contract's account; a refusal ends the call. */
@external("env", "transfer")
export declare function host_transfer(to: usize, asset: usize, amount: usize): void;
/** Calls a method of another contract with the gas given at most; gives 0, or the receipt status of its
 * failure, which had no effects. */
@external("env", "call")
export declare function host_call(program: usize, name: usize, name_length: u32, input: usize,
    input_length: u32, gas: i64): i32;
/** Bytes that the last call returned or aborted with. */
@external("env", "output_size")
export declare function host_output_size(): i32;
/** Copies what the last call returned or aborted with; gives its full length. */
@external("env", "output_read")
export declare function host_output_read(out: usize, capacity: u32): i32;
/** Reports an event with up to four topics of 32 bytes, one after the other. */
@external("env", "emit")
export declare function host_emit(topics: usize, topic_count: u32, data: usize, data_length: u32): void;
/** Sets what the call returns; the last one counts. */
@external("env", "return")
export declare function host_return(data: usize, length: u32): void;
/** Ends the call without effects. The code and the data are reported. */
@external("env", "abort")
export declare function host_abort(code: u32, data: usize, length: u32): void;
/** Writes who calls: the fee payer, or the calling contract. */
@external("env", "caller")
export declare function host_caller(out: usize): void;
/** Writes the identifier of the running contract, which is its address. */
@external("env", "self")
export declare function host_self(out: usize): void;
/** Height of the block. */
@external("env", "height")
export declare function host_height(): i64;
/** View of the block. */
@external("env", "view")
export declare function host_view(): i64;
/** Time of the parent block, in milliseconds since 1970. */
@external("env", "timestamp")
export declare function host_timestamp(): i64;
/** Writes the identifier of the transaction. */
@external("env", "tx_hash")
export declare function host_tx_hash(out: usize): void;
/** Writes the randomness of the epoch. It is known from the epoch's first block on. */
@external("env", "epoch_random")
export declare function host_epoch_random(out: usize): void;
/** Writes SHA-256 of the data. */
@external("env", "sha256")
export declare function host_sha256(data: usize, length: u32, out: usize): void;
/** Writes BLAKE3 of the data. */
@external("env", "blake3")
export declare function host_blake3(data: usize, length: u32, out: usize): void;
/** Gives 1 for a valid signature by the rules of ZIP-215, else 0. */
@external("env", "ed25519_verify")
export declare function host_ed25519_verify(key: usize, signature: usize, message: usize, length: u32): i32;
/** Gives 1 for a valid signature in G2 of 96 bytes under a key of 48 bytes, else 0. */
@external("env", "bls_verify")
export declare function host_bls_verify(key: usize, signature: usize, message: usize, length: u32): i32;
/** Gives 1 when the polynomial of a commitment has the value at the point, else 0. */
@external("env", "kzg_verify")
export declare function host_kzg_verify(commitment: usize, point: usize, value: usize, proof: usize): i32;
/** Gas that the call may still use. */
@external("env", "gas_left")
export declare function host_gas_left(): i64;
// --- host functions: end ---

// Error codes of this file; those of a contract begin at 1.
export const BAD_INPUT: u32 = 0xffffffff;
export const OVERFLOW: u32 = 0xfffffffe;
export const TOO_LONG: u32 = 0xfffffffd;

/** Ends the call without effects. */
export function abort_with(code: u32): void {
  host_abort(code, 0, 0);
  unreachable();
}

export function require(condition: bool, code: u32): void {
  if (!condition) abort_with(code);
}

export function add_u64(left: u64, right: u64): u64 {
  const sum = left + right;
  require(sum >= left, OVERFLOW);
  return sum;
}

/** An address, object, asset or hash: its 32 bytes are the object itself. */
@final
export class Id {
  a: u64;
  b: u64;
  c: u64;
  d: u64;

  /** Where its bytes are. */
  get pointer(): usize {
    return changetype<usize>(this);
  }

  @operator("==")
  equals(other: Id): bool {
    return this.a == other.a && this.b == other.b && this.c == other.c && this.d == other.d;
  }

  static caller(): Id {
    const id = new Id();
    host_caller(id.pointer);
    return id;
  }

  static self(): Id {
    const id = new Id();
    host_self(id.pointer);
    return id;
  }
}

/** An amount: its 16 bytes are the object itself, little-endian. */
@final
export class U128 {
  constructor(public low: u64 = 0, public high: u64 = 0) {}

  get pointer(): usize {
    return changetype<usize>(this);
  }

  get isZero(): bool {
    return (this.low | this.high) == 0;
  }

  /** The sum; an overflow ends the call. */
  @operator("+")
  plus(other: U128): U128 {
    const low = this.low + other.low;
    const carry: u64 = u64(low < other.low);
    const high = this.high + other.high;
    const sum = high + carry;
    require(high >= other.high && sum >= high, OVERFLOW);
    return new U128(low, sum);
  }

  /** The difference; the caller has checked that it is not below zero. */
  @operator("-")
  minus(other: U128): U128 {
    const borrow: u64 = u64(this.low < other.low);
    return new U128(this.low - other.low, this.high - other.high - borrow);
  }

  @operator("<")
  isBelow(other: U128): bool {
    return this.high < other.high || (this.high == other.high && this.low < other.low);
  }

  @operator(">=")
  isNotBelow(other: U128): bool {
    return !this.isBelow(other);
  }

  /** The balance of an account; the transaction must declare it. */
  static balance(address: Id, asset: Id): U128 {
    const amount = new U128();
    host_balance(address.pointer, asset.pointer, amount.pointer);
    return amount;
  }
}

/** Moves units from the contract's account. */
export function transfer_to(to: Id, asset: Id, amount: U128): void {
  host_transfer(to.pointer, asset.pointer, amount.pointer);
}

/** The input of the call: values in the order of abi.json. */
@final
export class Input {
  private start: usize;
  private offset: u32;
  private length: u32;

  constructor() {
    this.length = <u32>host_input_size();
    this.start = heap.alloc(this.length);
    this.offset = 0;
    host_input_read(this.start, this.length);
  }

  /** The next bytes, in place. */
  take(length: u32): usize {
    require(length <= this.length - this.offset, BAD_INPUT);
    const pointer = this.start + this.offset;
    this.offset += length;
    return pointer;
  }

  u8(): u8 {
    return load<u8>(this.take(1));
  }

  u16(): u16 {
    return load<u16>(this.take(2));
  }

  u32(): u32 {
    return load<u32>(this.take(4));
  }

  u64(): u64 {
    return load<u64>(this.take(8));
  }

  u128(): U128 {
    const pointer = this.take(16);
    return new U128(load<u64>(pointer), load<u64>(pointer, 8));
  }

  id(): Id {
    const id = new Id();
    memory.copy(id.pointer, this.take(32), 32);
    return id;
  }

  /** A bool, or the byte in front of an option. */
  bool(): bool {
    const value = this.u8();
    require(value <= 1, BAD_INPUT);
    return value == 1;
  }

  /** Bytes or a string. */
  bytes(): Bytes {
    const length = this.u32();
    return new Bytes(this.take(length), length);
  }

  /** Nothing may be left over. */
  end(): void {
    require(this.offset == this.length, BAD_INPUT);
  }
}

/** Bytes somewhere in memory. */
@final
export class Bytes {
  constructor(public pointer: usize, public length: u32) {}
}

/** Builds outputs, data of events and values. */
@final
export class Writer {
  start: usize;
  length: u32;
  private capacity: u32;

  constructor(capacity: u32 = 512) {
    this.start = heap.alloc(capacity);
    this.length = 0;
    this.capacity = capacity;
  }

  /** Makes room for so many bytes and gives their place. */
  next(length: u32): usize {
    require(length <= this.capacity - this.length, TOO_LONG);
    const pointer = this.start + this.length;
    this.length += length;
    return pointer;
  }

  u8(value: u8): Writer {
    store<u8>(this.next(1), value);
    return this;
  }

  u16(value: u16): Writer {
    store<u16>(this.next(2), value);
    return this;
  }

  u32(value: u32): Writer {
    store<u32>(this.next(4), value);
    return this;
  }

  u64(value: u64): Writer {
    store<u64>(this.next(8), value);
    return this;
  }

  u128(value: U128): Writer {
    memory.copy(this.next(16), value.pointer, 16);
    return this;
  }

  id(value: Id): Writer {
    memory.copy(this.next(32), value.pointer, 32);
    return this;
  }

  bool(value: bool): Writer {
    return this.u8(u8(value));
  }

  /** A length, and the bytes. */
  bytes(value: Bytes): Writer {
    memory.copy(this.u32(value.length).next(value.length), value.pointer, value.length);
    return this;
  }

  /** ASCII text without a length: for keys and names. */
  text(value: string): Writer {
    for (let index = 0; index < value.length; index++) this.u8(<u8>value.charCodeAt(index));
    return this;
  }

  /** Returns what was written. */
  finish(): void {
    host_return(this.start, this.length);
  }
}

/** A key of the storage, at most 64 bytes, built from text and identifiers. */
@final
export class Key {
  private writer: Writer;

  constructor(text: string) {
    this.writer = new Writer(64).text(text);
  }

  id(value: Id): Key {
    this.writer.id(value);
    return this;
  }

  u64(value: u64): Key {
    this.writer.u64(value);
    return this;
  }

  get exists(): bool {
    return host_storage_has(this.writer.start, this.writer.length) != 0;
  }

  /** Reads a value of exactly this length; false, and zeros, when there is none. */
  read(pointer: usize, length: u32): bool {
    const found = host_storage_read(this.writer.start, this.writer.length, pointer, length);
    if (<u32>found != length) memory.fill(pointer, 0, length);
    return <u32>found == length;
  }

  write(pointer: usize, length: u32): void {
    host_storage_write(this.writer.start, this.writer.length, pointer, length);
  }

  remove(): void {
    host_storage_remove(this.writer.start, this.writer.length);
  }

  /** Reads a value of at most this length. */
  getBytes(capacity: u32): Bytes {
    const pointer = heap.alloc(capacity);
    const found = host_storage_read(this.writer.start, this.writer.length, pointer, capacity);
    require(found <= <i32>capacity, TOO_LONG);
    return new Bytes(pointer, found < 0 ? 0 : <u32>found);
  }

  getU64(): u64 {
    const pointer = heap.alloc(8);
    this.read(pointer, 8);
    return load<u64>(pointer);
  }

  setU64(value: u64): void {
    const pointer = heap.alloc(8);
    store<u64>(pointer, value);
    this.write(pointer, 8);
  }

  getU128(): U128 {
    const value = new U128();
    this.read(value.pointer, 16);
    return value;
  }

  /** A zero is no entry: it costs no deposit. */
  setU128(value: U128): void {
    if (value.isZero) this.remove();
    else this.write(value.pointer, 16);
  }
}

/** An event: its name and up to three topics, then the data. */
@final
export class Event {
  private topics: Writer;
  data: Writer;

  constructor(name: string) {
    const topics = new Writer(128).text(name);
    const rest = 32 - topics.length;
    memory.fill(topics.next(rest), 0, rest);
    this.topics = topics;
    this.data = new Writer();
  }

  topic(value: Id): Event {
    this.topics.id(value);
    return this;
  }

  emit(): void {
    host_emit(this.topics.start, this.topics.length / 32, this.data.start, this.data.length);
  }
}
