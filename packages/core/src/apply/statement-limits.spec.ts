import { createHash } from 'node:crypto';
import type { SentStatement } from '../typeorm/protocol';
import { statementLimits } from './statement-limits';
import type { Unit } from './unit';

const TIMEOUTS = { blocking: 30_000, online: 3_600_000, other: 600_000 };
const statement = (sql: string, durationMs: number, ...modes: string[]) =>
  ({
    sql,
    trace: { durationMs, locks: modes.map((mode) => ({ relation: 'public.t', mode })) },
  }) as unknown as SentStatement;
const hash = (sql: string) => createHash('sha256').update(sql).digest('hex');
const limitsOf = (transactional: boolean, timeouts: typeof TIMEOUTS, ...sent: SentStatement[]) => {
  const units = [{ migrations: [{ name: 'M1' }], transactional }] as unknown as Unit[];
  const { M1 } = statementLimits(units, { statements: new Map([['M1', sent]]) }, timeouts);
  return { otherwise: M1?.otherwise, limits: sent.map(({ sql }) => M1?.bySha256[hash(sql)]) };
};

test('by class: rows before a blocking lock, everything after it; ten times the rehearsal where that is more', () => {
  const sent = [
    statement('update', 1_000, 'RowExclusiveLock'),
    statement('alter', 10, 'AccessExclusiveLock'),
    statement('rewrite', 60_000, 'AccessExclusiveLock'),
    statement('select', 5),
  ];
  expect(limitsOf(true, TIMEOUTS, ...sent)).toEqual({
    otherwise: 600_000,
    limits: [600_000, 30_000, 600_000, 30_000],
  });
});

test('outside a transaction nobody is kept from working', () => {
  expect(limitsOf(false, TIMEOUTS, statement('create index concurrently', 10))).toEqual({
    otherwise: 3_600_000,
    limits: [3_600_000],
  });
});

test('0 is no limit, also where the rehearsal was measured', () => {
  const sent = statement('alter', 10_000, 'AccessExclusiveLock');
  expect(limitsOf(true, { ...TIMEOUTS, blocking: 0 }, sent).limits).toEqual([0]);
});
