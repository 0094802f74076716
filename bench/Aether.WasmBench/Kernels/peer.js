'use strict';
// The peer: V8's top tier. Reads "load NAME PATH", "run NAME N" and "instantiate NAME COUNT" line by line and answers
// with the nanoseconds that the work took and its result.
const fs = require('fs');
const modules = new Map();
const elapsed = (start) => Number(process.hrtime.bigint() - start);
const commands = {
  load(name, path) {
    const bytes = fs.readFileSync(path);
    const start = process.hrtime.bigint();
    const module = new WebAssembly.Module(bytes);
    const time = elapsed(start);
    modules.set(name, { module, run: new WebAssembly.Instance(module, { env: { host: (x) => x } }).exports.run });
    return [time, 0];
  },
  run(name, n) {
    const run = modules.get(name).run;
    const start = process.hrtime.bigint();
    const result = run(Number(n));
    return [elapsed(start), result >>> 0];
  },
  instantiate(name, count) {
    const module = modules.get(name).module;
    let sum = 0;
    const start = process.hrtime.bigint();
    for (let i = 0; i < Number(count); i++) {
      sum += new WebAssembly.Instance(module, {}).exports.run(i) & 1;
    }
    return [elapsed(start), sum];
  },
};
let rest = '';
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const [command, ...words] = line.split(' ');
    process.stdout.write(commands[command](...words).join(' ') + '\n');
  }
});
process.stdin.on('end', () => process.exit(0));
