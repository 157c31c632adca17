import fc from 'fast-check';
import unpredictable from '../../measure/unpredictable.json';
import pg11 from '../../observations/pg11.json';
import pg12 from '../../observations/pg12.json';
import pg13 from '../../observations/pg13.json';
import pg14 from '../../observations/pg14.json';
import pg15 from '../../observations/pg15.json';
import pg16 from '../../observations/pg16.json';
import pg17 from '../../observations/pg17.json';
import pg18 from '../../observations/pg18.json';
import { loadParser } from '../sql/parser';
import { lockModes } from './effect';
import type { Outcome } from './outcome';
import { predictOne } from './testing/predicting';

type Pairs = readonly (readonly string[])[];

/** What PostgreSQL itself did with one statement; see `measure/`. */
interface Observation {
  readonly sql: string;
  readonly setup?: readonly string[];
  readonly outside?: boolean;
  /** Outside a transaction only the locks on these relations were looked for. */
  readonly watch?: readonly string[];
  readonly locks: Pairs;
  readonly indexLocks?: Pairs;
  readonly rewrites: readonly string[];
  readonly scans: readonly string[] | null;
  readonly builds: readonly string[];
  readonly error: { readonly sqlstate: string; readonly message: string } | null;
}

interface Measured {
  readonly fixture: string;
  readonly statements: readonly Observation[];
}

const majors: readonly (readonly [number, Measured])[] = [
  [11, pg11],
  [12, pg12],
  [13, pg13],
  [14, pg14],
  [15, pg15],
  [16, pg16],
  [17, pg17],
  [18, pg18],
];

const facts = ['locks', 'indexLocks', 'rewrites', 'scans', 'builds', 'sqlstate'] as const;
type Fact = (typeof facts)[number];

/** The facts that the schema alone does not decide, statement by statement, each with the reason. */
const listed = new Map<string, ReadonlySet<string>>(
  unpredictable.flatMap(({ facts: names, statements }) =>
    statements.map((sql): [string, ReadonlySet<string>] => [sql, new Set(names)]),
  ),
);

/** SQLSTATE classes 22 and 23: a value or a row refused the statement, and the model knows no rows. */
const causedByRows = ({ error }: Observation): boolean => error !== null && /^2[23]/.test(error.sqlstate);

const predictable = ({ statements }: Measured): readonly Observation[] =>
  statements.filter((one) => !causedByRows(one));

/** The facts of an outcome that were observed. */
function factsOf(one: Observation | Outcome, { outside, watch = [], scans }: Observation) {
  // Weaker modes do not collide with the one that the table is held in.
  const seen = lockModes.indexOf('ShareUpdateExclusiveLock');
  const watched = ([name = '', mode]: readonly string[]): boolean =>
    outside !== true || (watch.includes(name) && lockModes.findIndex((each) => each === mode) >= seen);
  return {
    locks: one.locks.filter(watched),
    indexLocks: outside === true ? [] : (one.indexLocks ?? []),
    rewrites: one.rewrites,
    scans: scans === null ? [] : one.scans,
    builds: one.builds,
    sqlstate: one.error?.sqlstate ?? null,
  };
}

/** The facts that a prediction is held to: all that were observed, but for those that are listed. */
function comparable(one: Observation | Outcome, observation: Observation) {
  const all = Object.entries(factsOf(one, observation));
  return {
    sql: [...(observation.setup ?? []), observation.sql].join('; '),
    ...Object.fromEntries(all.filter(([fact]) => listed.get(observation.sql)?.has(fact) !== true)),
  };
}

beforeAll(loadParser);

describe.each(majors)('PostgreSQL %i', (major, measured) => {
  test('did what is predicted, for every statement of the catalogue', () => {
    const observed = predictable(measured);
    const predictions = observed.map((one) => comparable(predictOne(one, measured.fixture, major), one));
    expect(predictions).toEqual(observed.map((one) => comparable(one, one)));
  });

  test('was asked enough', () => {
    expect(predictable(measured).length).toBeGreaterThanOrEqual(1000);
  });
});

test('every fact that is listed as unpredictable is predicted otherwise on some major', () => {
  const wrong = new Set<string>();
  for (const [major, measured] of majors) {
    for (const one of predictable(measured).filter(({ sql }) => listed.has(sql))) {
      const [ours, theirs] = [factsOf(predictOne(one, measured.fixture, major), one), factsOf(one, one)];
      for (const fact of facts)
        if (JSON.stringify(ours[fact]) !== JSON.stringify(theirs[fact])) wrong.add(`${fact}: ${one.sql}`);
    }
  }
  const all = [...listed].flatMap(([sql, names]) => [...names].map((fact) => `${fact}: ${sql}`));
  expect([...wrong].sort()).toEqual(all.sort());
});

test('what is listed is a fact, and has a reason', () => {
  const names = unpredictable.flatMap((group) => group.facts);
  expect(names.filter((name) => !facts.includes(name as Fact))).toEqual([]);
  expect(unpredictable.filter(({ why }) => why.length < 20)).toEqual([]);
});

test('the name of a schema changes nothing but names', () => {
  const names = fc
    .string({ unit: fc.constantFrom(...'abzAZ09 _.é"'), minLength: 1, maxLength: 12 })
    .map((tail) => `x${tail}`);
  fc.assert(
    fc.property(names, fc.constantFrom(...predictable(pg16)), (schema, one) => {
      const quoted = `"${schema.replaceAll('"', '""')}"`;
      // In a string constant (a sequence's name, dynamic SQL) the same text stands once more quoted.
      const rename = (sql: string): string => sql.replaceAll(/\bapp\b(?=\.|,|;)/g, () => quoted);
      const usesStrings = /'[^']*\bapp\./.test(one.sql) || /\$\$/.test(one.sql) || /SCHEMA/.test(one.sql);
      // Renamed in some places of such a statement and not in others, it would be another statement.
      const namesOther = /\bWITH app\b/.test(one.sql);
      fc.pre(!usesStrings && !namesOther);
      const moved = predictOne(
        { ...one, sql: rename(one.sql), setup: (one.setup ?? []).map(rename) },
        rename(pg16.fixture),
        16,
        schema,
      );
      const expected = predictOne(one, pg16.fixture, 16);
      const back = (name: string): string =>
        name.startsWith(`${schema}.`) ? `app${name.slice(schema.length)}` : name;
      expect({
        locks: moved.locks.map(([name, mode]) => [back(name), mode]).sort(),
        indexLocks: moved.indexLocks.map(([name, mode]) => [back(name), mode]).sort(),
        rewrites: moved.rewrites.map(back).sort(),
        scans: moved.scans.map(back).sort(),
        builds: moved.builds.map(back).sort(),
        sqlstate: moved.error?.sqlstate,
      }).toEqual({
        locks: expected.locks.map((lock) => [...lock]).sort(),
        indexLocks: expected.indexLocks.map((lock) => [...lock]).sort(),
        rewrites: [...expected.rewrites].sort(),
        scans: [...expected.scans].sort(),
        builds: [...expected.builds].sort(),
        sqlstate: expected.error?.sqlstate,
      });
    }),
    { numRuns: 60 },
  );
});
