import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Puts the compiled modules of this package into one file, and beside it what V8 compiled of it while it reviewed the catalogue of
 * statements: a review by the command loads both in a few milliseconds (`packages/core/src/process/bundled-hazards.ts`), where two hundred
 * files and the first call of every function would take a hundred. A part of `npm run build`; does nothing where nothing changed.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, '../dist');
const bundle = path.join(dist, 'bundle.js');
const code = path.join(dist, 'bundle.code');

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function upToDate() {
  const since = Math.max(modified(path.join(dist, '.tsbuildinfo')), modified(fileURLToPath(import.meta.url)));
  return Math.min(modified(bundle), modified(code)) > since;
}

const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** What `tsc` writes is CommonJS, one `require("./...")` per import: each becomes a look-up of the file it means. */
function bundled() {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => name.endsWith('.js') && !name.startsWith('bundle.'));
  const known = new Set(names);
  const target = (from, to) => {
    const base = path.posix.join(path.posix.dirname(from), to);
    const found = [`${base}.js`, `${base}/index.js`].find((name) => known.has(name));
    if (found === undefined) throw new Error(`${from} requires ${to}, which is not there`);
    return found;
  };
  const modules = names.map((name) => {
    const text = readFileSync(path.join(dist, name), 'utf8')
      .replaceAll(/\brequire\("(\.[^"]*)"\)/g, (_, to) => `load(${JSON.stringify(target(name, to))})`)
      .replace(/^\/\/# sourceMappingURL=.*$/m, '');
    return `${JSON.stringify(name)}(exports, module, __filename) {\n${text}}`;
  });
  // One byte for each character: half of what it takes to read and to keep.
  const ascii = modules.join(',\n').replaceAll(/[^\x00-\x7f]/g, escaped);
  return `(function (require, folder) {
const modules = {\n${ascii}\n};
const loaded = new Map();
function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  modules[name](module.exports, module, folder + '/' + name);
  return module.exports;
}
return load('index.js');
})
`;
}

/** Reviews what the command would, in this process, and returns what V8 compiled on the way. */
async function compiled(source) {
  // V8 takes compiled code only under the flags that it was made with: these hold while it is made, and not when it is asked for it.
  setFlagsFromString('--no-flush-bytecode');
  setFlagsFromString('--no-opt');
  const script = new Script(source, { filename: bundle });
  const hazards = script.runInThisContext()(createRequire(bundle), dist);
  await hazards.loadParser();
  const catalogue = JSON.parse(readFileSync(path.join(here, '../observations/pg18.json'), 'utf8'));
  const schema = { path: 'schema.sql', text: catalogue.fixture };
  const settings = { serverMajor: 18, transaction: 'none', today: '2026-01-01' };
  const files = catalogue.statements.map(({ sql }, index) => ({
    path: `${index}.sql`,
    text: `-- ${index}\n${sql};\n`,
  }));
  for (const independent of [true, false]) {
    const outcome = hazards.reviewFiles({ ...settings, files, schema, independent });
    if (!outcome.ok) throw new Error(outcome.schema.message);
    for (const name of ['json', 'text'])
      hazards.formats[name](outcome.review, { sources: files, colour: name === 'text' });
  }
  setFlagsFromString('--flush-bytecode');
  setFlagsFromString('--opt');
  return script.createCachedData();
}

function writeWhole(file, content) {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

if (!upToDate()) {
  const source = bundled();
  writeWhole(bundle, source);
  writeWhole(code, await compiled(source));
}
