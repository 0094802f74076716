import axe from "axe-core";
import { join } from "node:path";
import { launch } from "./launch.mjs";
import { Network } from "./network.mjs";
import { expect } from "./report.mjs";

/** Every rule in both widths; in the other colours of each, what colours change. */
const LOOKS = [
  { width: 1280, colorScheme: "light", rules: null }, { width: 1280, colorScheme: "dark", rules: ["color-contrast"] },
  { width: 360, colorScheme: "dark", rules: null }, { width: 360, colorScheme: "light", rules: ["color-contrast"] },
];

/** Follows a transfer on the screen, then looks at every page in both widths and colours. */
export async function checkInBrowser(report, { root, work }) {
  const network = new Network(root, join(work, "devnet"));
  let browser;
  try {
    await network.start();
    browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const watch = new Watch(page, network.url);
    const at = (path) => network.url + "/explorer" + path;

    await report.check("browser: the overview is live", () => overviewIsLive(page, at));
    await report.check("browser: the keyboard is enough", () => keyboardIsEnough(page, at));
    const paths = ["/", "/blocks", "/block/1", "/validators", "/mempool", "/network", "/stages", "/no/such/page"];
    await report.check("browser: a transfer is followed from submission to final", async () => {
      paths.push(...(await followTransfer(page, network, at)));
    });
    for (const path of paths) await checkPage(report, page, at, path);
    await report.check("browser: a node without the index says so", () => toldWithoutIndex(page, network, at));
    await report.check("browser: a hash, a slot and nonsense are searched for", () => searches(page, network, at));
    await report.check("browser: nothing failed and nobody else was asked", () => watch.assertClean());
    await report.check("browser: it says when the node is gone, and goes on when it is back", () =>
      losesAndFinds(page, network, at));
  } finally {
    await browser?.close();
    await network.stop();
  }
}

/** Collects what a page should never do: errors in its console, failed requests, requests to anybody else. */
class Watch {
  #found = [];
  #own;

  constructor(page, own) {
    this.#own = own;
    page.on("console", (line) => line.type() === "error" && this.#found.push(`console: ${line.text()}`));
    page.on("pageerror", (error) => this.#found.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.#own && protocol !== "data:") this.#found.push(`request to ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.#found.push(`${response.status()} of ${response.url()}`);
    });
  }

  assertClean() {
    expect(this.#found.length === 0, this.#found.join("; "));
  }
}

/**
 * What comes over the WebSocket. The page must be open on it already, so it is opened again here; then, while the
 * page's regular looks at the node get no answer, only the stream can move it.
 */
class StreamWatch {
  #page;
  #frames = [];

  constructor(page) {
    this.#page = page;
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => this.#frames.push(JSON.parse(payload))));
  }

  heights(step) {
    return this.#frames.filter(({ params }) => params?.step === step).map(({ params }) => params.result.height);
  }

  async alone(happens) {
    const page = this.#page;
    await page.reload();
    await page.locator(".state[data-is=streaming]").waitFor();
    let resume;
    const over = new Promise((resolve) => (resume = resolve));
    const isLook = (calls) => Array.isArray(calls) && calls.some(({ method }) => method === "aeth_getSlotNumber");
    await page.route("**/*", async (route) => {
      if (route.request().method() === "POST" && isLook(route.request().postDataJSON())) await over;
      await route.continue().catch(() => undefined);
    });
    try {
      await happens();
    } finally {
      resume();
      await page.unroute("**/*");
    }
  }
}

const finalHeight = (page) =>
  page.locator("#final-height").innerText().then((text) => Number(text.replace(/\D/g, "") || Number.NaN));

async function overviewIsLive(page, at) {
  await page.goto(at(""));
  await page.locator(".score rect.note-final").first().waitFor();
  const first = await finalHeight(page);
  await page.waitForFunction(
    (before) => Number(document.getElementById("final-height").textContent.replace(/\D/g, "")) > before + 1, first);
  const rows = await page.locator("tbody tr").count();
  expect(rows > 0 && rows <= 10, `${rows} rows of blocks`);
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  console.log(`first paint after ${Math.round(paint)} ms`);
}

async function keyboardIsEnough(page, at) {
  await page.goto(at("/blocks"));
  await page.locator("tbody tr").first().waitFor();
  await page.keyboard.press("Tab");
  const skip = page.locator(".skip");
  expect(await skip.evaluate((link) => link === document.activeElement), "the first tab stop is not the skip link");
  expect((await skip.boundingBox()).y >= 0, "the skip link is not shown when it has the focus");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement.id === "main"), "the skip link does not lead to the content");
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    const outline = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    return { tag: document.activeElement.tagName, outline };
  });
  expect(focused.tag === "A" && focused.outline, `the focus is not visible: ${JSON.stringify(focused)}`);
  await page.keyboard.press("/");
  expect(await page.evaluate(() => document.activeElement.tagName === "INPUT"), "'/' does not lead to the search");
  await page.keyboard.type("0");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Block 0" }).waitFor();
}

