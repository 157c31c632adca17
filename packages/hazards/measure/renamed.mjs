import { createRequire } from 'node:module';
import { catalogue } from './catalogue/index.mjs';
import { tellDifferences } from './differences.mjs';
import { fixtureFor, observeAll, understoodBy } from './run.mjs';

const require = createRequire(import.meta.url);

/** How many statements of the catalogue are asked about. */
const SAMPLE = 250;

/** Numbers between 0 and 1 that depend on the seed alone (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Names of every kind; the number keeps any two apart. */
const styles = [
  (old, index) => `Mixed ${old.slice(0, 20).toUpperCase()}.${index}`,
  (_old, index) => `${['select', 'table', 'user', 'order', 'end'][index % 5]}_${index}`,
  (old, index) => `ünï${index}—${old.slice(0, 20)}\'x`,
  (_old, index) => `${index}_`.padEnd(63, 'l'),
  (_old, index) => `${index}_${'ß'.repeat(29)}`,
  (old, index) => `${old.slice(0, 20)}_${index}`,
];

/** Runs a sample under other names on a server of a major; returns how many statements did something else than predicted. */
export async function askRenamed(major, seed) {
  const { loadParser } = require('../dist/sql/parser.js');
  const { keepsItsName, renaming } = require('../dist/effects/testing/renaming.js');
  const { predictOne } = require('../dist/effects/testing/predicting.js');
  await loadParser();
  const next = random(seed * 100 + major);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const fixture = fixtureFor(major);
  const names = renaming(fixture, (old, index) => pick(styles)(old, index));
  const pool = understoodBy(major, catalogue).filter(
    ({ outside, sql }) => outside !== true && !keepsItsName.test(sql),
  );
  const sample = [...pool].sort(() => next() - 0.5).slice(0, SAMPLE);
  const asked = sample.map((one) => ({
    ...one,
    sql: names.rename(one.sql),
    setup: (one.setup ?? []).map((sql) => names.rename(sql)),
  }));
  const { server, observations } = await observeAll(major, names.fixture, asked, names.schema);
  const originals = sample.map(({ sql }) => sql);
  const predict = (one) => predictOne(one, names.fixture, major, names.schema);
  const wrong = tellDifferences(observations, asked, originals, predict);
  process.stdout.write(
    `seed ${seed} on ${server}: ${observations.length} statements, ${wrong} did something else than predicted\n`,
  );
  return wrong;
}
