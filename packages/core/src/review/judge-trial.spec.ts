import { loadParser, type TableFacts } from '@safe-migrate/hazards';
import type { HostFailure, SentStatement } from '../typeorm/protocol';
import { judgeTrial, judgeUp } from './judge-trial';

beforeAll(loadParser);

const table: TableFacts = {
  ...{ schema: 'public', name: 't', kind: 'table', rows: 1, bytes: 8192, constraints: [], indexes: [] },
  columns: [{ name: 'a', type: 'integer', notNull: false, hasDefault: false }],
};
const conditions = {
  catalog: { tables: [table], types: [], routines: [], schemas: ['public'] },
  facts: { major: 15, sessionSettings: {}, timeZone: 'UTC' },
  today: '2026-01-01',
};
const migration = { name: 'M1', className: 'M1', timestamp: 1, hasDown: true };
const sent = (sql: string): SentStatement[] => [{ sql, inTransaction: true, escaped: false }];
const TWICE = 'ALTER TABLE t ADD COLUMN a int';
const DOWN = { statements: sent('ALTER TABLE t DROP COLUMN b') };
const rulesOf = ({ findings }: { readonly findings: readonly { readonly rule: string }[] }) =>
  findings.map(({ rule }) => rule);

test('an error that is predicted is told where the server was not asked or gave it', () => {
  const failure: HostFailure = { message: 'column "a" of relation "t" already exists', code: '42701' };
  const failed = judgeTrial(
    migration,
    true,
    { catalog: conditions.catalog, up: { statements: sent(TWICE), failure } },
    conditions,
  );
  expect(rulesOf(failed)).toContain('predicted-error');
});

test('and is no finding where the server took the statement', () => {
  const trial = { catalog: conditions.catalog, up: { statements: sent(TWICE) }, down: DOWN };
  expect(rulesOf(judgeTrial(migration, true, trial, conditions))).not.toContain('predicted-error');
  expect(rulesOf(judgeUp(migration, sent(TWICE), conditions))).not.toContain('predicted-error');
});
