// Parses a file and prints each syntax error as line:column.
// Exit status: 0 parses, 1 does not, 2 could not be read.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const grammars = {
  powershell: 'tree-sitter-powershell/tree-sitter-powershell.wasm',
  tlaplus: '@tlaplus/tree-sitter-tlaplus/tree-sitter-tlaplus.wasm',
};
const [language, path] = process.argv.slice(2);
if (!(language in grammars) || path === undefined) {
  console.error(`usage: node parse.mjs ${Object.keys(grammars).join('|')} FILE`);
  process.exit(2);
}

const grammar = new URL('node_modules/' + grammars[language], import.meta.url);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(fileURLToPath(grammar)));
const tree = parser.parse(readFileSync(path, 'utf8'));

let errors = 0;
const pending = [tree.rootNode];
while (pending.length > 0) {
  const node = pending.pop();
  if (node.isError || node.isMissing) {
    const { row, column } = node.startPosition;
    console.log(`${path}:${row + 1}:${column + 1}: ${node.isMissing ? 'missing ' + node.type : 'syntax error'}`);
    errors++;
  }
  pending.push(...node.children);
}

process.exit(errors === 0 ? 0 : 1);
