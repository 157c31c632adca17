import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadParser } from '../sql/parser';
import type { Statement } from './testing/predicting';
import { grouped, modelKnown, shownPrediction } from './testing/showing';

/**
 * Every prediction as it is, word for word: notes and error messages too, which no observation holds, and what is said of statements where
 * the schema is known in part or not at all. That the predictions are true is for `observations.spec.ts` to say; here a change of one is
 * seen and taken over on purpose: `jest packages/hazards/src/effects/predictions -u`.
 */
interface Measured {
  readonly fixture: string;
  readonly statements: readonly Statement[];
}

const folder = path.join(__dirname, '..', '..', 'observations');

const measured = new Map<number, Measured>(
  readdirSync(folder)
    .map((file): readonly [number, Measured] => [
      Number(/\d+/.exec(file)?.[0]),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Measured,
    ])
    .sort(([a], [b]) => a - b),
);

/** The majors at which a prediction may change; `observations.spec.ts` looks at all of them. */
const turning = new Set([11, 12, 14, 15, 16, 18]);

const oldest = Math.min(...measured.keys());
const newest = Math.max(...measured.keys());

/** Each statement with the majors that it was measured on. */
const catalogue = new Map<string, { readonly one: Statement; readonly majors: number[] }>();
for (const [major, { statements }] of measured) {
  for (const { sql, setup, outside } of statements) {
    const name = [...(setup ?? []), outside === true ? `${sql} -- outside` : sql].join('; ');
    const entry = catalogue.get(name) ?? {
      one: { sql, ...(setup && { setup }), ...(outside !== undefined && { outside }) },
      majors: [],
    };
    entry.majors.push(major);
    catalogue.set(name, entry);
  }
}

beforeAll(loadParser);

test.each([...catalogue])('%s', (_name, { one, majors }) => {
  const on = (major: number, how: Parameters<typeof modelKnown>[0], statement = one): string =>
    shownPrediction(statement, modelKnown(how, measured.get(major)?.fixture ?? ''), major);
  const last = Math.max(...majors);
  const other = { ...one, outside: one.outside !== true };
  expect(
    grouped([
      ...majors
        .filter((major) => turning.has(major) || major === last)
        .map((major): readonly [string, string] => [String(major), on(major, 'complete')]),
      [one.outside === true ? 'inside' : 'outside', on(last, 'complete', other)],
      ['partial', on(last, 'partial')],
      ['unknown-old', on(oldest, 'unknown')],
      ['unknown', on(newest, 'unknown')],
    ]),
  ).toMatchSnapshot();
});
