import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyAction } from '../catalog/apply';
import { Catalog } from '../catalog/catalog';
import { qualified } from '../catalog/model';
import type { Action } from '../sql/actions';
import { loadParser, parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import type { Conditions, Effect } from './effect';
import type { Outcome } from './outcome';
import { outcomeOf, standing } from './outcome';
import { predict } from './predict';

/**
 * Every prediction as it is, word for word: notes and error messages too, which no observation holds, and what is said of statements where
 * the schema is known in part or not at all. That the predictions are true is for `observations.spec.ts` to say; here a change of one is
 * seen and taken over on purpose: `jest packages/hazards/src/effects/predictions -u`.
 */
interface Measured {
  readonly fixture: string;
  readonly statements: readonly Measurement[];
}

interface Measurement {
  readonly sql: string;
  readonly setup?: readonly string[];
  readonly outside?: boolean;
}

type Model = (fixture: string) => Catalog;

const folder = path.join(__dirname, '..', '..', 'observations');

const measured = new Map<number, Measured>(
  readdirSync(folder)
    .map((file): readonly [number, Measured] => [
      Number(/\d+/.exec(file)?.[0]),
      JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Measured,
    ])
    .sort(([a], [b]) => a - b),
);

const oldest = Math.min(...measured.keys());
const newest = Math.max(...measured.keys());

/** Each statement with the majors that it was measured on. */
const catalogue = new Map<string, { readonly one: Measurement; readonly majors: number[] }>();
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

// The schema is read once per text, for speed: it is the same for thousands of predictions.
const read = new Map<string, readonly Action[]>();

function actionsOf(sql: string): readonly Action[] {
  const known = read.get(sql);
  if (known !== undefined) return known;
  const parsed = parseText(sql);
  const actions = parsed.ok
    ? parsed.statements.flatMap(({ node, sql: text }) => readStatement(node, text))
    : [];
  read.set(sql, actions);
  return actions;
}

const model =
  (complete: boolean, withFixture: boolean): Model =>
  (fixture) => {
    const catalog = new Catalog(['app', 'public'], complete ? ['public'] : null, complete);
    if (withFixture) for (const action of actionsOf(fixture)) applyAction(catalog, action);
    catalog.settle();
    catalog.setSearchPath(['app', 'public']);
    return catalog;
  };

function shownEffect({ locks, work, error }: Effect): string {
  const lines = [
    ...locks.map(({ relation, mode }) => `${mode} ${qualified(relation)}`),
    ...work.map(
      ({ kind, relation, note, index }) =>
        `${kind} ${qualified(relation)}${index === undefined ? '' : ` [${index}]`} (${note})`,
    ),
    ...(error === null ? [] : [`${error.sqlstate} ${error.message}`]),
  ];
  return lines.length === 0 ? 'nothing' : lines.join(', ');
}

const shownOutcome = ({ locks, rewrites, scans, builds, error }: Outcome): string =>
  error === null
    ? `=> ${JSON.stringify({ locks: locks.map((lock) => lock.join(' ')), rewrites, scans, builds })}`
    : `=> ${error.sqlstate}`;

function shown({ sql, setup = [] }: Measurement, catalog: Catalog, conditions: Conditions): string {
  for (const each of setup) for (const action of actionsOf(each)) applyAction(catalog, action);
  catalog.settle();
  const stood = standing(catalog);
  const effects = actionsOf(sql).map((action) => {
    const effect = predict(action, catalog, conditions);
    applyAction(catalog, action);
    return effect;
  });
  return [...effects.map(shownEffect), shownOutcome(outcomeOf(effects, stood))].join('\n  ');
}

/** Says the same text once for all the circumstances that it holds in. */
function grouped(texts: readonly (readonly [circumstance: string, text: string])[]): string {
  const circumstances = new Map<string, string[]>();
  for (const [circumstance, text] of texts)
    circumstances.set(text, [...(circumstances.get(text) ?? []), circumstance]);
  return [...circumstances].map(([text, names]) => `${names.join(' ')}\n  ${text}`).join('\n');
}

const complete = model(true, true);
const partial = model(false, true);
const unknown = model(false, false);

beforeAll(loadParser);

test.each([...catalogue])('%s', (_name, { one, majors }) => {
  const inTransaction = one.outside !== true;
  const on = (major: number, build: Model, transaction = inTransaction): string => {
    const fixture = measured.get(major)?.fixture ?? '';
    return shown(one, build(fixture), { serverMajor: major, inTransaction: transaction, timeZone: 'UTC' });
  };
  const last = Math.max(...majors);
  expect(
    grouped([
      ...majors.map((major): readonly [string, string] => [String(major), on(major, complete)]),
      [inTransaction ? 'outside' : 'inside', on(last, complete, !inTransaction)],
      ['partial', on(last, partial)],
      ['unknown-old', on(oldest, unknown)],
      ['unknown', on(newest, unknown)],
    ]),
  ).toMatchSnapshot();
});
