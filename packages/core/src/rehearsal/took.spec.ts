import type { SentStatement } from '../typeorm/protocol';
import { tookMs } from './took';

const statement = (durationMs?: number): SentStatement => ({
  ...{ sql: 'SELECT 1', inTransaction: true, escaped: false },
  ...(durationMs === undefined
    ? {}
    : {
        trace: {
          durationMs,
          walBytes: 0,
          rows: 0,
          locks: [],
          named: [],
          rewrites: [],
          scans: [],
          builds: [],
        },
      }),
});

test('the statements of all migrations, as far as they were measured', () => {
  const sent = new Map([
    ['One1800000000001', [statement(1.4), statement(), statement(2.2)]],
    ['Two1800000000002', [statement(0.1)]],
  ]);
  expect(tookMs(sent)).toBe(4);
  expect(tookMs(new Map())).toBe(0);
});
