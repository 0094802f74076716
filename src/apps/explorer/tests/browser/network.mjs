import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** A real devnet in a process of its own, and the command line that speaks to it. */
export class Network {
  #child = null;
  #log = "";
  #port = 0;
  #args;
  #load = null;

  /** `args` go to `aether devnet`, beside those for its folder and port. */
  constructor(root, folder, args = []) {
    this.#args = args;
    this.aether = join(root, "src/Aether.Node/bin/Release/net10.0/aether.dll");
    this.aetherctl = join(root, "src/Aether.Tools/bin/Release/net10.0/aetherctl.dll");
    this.folder = folder;
  }

  /** Where the first validator listens, without a slash at the end. */
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the network, or starts it again on the port it had. */
  async start() {
    if (!existsSync(this.aether)) throw new Error(`build the node first: there is no ${this.aether}`);
    const endpoints = join(this.folder, "endpoints.json");
    await rm(endpoints, { force: true });
    this.#child = spawn(
      "dotnet",
      [this.aether, "devnet", "--json", "--data", this.folder, "--rpc-port", String(this.#port), ...this.#args],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (text) => (this.#log = (this.#log + text).slice(-4_000)));
    }
    this.endpoints = await until("the network's endpoints", async () => {
      if (this.#child.exitCode !== null) throw new Error(`the network ended: ${this.#log}`);
      return existsSync(endpoints) ? JSON.parse(await readFile(endpoints, "utf8")) : null;
    });
    const first = this.endpoints.rpc ?? this.endpoints.nodes[0].rpc;
    this.#port = Number(new URL(first).port);
    await until("the first final block", async () => (await this.call("aeth_getFinalizedSlot").catch(() => 0)) > 0);
  }

  async stop() {
    await end(this.#load);
    await end(this.#child);
  }

  /** Sends transfers of many accounts at a rate until the network is stopped. */
  startLoad(perSecond) {
    const options = ["--devnet", this.folder, "--rate", String(perSecond), "--for", "30m", "--poisson"];
    this.#load = spawn("dotnet", [this.aetherctl, "loadgen", "run", ...options], { stdio: "ignore" });
  }

  /** Fails when the load is over: nothing would move any more. */
  assertLoaded() {
    if (this.#load?.exitCode !== null) throw new Error(`the load ended with ${this.#load?.exitCode}`);
  }

  async call(method, ...params) {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const answer = await response.json();
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  account(name) {
    return this.endpoints.accounts.find((account) => account.name === name);
  }

  /** Sends a signed transfer and returns its hash at once. */
  async transfer(from, to, amount, nonce) {
    const result = await this.#run([
      "transfer", "--rpc", this.url, "--from", this.account(from).keyFile, "--to", this.account(to).address,
      "--amount", amount, "--nonce", String(nonce), "--wait", "none", "--json",
    ]);
    return JSON.parse(result).data.transactionHash;
  }

  async #run(args) {
    const child = spawn("dotnet", [this.aetherctl, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (errors += text));
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`aetherctl ${args[0]} ended with ${code}: ${output}${errors}`);
    return output;
  }
}

/** Asks until there is an answer; fails by name when there is none in time. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await pause(50);
  }
  throw new Error(`${what} did not come in time`);
}

async function end(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(late);
}
