import { Event, Id, Input, Key, Writer, add_u64, require } from "./aether";

/** Sets the first value. */
export function init(): void {
  const input = new Input();
  const start = input.u64();
  input.end();
  new Key("count").setU64(start);
}

/** Adds to the value and returns the sum. */
export function increment(): void {
  const input = new Input();
  const by = input.u64();
  input.end();
  const key = new Key("count");
  const value = add_u64(key.getU64(), by);
  key.setU64(value);
  const event = new Event("Incremented").topic(Id.caller());
  event.data.u64(value);
  event.emit();
  new Writer().u64(value).finish();
}

/** Returns the value. */
export function get(): void {
  new Input().end();
  new Writer().u64(new Key("count").getU64()).finish();
}