/** The second of two transfers is sent first, so it waits until the page has shown it waiting. */
async function followTransfer(page, network, at) {
  const [alice, bob] = [network.account("alice").address, network.account("bob").address];
  const { nonce } = await network.call("aeth_getAccount", alice, "latest");
  const hash = await network.transfer("alice", "bob", "1.25 SWR", nonce + 1);
  await page.goto(at(""));
  await page.keyboard.press("/");
  await page.locator(".search input:focus").waitFor();
  await page.keyboard.type(hash);
  await page.keyboard.press("Enter");
  await page.waitForURL(at(`/tx/${hash}`));
  await page.getByText("Waiting for a leader").waitFor();
  await page.locator(".tag[data-is=pending]").waitFor();

  const stream = new StreamWatch(page);
  await stream.alone(async () => {
    await network.transfer("alice", "bob", "1 SWR", nonce);
    await page.locator(".sheet[aria-label='Life story'] .tag[data-is=final]").waitFor();
  });
  const story = await page.locator(".sheet[aria-label='Life story']").innerText();
  expect(/seen in this node's pool at/.test(story), `no time of submission in: ${story}`);
  expect(/after it was seen first/.test(story), `no time to finality in: ${story}`);
  const actions = await page.locator(".sheet[aria-label='What it does']").innerText();
  expect(/Transfer/.test(actions) && /1\.25 SWR/.test(actions), `the transfer is not told: ${actions}`);
  const outcome = await page.locator(".sheet[aria-label='Outcome']").innerText();
  const receipt = await network.call("aeth_getTransactionReceipt", hash);
  expect(/Success/.test(outcome) && receipt.status === 0, `the outcome is not told: ${outcome}`);
  expect(stream.heights("final").includes(receipt.height), `the stream made final ${stream.heights("final")}`);

  await page.locator(".story a").first().click();
  await page.getByRole("heading", { level: 1, name: /Block/ }).waitFor();
  expect(page.url() === at(`/block/${receipt.height}`), `the story leads to ${page.url()}`);
  await page.locator(`a[href$="${hash}"]`).waitFor();

  await page.goto(at(`/account/${bob}`));
  await page.locator(".sheet[aria-label=Balances] tbody tr").first().waitFor();
  const { balances } = await network.call("aeth_getAccount", bob, "finalized");
  const whole = BigInt(balances.find((balance) => balance.asset === "SWR").amount) / 1_000_000_000n;
  const shown = (await page.locator(".sheet[aria-label=Balances] tbody").innerText()).replace(/\u202f/g, "");
  expect(shown.includes(`${whole}.25`), `${whole}.25 is not in: ${shown}`);
  await followHistory(page, at, { hash, alice, bob });
  return [`/tx/${hash}`, `/block/${receipt.height}`, `/account/${bob}`];
}

/** The transfer is in the history of both, with what it was to each, and leads back to the transaction. */
async function followHistory(page, at, { hash, alice, bob }) {
  for (const [account, did, amount] of [[alice, "sent", "−1.25 SWR"], [bob, "received", "+1.25 SWR"]]) {
    await page.goto(at(`/account/${account}`));
    const row = page.locator(".sheet[aria-label=History] tbody tr", { has: page.locator(`a[href$="${hash}"]`) });
    await row.waitFor();
    const told = (await row.innerText()).replace(/\s+/g, " ");
    expect(told.includes("Success") && told.includes(did) && told.includes(amount), `${did} is told as: ${told}`);
    await page.locator(".sheet[aria-label=Outputs]").getByText("It owns no unspent output.").waitFor();
    await row.locator(`a[href$="${hash}"]`).click();
    await page.waitForURL(at(`/tx/${hash}`));
  }
}

/** A node without the index is played by its answers to two methods. */
async function toldWithoutIndex(page, network, at) {
  const error = { code: -32013, message: "off", data: { name: "IndexUnavailable", reason: "off" } };
  await page.route("**/*", async (route) => {
    const calls = route.request().method() === "POST" ? route.request().postDataJSON() : null;
    const off = (call) => call.method === "aeth_getAccountHistory" || call.method === "aeth_getUtxos";
    if (!Array.isArray(calls) || !calls.some(off)) return route.continue();
    return route.fulfill({ json: calls.map(({ id }) => ({ jsonrpc: "2.0", id, error })) });
  });
  try {
    await page.goto(at(`/account/${network.account("alice").address}`));
    for (const what of ["history", "outputs"]) {
      await page.getByText(`This node keeps no index by account, so it knows no ${what}.`).waitFor();
    }
    await page.locator(".sheet[aria-label=Balances] tbody tr").first().waitFor();
  } finally {
    await page.unroute("**/*");
  }
}

async function checkPage(report, page, at, path) {
  const name = path.replace(/(0x[0-9a-f]{4}|taeth1[a-z0-9]{4})[0-9a-z]+/, "$1");
  await report.check(`browser: page ${name}`, async () => {
    await page.goto(at(path));
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => !/Asking the node/.test(document.body.innerText));
    await page.evaluate(axe.source);
    for (const look of LOOKS) {
      await page.setViewportSize({ width: look.width, height: 900 });
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await checkLook(page, look);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
  });
}

async function checkLook(page, { width: screen, colorScheme, rules }) {
  const look = `${screen} ${colorScheme}`;
  const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(width <= 0, `${look}: ${width} pixels wider than the screen`);
  const bad = await page.evaluate(async (only) => {
    const options = { resultTypes: ["violations"], ...(only ? { runOnly: only } : {}) };
    const { violations } = await window.axe.run(document, options);
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) =>
      `${id} at ${nodes.map((node) => node.target).join(", ")}: ${nodes[0].failureSummary}`);
  }, rules);
  expect(bad.length === 0, `${look}: ${bad.join("; ")}`);
}

