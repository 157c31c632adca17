import { createRequire } from 'node:module';
import { catalogue } from './catalogue/index.mjs';
import { tellDifferences } from './differences.mjs';
import { fixtureFor, observeAll, understoodBy } from './run.mjs';

const require = createRequire(import.meta.url);

/**
 * Runs the statements of every class of `type-classes.json` with the other types on a server of a major; returns how many did something
 * else than predicted. That the predictions are those of the statements as they stand is said by `src/effects/retyped.spec.ts`.
 */
export async function askRetyped(major) {
  const { loadParser } = require('../dist/sql/parser.js');
  const { retyping } = require('../dist/effects/testing/retyping.js');
  const { predictOne } = require('../dist/effects/testing/predicting.js');
  await loadParser();
  const fixture = fixtureFor(major);
  let wrong = 0;
  for (const types of require('./type-classes.json')) {
    const other = retyping(fixture, types);
    const varied = understoodBy(major, catalogue).filter(
      ({ outside, sql, setup = [] }) => outside !== true && other.concerns([...setup, sql]),
    );
    const asked = varied.map((one) => ({
      ...one,
      sql: other.retype(one.sql),
      setup: (one.setup ?? []).map((sql) => other.retype(sql)),
    }));
    const { server, observations } = await observeAll(major, other.fixture, asked);
    const originals = varied.map(({ sql }) => sql);
    const differing = tellDifferences(observations, asked, originals, (one) =>
      predictOne(one, other.fixture, major),
    );
    process.stdout.write(
      `${types.name} on ${server}: ${observations.length} statements, ${differing} did something else than predicted\n`,
    );
    wrong += differing;
  }
  return wrong;
}
