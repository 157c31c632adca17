import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../contract';
import { loadParser } from '../sql/parser';
import type { Case } from '../testing/review-sql';
import { findingsOf } from '../testing/review-sql';
import { rules } from './index';

/**
 * What a reviewer reads, word for word: every finding of every case in the rules' own specs, and what each rule says of itself. The words
 * are part of the product, so a change of them is seen here and taken over on purpose: `jest packages/hazards/src/rules/findings -u`.
 */
type Cases = Readonly<Record<'fires' | 'quiet', readonly Case[]>>;

const mockCases = new Map<string, Cases>();

// The specs are read with a describeRule that only keeps what it is given; they run as they are beside this one.
jest.mock('../testing/review-sql', () => ({
  ...jest.requireActual<object>('../testing/review-sql'),
  describeRule: (id: string, cases: Cases) => mockCases.set(id, cases),
}));

const specs = readdirSync(__dirname).filter(
  (file) =>
    file.endsWith('.spec.ts') && /^describeRule\(/m.test(readFileSync(path.join(__dirname, file), 'utf8')),
);
for (const file of specs) jest.requireActual(`./${file}`);

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** One line per finding; what a finding takes over from its rule is not said twice. */
function shown(finding: Finding): readonly string[] {
  const { rule: id, level, direction, statement, message, sql, why, safeWay, ...more } = finding;
  const rule = byId.get(id);
  // A finding about the recording as a whole is no rule's.
  if (rule === undefined || sql === null) return [];
  const own = {
    ...(rule.why === why ? {} : { why }),
    ...(rule.safeWay === safeWay ? {} : { safeWay }),
    ...more,
  };
  const rest = Object.keys(own).length === 0 ? '' : ` ${JSON.stringify(own)}`;
  return [`${direction} ${statement}: ${level} ${id}: ${message}${rest}`];
}

beforeAll(loadParser);

test('every rule has a spec', () => {
  expect(rules.map(({ id }) => `${id}.spec.ts`).sort()).toEqual([...specs].sort());
});

describe.each(specs.map((file) => path.basename(file, '.spec.ts')))('%s', (id) => {
  const { fires, quiet } = mockCases.get(id) ?? { fires: [], quiet: [] };

  test('says', () => {
    const { title, axis, why, safeWay, optional } = byId.get(id) ?? {};
    expect({ title, axis, why, safeWay, ...(optional === undefined ? {} : { optional }) }).toMatchSnapshot();
  });

  test.each([...fires, ...quiet].map((each) => [JSON.stringify(each), each] as const))(
    '%s',
    (_name, each) => {
      expect(findingsOf(each, id).flatMap(shown).join('\n')).toMatchSnapshot();
    },
  );

  test('has cases of both kinds', () => {
    expect(fires.length).toBeGreaterThanOrEqual(3);
    expect(quiet.length).toBeGreaterThanOrEqual(3);
  });
});