async function searches(page, network, at) {
  const search = async (text) => {
    await page.locator(".search input").fill(text);
    await page.keyboard.press("Enter");
  };
  await page.goto(at(""));
  const header = await network.call("aeth_getHeader", 3);
  await search(header.hash);
  await page.getByRole("heading", { level: 1, name: "Block 3" }).waitFor();
  await page.locator(".score rect.note-final").first().waitFor({ state: "detached" });
  await search(`slot ${header.view}`);
  await page.waitForURL(at("/block/3"));
  await search("hello");
  await page.getByText("That is no height, slot, hash or address").waitFor();
  await search("0x" + "12".repeat(32));
  await page.getByText("This node knows nothing of that hash").waitFor();
  await page.goto(at("/block/999999999"));
  await page.locator(".note[data-is=bad]").waitFor();
}

async function losesAndFinds(page, network, at) {
  await page.goto(at(""));
  await page.locator(".score rect.note-final").first().waitFor();
  const before = await finalHeight(page);
  await network.stop();
  await page.getByRole("alert").getByText("What you see may be old").waitFor();
  expect((await finalHeight(page)) >= before, "what was known is not shown any more");
  await network.start();
  // It may be back before anybody presses the button.
  await page.getByRole("button", { name: "Try now" }).click({ timeout: 500 }).catch(() => undefined);
  await page.waitForFunction(
    (height) => Number(document.getElementById("final-height").textContent.replace(/\D/g, "")) > height + 2, before);
  await page.getByRole("alert").waitFor({ state: "detached" });
}
