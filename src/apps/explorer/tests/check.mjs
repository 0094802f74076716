// The checks of the explorer: the unit tests, then a browser against a running network. One line each that begins with
// 'ok' or 'failed', as build.sh counts them. Usage: node check.mjs [--shots FOLDER]; that takes the pictures of the
// documents into the folder, and checks nothing.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Report } from "./browser/report.mjs";
import { checkInBrowser } from "./browser/checks.mjs";
import { takePictures } from "./browser/pictures.mjs";

const app = fileURLToPath(new URL("..", import.meta.url));
const root = join(app, "../../..");
const report = new Report();
const work = await mkdtemp(join(tmpdir(), "aether-explorer-"));

async function runUnitTests() {
  const output = join(work, "unit.json");
  const program = join(app, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [program, "run", "--reporter=json", `--outputFile=${output}`], {
    cwd: app, stdio: ["ignore", "ignore", "inherit"],
  });
  await new Promise((resolve) => child.once("exit", resolve));
  const result = JSON.parse(await readFile(output, "utf8"));
  for (const file of result.testResults) {
    if (file.assertionResults.length === 0) report.failed(file.name, file.message || "has no tests");
    for (const test of file.assertionResults) {
      const name = `unit: ${test.fullName}`;
      if (test.status === "passed") report.ok(name);
      else report.failed(name, test.failureMessages.join(" "));
    }
  }
}

const shots = process.argv.indexOf("--shots");
try {
  if (shots > 0) {
    await report.check("pictures", () => takePictures({ root, work, folder: process.argv[shots + 1] }));
  } else {
    await report.check("unit tests", runUnitTests, { quiet: true });
    await report.check("browser", () => checkInBrowser(report, { root, work }), { quiet: true });
  }
} finally {
  await rm(work, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = report.failures === 0 ? 0 : 1;
