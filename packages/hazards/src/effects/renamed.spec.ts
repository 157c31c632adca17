import fc from 'fast-check';
import pg12 from '../../observations/pg12.json';
import pg16 from '../../observations/pg16.json';
import pg18 from '../../observations/pg18.json';
import { loadParser } from '../sql/parser';
import type { Outcome } from './outcome';
import type { Statement } from './testing/predicting';
import { predictOne } from './testing/predicting';
import type { Renaming } from './testing/renaming';
import { keepsItsName, renaming } from './testing/renaming';

/**
 * The same statements under other names are predicted to do the same: nothing depends on how a thing is called, how long its name is, or
 * whether it has to be quoted. `node measure/measure.mjs --renamed SEED` asks PostgreSQL itself.
 */
const same: Renaming = { fixture: '', schema: 'app', rename: (sql) => sql, moved: (name) => name };

const predicted = (one: Statement, fixture: string, serverMajor: number, names: Renaming): Outcome =>
  predictOne(
    { ...one, sql: names.rename(one.sql), setup: (one.setup ?? []).map((sql) => names.rename(sql)) },
    fixture,
    serverMajor,
    names.schema,
  );

/** An outcome in the new names. What the server would call a new index depends on the names: only how many there are is compared. */
function shown(outcome: Outcome, { moved }: Pick<Renaming, 'moved'>) {
  const { locks, indexLocks, rewrites, scans, builds, error } = outcome;
  return {
    locks: locks.map(([name, mode]) => `${moved(name)} ${mode}`).sort(),
    indexLocks: indexLocks.map(([name, mode]) => `${moved(name)} ${mode}`).sort(),
    rewrites: rewrites.map(moved).sort(),
    scans: scans.map(moved).sort(),
    builds: builds.length,
    sqlstate: error?.sqlstate ?? null,
  };
}

const reserved = [
  'select',
  'table',
  'user',
  'order',
  'group',
  'constraint',
  'primary',
  'end',
  'to',
  'as',
  'column',
  'default',
];
const styles: readonly ((old: string, index: number) => string)[] = [
  (old, index) => `Mixed ${old.toUpperCase()}.${index}`,
  (old, index) => reserved[index] ?? `${reserved[index % reserved.length] ?? ''}_${index}`,
  (old, index) => `ünï${index}—${old}'"x`,
  (_old, index) => `${index}_${'l'.repeat(60 - String(index).length)}`.padEnd(63, 'x').slice(0, 63),
  (_old, index) => `${index}_${'ß'.repeat(29)}`,
  (old, index) => `${old}_${index}`,
];

/** Other lengths and precisions, and other words for the same types: every comparison between two of them comes out as before. */
const otherTypes = (sql: string): string =>
  sql
    .replaceAll(
      /\b(varchar|char|varbit|bit)\((\d+)\)/g,
      (_all, type: string, length: string) => `${type}(${Number(length) * 3})`,
    )
    .replaceAll(
      /\bnumeric\((\d+), ?(\d+)\)/g,
      (_all, precision: string, scale: string) => `numeric(${Number(precision) + 7},${scale})`,
    )
    .replaceAll(/\bvarchar\b/g, 'character varying')
    .replaceAll(/\btimestamptz\b(?!\()/g, 'timestamp with time zone')
    .replaceAll(/\bfloat8\b/g, 'double precision')
    .replaceAll(/\bint\b(?! GENERATED)/g, 'integer');

beforeAll(loadParser);

const majors = [
  [12, pg12],
  [16, pg16],
  [18, pg18],
] as const;

const asked = (statements: unknown): readonly Statement[] =>
  (statements as readonly Statement[]).filter(({ sql }) => !keepsItsName.test(sql));

test.each(styles.map((style, index) => [style('name', index), style] as const))(
  'every statement is predicted alike in names such as %s',
  (_example, style) => {
    const [major, { fixture, statements }] = majors[styles.indexOf(style) % majors.length] ?? majors[0];
    const names = renaming(fixture, style);
    const found = asked(statements).map((one) => ({
      sql: names.rename(one.sql),
      ...shown(predicted(one, names.fixture, major, names), same),
    }));
    const expected = asked(statements).map((one) => ({
      sql: names.rename(one.sql),
      ...shown(predicted(one, fixture, major, same), names),
    }));
    expect(found).toEqual(expected);
  },
);

test('every statement is predicted alike with other lengths and precisions, and other words for its types', () => {
  const { fixture, statements } = pg16;
  const all = (statements as readonly Statement[]).map((one) => ({
    sql: one.sql,
    here: shown(predicted(one, fixture, 16, same), same),
    there: shown(
      predicted(
        { ...one, sql: otherTypes(one.sql), setup: (one.setup ?? []).map(otherTypes) },
        otherTypes(fixture),
        16,
        same,
      ),
      same,
    ),
  }));
  expect(all.map(({ sql, there }) => ({ sql, ...there }))).toEqual(
    all.map(({ sql, here }) => ({ sql, ...here })),
  );
});

test('any mixture of names will do', () => {
  const style = fc.infiniteStream(fc.constantFrom(...styles));
  fc.assert(
    fc.property(style, fc.constantFrom(...asked(pg16.statements)), (stream, one) => {
      const chosen = [...stream.take(400)];
      // A number at the end keeps any two apart, whatever their styles are.
      const names = renaming(pg16.fixture, (old, index) => {
        const name = chosen[index]?.(old, index) ?? old;
        return `${[...name].slice(0, 20).join('')}${index}`;
      });
      expect(shown(predicted(one, names.fixture, 16, names), same)).toEqual(
        shown(predicted(one, pg16.fixture, 16, same), names),
      );
    }),
    { numRuns: 40 },
  );
});
