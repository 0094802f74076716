import { chromium } from "playwright-core";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

export async function launch() {
  for (const executablePath of BROWSERS) {
    try {
      // As root Chromium has no sandbox; the pages are our own.
      return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
    } catch (error) {
      if (executablePath === BROWSERS.at(-1)) throw error;
    }
  }
}
