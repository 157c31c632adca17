import { readdirSync } from 'node:fs';
import type { Finding } from '../contract';
import { loadParser, parseText } from '../sql/parser';
import type { Case, Setup, Sql } from '../testing/review-sql';
import { findingsOf, reviewSql } from '../testing/review-sql';
import { rules } from './index';

/**
 * What a finding offers instead must be SQL, and better: put in the place of the statement, the same rule says nothing about it any more,
 * nothing fails, and nothing in it is dangerous. Tried on every case of the rules' own specs.
 */
type Cases = Readonly<Record<'fires' | 'quiet', readonly Case[]>>;

const mockCases = new Map<string, Cases>();

jest.mock('../testing/review-sql', () => ({
  ...jest.requireActual<object>('../testing/review-sql'),
  describeRule: (id: string, cases: Cases) => mockCases.set(id, cases),
}));

for (const file of readdirSync(__dirname)) {
  if (rules.some(({ id }) => file === `${id}.spec.ts`)) jest.requireActual<object>(`./${file}`);
}

const isSetup = (value: unknown): value is Setup => typeof value === 'object' && !Array.isArray(value);

function partsOf(each: Case): { readonly up: readonly string[]; readonly setup: Setup } {
  const [sql, setup] = Array.isArray(each) && each.length === 2 && isSetup(each[1]) ? each : [each, {}];
  return { up: [sql as Sql].flat(), setup: setup as Setup };
}

/** The findings about the offered SQL, with what stood before the statement sent before it. */
function afterRewrite(each: Case, finding: Finding): readonly Finding[] {
  const { up, setup } = partsOf(each);
  const before = up.slice(0, finding.statement ?? 0);
  const instead = before.length === 0 ? [] : [before.join(';\n')];
  const offered = finding.rewrite ?? [];
  // A DROP COLUMN that the offered statement makes needless is left out with it.
  const kept = finding.rule === 'drop-and-add-column' ? [] : instead;
  const review = reviewSql([...kept, ...offered], { ...setup, down: 'SELECT 1', transaction: false });
  return review.findings.filter(
    ({ statement, direction }) => direction === 'up' && (statement ?? -1) >= kept.length,
  );
}

const offers = (): readonly (readonly [string, Case, Finding])[] =>
  [...mockCases].flatMap(([id, { fires }]) =>
    fires.flatMap((each) =>
      findingsOf(each, id)
        .filter(({ rule, rewrite, direction }) => rule === id && rewrite !== undefined && direction === 'up')
        .map((finding) => [id, each, finding] as const),
    ),
  );

beforeAll(loadParser);

test.each(rules.map(({ id }) => id))('%s has three cases of each kind', (id) => {
  const { fires, quiet } = mockCases.get(id) ?? { fires: [], quiet: [] };
  expect({ fires: fires.length >= 3, quiet: quiet.length >= 3 }).toEqual({ fires: true, quiet: true });
});

test('many rules offer SQL', () => {
  expect(new Set(offers().map(([id]) => id)).size).toBeGreaterThan(18);
});

test('every offer is SQL that parses, one statement each', () => {
  for (const [id, each, { rewrite = [] }] of offers()) {
    for (const sql of rewrite) {
      const outcome = parseText(sql);
      expect({ id, each, sql, outcome }).toMatchObject({ outcome: { ok: true, statements: [{}] } });
    }
  }
});

test('the rule has nothing more to say, and nothing in the offer fails or is dangerous', () => {
  const bad = offers().flatMap(([id, each, finding]) =>
    afterRewrite(each, finding)
      .filter(({ rule, level }) => rule === id || rule === 'predicted-error' || level === 'dangerous')
      .map(({ rule, message }) => ({ id, each, rewrite: finding.rewrite, rule, message })),
  );
  expect(bad).toEqual([]);
});
