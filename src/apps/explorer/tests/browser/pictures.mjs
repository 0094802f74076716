import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { launch } from "./launch.mjs";
import { Network, until } from "./network.mjs";
import { toPalette } from "./png.mjs";

/** Processes that find one another, so that there are peers, and a load that two processors hold beside a browser. */
const DEVNET = ["--processes", "--find-peers", "--no-metrics"];
const TRANSACTIONS_PER_SECOND = 120;

/** What a picture may weigh, so that the folder stays small enough for a repository. */
const MOST_BYTES = 250_000;
const LOOKS = [
  { suffix: "", width: 1280, height: 900, most: 2_100, colorScheme: "light" },
  { suffix: "-night", width: 1280, height: 900, most: 2_100, colorScheme: "dark" },
  { suffix: "-phone", width: 360, height: 780, most: 1_170, colorScheme: "light" },
];

/** How often a picture is taken again because the page was not alive any more when it had been taken. */
const MOST_TRIES = 20;
const PATIENCE_MS = 120_000;

/**
 * Pictures of the explorer on a network under load, all from one page that stays open, so that its charts have a past.
 * Each is taken when its page shows what `alive` asks for, and again when it no longer did right after.
 */
export async function takePictures({ root, work, folder }) {
  const network = new Network(root, join(work, "devnet"), DEVNET);
  let browser;
  try {
    await network.start();
    network.startLoad(TRANSACTIONS_PER_SECOND);
    browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(network.url + "/explorer");
    for (const place of PLACES) {
      await place.open(page, network);
      for (const look of LOOKS) {
        await takePicture(page, place, look, join(folder, `${place.name}${look.suffix}.png`));
        network.assertLoaded();
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  } finally {
    await browser?.close();
    await network.stop();
  }
}

async function takePicture(page, { name, alive }, { width, height, most, colorScheme }, path) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  for (let tries = 1; ; tries++) {
    await page.waitForFunction(alive, undefined, { polling: 50 }).catch((error) => {
      throw new Error(`${name} at ${width} pixels is not alive: ${error.message}`);
    });
    await page.mouse.move(1, height - 1);
    await page.evaluate(() => scrollTo(0, 0));
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    const clip = { x: 0, y: 0, width, height: Math.min(whole, most) };
    const picture = toPalette(await page.screenshot({ fullPage: true, clip }));
    if (!(await page.evaluate(alive)) && tries < MOST_TRIES) continue;
    if (picture.length > MOST_BYTES) throw new Error(`${path} has ${picture.length} bytes, more than ${MOST_BYTES}`);
    await writeFile(path, picture);
    console.log(`ok picture ${path} (${Math.round(picture.length / 1_000)} kB, ${tries} taken)`);
    return;
  }
}

const byMenu = (name) => (page) => page.locator(".nav").getByRole("link", { name, exact: true }).click();

async function bySearch(page, text) {
  await page.locator(".search input").fill(text);
  await page.keyboard.press("Enter");
}

/** Follows a transfer on its page until it is final. The second of two is sent first, and waits for the other. */
async function openTransfer(page, network) {
  const { nonce } = await network.call("aeth_getAccount", network.account("alice").address, "latest");
  const hash = await network.transfer("alice", "bob", "1.25 SWR", nonce + 1);
  await bySearch(page, hash);
  await page.getByText("Waiting for a leader").waitFor();
  await network.transfer("alice", "bob", "1 SWR", nonce);
}

/** A sender of the load: the one that the newest final block begins with. */
async function openSender(page, network) {
  const sender = await until("a transaction of the load", async () => {
    const block = await network.call("aeth_getBlockByNumber", "finalized", true);
    return block.transactions[0]?.feePayer;
  });
  await bySearch(page, sender);
}

async function openFullBlock(page, network) {
  const height = await until("a block of the load", async () => {
    const block = await network.call("aeth_getBlockByNumber", "finalized");
    return block.transactionCount >= 10 ? block.height : null;
  });
  await bySearch(page, String(height));
}

/** The conditions run in the page, so each stands alone; all want the stream and rows that move. */
const PLACES = [
  {
    name: "overview",
    open: byMenu("Overview"),
    alive: () => {
      const figures = [...document.querySelectorAll(".figures > div")].map((box) => box.children[1].textContent);
      const figure = (index) => Number.parseFloat((figures[index] ?? "").replace(/[^\d.]/g, ""));
      const columns = document.querySelectorAll(".score .load").length;
      return document.querySelector(".state").dataset.is === "streaming" && figure(3) > 0 && figure(4) > 0
        && (innerWidth < 500 ? columns > 16 && columns <= 22 : columns >= 40)
        && Number(document.querySelector(".chart").dataset.points) >= 24;
    },
  },
  {
    name: "blocks",
    open: byMenu("Blocks"),
    alive: () => {
      const counts = [...document.querySelectorAll("tbody tr")].map((row) => Number(row.children[4].textContent));
      return document.querySelector(".state").dataset.is === "streaming" && counts.length === 40
        && counts.slice(0, 20).every((count) => count > 0);
    },
  },
  {
    name: "block",
    open: openFullBlock,
    alive: () => document.querySelector(".state").dataset.is === "streaming"
      && document.querySelector(".sheet .tag[data-is=final]") !== null
      && document.querySelectorAll(".sheet[aria-label=Transactions] li").length >= 10,
  },
  {
    name: "transaction",
    open: openTransfer,
    alive: () => {
      const story = document.querySelector(".sheet[aria-label='Life story']");
      return story?.querySelector(".tag[data-is=final]") != null && /after it was seen first/.test(story.textContent)
        && document.querySelector(".sheet[aria-label=Outcome]") !== null;
    },
  },
  {
    name: "account",
    open: openSender,
    alive: () => document.querySelectorAll(".sheet[aria-label=History] tbody tr").length >= 25
      && document.querySelector(".sheet[aria-label=Balances] tbody tr") !== null,
  },
  {
    name: "validators",
    open: byMenu("Validators"),
    alive: () => {
      const led = [...document.querySelectorAll("tbody tr")].map((row) => Number(row.children[4].textContent));
      return led.length === 4 && led.every((count) => count > 0) && document.querySelector(".bar") !== null;
    },
  },
  {
    name: "mempool",
    open: byMenu("Mempool"),
    alive: () => Number(document.querySelector(".figures dd")?.textContent) > 0
      && Number(document.querySelector(".chart")?.dataset.points) >= 24
      && document.querySelectorAll("tbody tr").length >= 5,
  },
  {
    name: "network",
    open: byMenu("Network"),
    alive: () => {
      const peers = [...document.querySelectorAll(".sheet[aria-label=Peers] tbody tr")];
      return peers.length === 3
        && peers.every(({ children }) => / ms$/.test(children[3].textContent) && children[4].textContent !== "0");
    },
  },
  {
    name: "stages",
    open: byMenu("Stages"),
    alive: () => {
      const rows = [...document.querySelectorAll(".thread tbody tr")];
      const rates = rows.map((row) => Number(row.children[2].textContent));
      return rates.filter((rate) => rate > 0).length >= 8;
    },
  },
];
