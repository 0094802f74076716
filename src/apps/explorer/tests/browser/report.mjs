/** Lines that begin with 'ok' or 'failed'. */
export class Report {
  failures = 0;

  ok(name) {
    console.log(`ok ${name}`);
  }

  failed(name, why) {
    this.failures++;
    console.log(`failed ${name}: ${String(why).replace(/\s+/g, " ").slice(0, 1500)}`);
  }

  /** Runs one check; what it throws is its failure. A quiet one reports its parts itself. */
  async check(name, body, { quiet = false } = {}) {
    const start = performance.now();
    try {
      await body();
      if (!quiet) this.ok(`${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      this.failed(name, error?.stack ?? error);
    }
  }
}

export function expect(holds, message) {
  if (!holds) throw new Error(message);
}
