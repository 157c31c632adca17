import { loadParser } from '../sql/parser';
import { oddSchema, oddStatements } from './testing/odd-schema';
import { grouped, modelKnown, shownPrediction } from './testing/showing';

/**
 * Golden file of predictions about a schema in which one thing is easily taken for another. These were not measured: what is said here has
 * to hold together, what PostgreSQL does is for `observations.spec.ts`. Taken over on purpose: `jest packages/hazards/src/effects/odd -u`.
 */
beforeAll(loadParser);

test.each([...new Set(oddStatements)].map((sql): [string] => [sql]))('odd: %s', (sql) => {
  const on = (major: number, how: Parameters<typeof modelKnown>[0], outside: boolean): string =>
    shownPrediction({ sql, outside }, modelKnown(how, oddSchema), major);
  expect(
    grouped([
      ['inside', on(18, 'complete', false)],
      ['outside', on(18, 'complete', true)],
      ['13', on(13, 'complete', true)],
      ['11', on(11, 'complete', false)],
      ['partial', on(18, 'partial', true)],
      ['unknown', on(18, 'unknown', true)],
    ]),
  ).toMatchSnapshot();
});
