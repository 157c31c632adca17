import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { catalogue } from './catalogue/index.mjs';
import { askRenamed } from './renamed.mjs';
import { askRetyped } from './retyped.mjs';
import { fixtureFor, observeAll, understoodBy } from './run.mjs';
import { versions } from './servers.mjs';

/**
 * Measures what every statement of the catalogue does on every major, and writes `observations/pg<major>.json`; or asks about a sample
 * of the statements under other names, or with other types of the same class, and compares with what is predicted.
 * Usage: node measure.mjs [MAJOR...] | node measure.mjs --renamed SEED [MAJOR...] | node measure.mjs --retyped [MAJOR...]
 */
const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'observations');

async function measure(major) {
  const fixture = fixtureFor(major);
  const { server, observations } = await observeAll(major, fixture, understoodBy(major, catalogue));
  const file = path.join(output, `pg${major}.json`);
  const config = await prettier.resolveConfig(file);
  const text = JSON.stringify({ server, fixture, statements: observations });
  writeFileSync(file, await prettier.format(text, { ...config, parser: 'json' }));
  process.stdout.write(`${file}: ${observations.length} statements on ${server}\n`);
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--renamed') {
  const [seed, ...majors] = rest.map(Number);
  for (const major of majors.length > 0 ? majors : [15, 18])
    if ((await askRenamed(major, seed)) > 0) process.exitCode = 1;
} else if (first === '--retyped') {
  for (const major of rest.length > 0 ? rest.map(Number) : [12, 15, 18])
    if ((await askRetyped(major)) > 0) process.exitCode = 1;
} else {
  const majors =
    process.argv.length > 2 ? process.argv.slice(2).map(Number) : Object.keys(versions).map(Number);
  for (const major of majors) await measure(major);
}
