import fc from 'fast-check';
import pg18 from '../../observations/pg18.json';
import { loadParser } from '../sql/parser';
import { reviewSql, tables } from '../testing/review-sql';
import { readOnlyOrRowSafe } from './row-safe';

/** Real statements, cut into tokens: what comes out of them again is often nearly SQL, which reaches deeper than noise. */
const texts = [...pg18.statements.map(({ sql }) => sql), ...pg18.fixture.split(';')];
const tokens = texts.map((text) => text.match(/"[^"]*"|'[^']*'|\w+|\s+|[^\w\s]/g) ?? []);
const pool = [...new Set(tokens.flat())];

const token = fc.oneof(fc.constantFrom(...pool), fc.string({ unit: 'grapheme', maxLength: 4 }));

const change = fc.record({ at: fc.nat(60), remove: fc.nat(3), insert: fc.array(token, { maxLength: 2 }) });

const statement = fc
  .tuple(fc.constantFrom(...tokens), fc.array(change, { maxLength: 3 }), fc.option(fc.nat(60)))
  .map(([original, changes, cut]) => {
    const parts: string[] = [...original];
    for (const { at, remove, insert } of changes) parts.splice(at, remove, ...insert);
    return parts.slice(0, cut ?? parts.length).join('');
  });

const recording = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: statement },
    { weight: 1, arbitrary: fc.tuple(statement, statement).map((two) => two.join('; ')) },
  ),
  { maxLength: 4 },
);

/** More with FUZZ_RUNS=1000000. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 1500);

beforeAll(loadParser);

test('whatever the SQL, there is a verdict for every statement, and a finding wherever it does not parse', () => {
  fc.assert(
    fc.property(
      recording,
      recording,
      fc.integer({ min: 11, max: 18 }),
      fc.boolean(),
      (up, down, major, transaction) => {
        const review = reviewSql(up, { down, major, transaction }, { tables, searchPath: ['core', 'app'] });
        expect(review.statements.map(({ direction }) => direction)).toEqual([
          ...up.map(() => 'up'),
          ...down.map(() => 'down'),
        ]);
        const levels = [...review.statements, ...review.findings].map(({ level }) => level);
        const worst = levels.includes('dangerous')
          ? 'dangerous'
          : levels.includes('risky')
            ? 'risky'
            : 'safe';
        expect(review.level).toBe(worst);
        for (const finding of review.findings) expect(finding.message).not.toBe('');
        for (const sql of up) expect(typeof readOnlyOrRowSafe(sql)).toBe('boolean');
      },
    ),
    { numRuns },
  );
});

test('a SELECT that is followed by anything that removes is never safe for rows', () => {
  const removals = fc.constantFrom(
    'DELETE FROM app.t',
    'TRUNCATE app.t',
    'DROP TABLE app.t',
    'ALTER TABLE app.t DROP COLUMN a',
    'UPDATE app.t SET a = 1',
  );
  fc.assert(
    fc.property(statement, removals, (first, removal) => {
      expect(readOnlyOrRowSafe(`${first};\n${removal}`)).toBe(false);
    }),
    { numRuns },
  );
});
