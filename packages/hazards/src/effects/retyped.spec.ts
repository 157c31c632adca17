import classes from '../../measure/type-classes.json';
import pg12 from '../../observations/pg12.json';
import pg18 from '../../observations/pg18.json';
import { loadParser } from '../sql/parser';
import type { Statement } from './testing/predicting';
import { predictOne } from './testing/predicting';
import type { TypeClass } from './testing/retyping';
import { retyping } from './testing/retyping';

/**
 * The same statements with other types of the same class are predicted to do the same. What belongs together, and why, is said in
 * `measure/type-classes.json`; `node measure/measure.mjs --retyped` asks PostgreSQL itself.
 */
const majors = [
  [12, pg12],
  [18, pg18],
] as const;

function predicted(one: Statement, fixture: string, serverMajor: number) {
  const { error, ...facts } = predictOne(one, fixture, serverMajor);
  return { ...facts, sqlstate: error?.sqlstate ?? null };
}

const asTheyStand = new Map<string, ReturnType<typeof predicted>>();

/** What a statement of the catalogue is predicted to do; most of them are varied by several classes. */
function predictedAsItStands(one: Statement, fixture: string, major: number): ReturnType<typeof predicted> {
  const key = JSON.stringify([major, one]);
  const known = asTheyStand.get(key) ?? predicted(one, fixture, major);
  asTheyStand.set(key, known);
  return known;
}

/** The statements that a class varies, with what is predicted for each as it is and with the other types. */
function varied(types: TypeClass, major: number, { fixture, statements }: (typeof majors)[number][1]) {
  const other = retyping(fixture, types);
  return (statements as readonly Statement[])
    .filter(({ sql, setup = [] }) => other.concerns([...setup, sql]))
    .map((one) => {
      const [sql, setup] = [other.retype(one.sql), (one.setup ?? []).map((each) => other.retype(each))];
      return {
        sql,
        here: predictedAsItStands(one, fixture, major),
        there: predicted({ ...one, sql, setup }, other.fixture, major),
      };
    });
}

beforeAll(loadParser);

describe.each(majors)('PostgreSQL %i', (major, measured) => {
  test.each((classes as readonly TypeClass[]).map((types): [string, TypeClass] => [types.name, types]))(
    'statements are predicted alike with other %s',
    (_name, types) => {
      const all = varied(types, major, measured);
      expect(all.length).toBeGreaterThanOrEqual(types.atLeast);
      expect(all.map(({ sql, there }) => ({ sql, ...there }))).toEqual(
        all.map(({ sql, here }) => ({ sql, ...here })),
      );
    },
  );
});

test('every class of types has a reason, and together they vary most of what has a type', () => {
  expect((classes as readonly TypeClass[]).filter(({ why }) => why.length < 20)).toEqual([]);
  expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
  const varying = new Set(
    (classes as readonly TypeClass[]).flatMap((types) => {
      const other = retyping(pg18.fixture, types);
      return (pg18.statements as readonly Statement[])
        .map(({ sql, setup = [] }) => [...setup, sql])
        .filter((all) => other.concerns(all))
        .map((all) => all.join('; '));
    }),
  );
  expect(varying.size).toBeGreaterThanOrEqual(600);
});

test.each([
  ['x INT, y int[], "int" text', 'x int8, y int8[], "int" varchar'],
  [`f AS $$ SELECT 'int', b::int $$`, `f AS $$ SELECT 'int', b::int8 $$`],
  ['x varchar(3), y varchar, z text(1)', 'x varchar(3), y text, z text(1)'],
  ['TEXT SEARCH, t.text, text', 'TEXT SEARCH, t.text, varchar'],
  ['x timestamp with time zone, y Timestamp', 'x timestamp, y timestamptz'],
  [`date '2024-01-01', x date`, `date '2024-01-01', x timestamp`],
  ['RETURNS int, x int', 'RETURNS int, x int8'],
  ['x int GENERATED', 'x int GENERATED', 'numeric'],
])('types are exchanged as types: %s', (sql, expected, int4 = 'int8') => {
  const types = {
    int4,
    varchar: 'text',
    text: 'varchar',
    timestamp: 'timestamptz',
    timestamptz: 'timestamp',
  };
  const other = { name: '', why: '', atLeast: 0, bare: true, types: { ...types, date: 'timestamp' } };
  expect(retyping('SELECT 1', other).retype(sql)).toBe(expected);
});
