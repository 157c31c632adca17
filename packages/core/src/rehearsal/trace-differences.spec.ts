import type { StatementEffect } from '@safe-migrate/hazards';
import type { StatementTrace } from '../typeorm/protocol';
import { traceDifferences } from './trace-differences';

const effect = (more: Partial<StatementEffect>): StatementEffect => ({
  knowledge: 'known' as StatementEffect['knowledge'],
  locks: [],
  rewrites: [],
  scans: [],
  builds: [],
  error: null,
  ...more,
});
const trace = (more: Partial<StatementTrace>): StatementTrace => ({
  durationMs: 1,
  rows: 0,
  walBytes: 0,
  locks: [],
  named: [],
  rewrites: [],
  scans: [],
  builds: [],
  ...more,
});
const on = (relation: string, mode: string) => ({ relation, mode }) as StatementEffect['locks'][number];

describe('predicted against traced', () => {
  it('says nothing where they agree, and of locks that are held already', () => {
    const locks = [on('core.a', 'AccessExclusiveLock'), on('core.b', 'AccessShareLock')];
    expect(
      traceDifferences([
        {
          sql: 'x',
          effect: effect({ locks, rewrites: ['core.a'] }),
          trace: trace({ locks, rewrites: ['core.a'] }),
        },
        { sql: 'y', effect: effect({ locks }), trace: trace({ locks: [on('core.c', 'AccessShareLock')] }) },
      ]),
    ).toEqual([]);
  });

  it('says nothing of what is locked since it was made, or under its earlier name', () => {
    const locks = [on('core.a', 'AccessExclusiveLock'), on('core.c', 'AccessExclusiveLock')];
    expect(
      traceDifferences([
        { sql: 'x', effect: effect({}), trace: trace({ named: [{ relation: 'core.a', was: null }] }) },
        {
          sql: 'y',
          effect: effect({ locks: [on('core.b', 'AccessExclusiveLock')] }),
          trace: trace({
            locks: [on('core.b', 'AccessExclusiveLock')],
            named: [{ relation: 'core.c', was: 'core.b' }],
          }),
        },
        {
          sql: 'z',
          effect: effect({ locks: [...locks, on('core.d', 'ShareLock')] }),
          trace: trace({ locks: [on('core.d', 'ShareLock')] }),
        },
      ]),
    ).toEqual([]);
  });

  it.each([
    [effect({}), trace({ locks: [on('core.a', 'ShareLock')] }), 'ShareLock on core.a, predicted no lock'],
    [
      effect({ locks: [on('core.a', 'RowShareLock')] }),
      trace({ locks: [on('core.a', 'RowShareLock'), on('core.a', 'ExclusiveLock')] }),
      'ExclusiveLock on core.a, predicted RowShareLock',
    ],
    [
      effect({ locks: [on('core.a', 'AccessExclusiveLock')] }),
      trace({ locks: [on('core.a', 'ShareLock')] }),
      'ShareLock on core.a, predicted AccessExclusiveLock',
    ],
    [effect({}), trace({ rewrites: ['core.a'] }), 'rewrote core.a, not predicted'],
    [effect({ builds: ['core.i'] }), trace({}), 'predicted that it built core.i'],
  ])('tells what differs', (predicted, seen, words) => {
    expect(traceDifferences([{ sql: 'ALTER\n  x', effect: predicted, trace: seen }])).toEqual([
      `ALTER x: ${words}`,
    ]);
  });

  it('passes over what was not predicted, not traced, or ran without a transaction', () => {
    const locks = [on('core.a', 'ShareUpdateExclusiveLock')];
    expect(
      traceDifferences([
        { sql: 'x', effect: effect({ knowledge: 'unknown' }), trace: trace({ rewrites: ['core.a'] }) },
        { sql: 'y', effect: effect({ rewrites: ['core.a'] }), trace: undefined },
        { sql: 'z', effect: effect({ locks }), trace: trace({}) },
      ]),
    ).toEqual([]);
  });
});
