import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderSummary } from '../report/summary';
import { renderEvent } from '../report/terminal';
import { createRunId, EXIT_CODES, writeRecord, type RunRecord } from './record';

const record: RunRecord = {
  format: 1,
  id: '20260126-120000-x7k2',
  command: 'run',
  startedAt: '2026-01-26T12:00:00.000Z',
  outcome: 'refused',
  project: { root: '/p', dataSource: 'ds.ts' },
  target: { connection: 'ann@db:5432/crm', server: '15.18', systemIdentifier: null, bytes: 1 },
  steps: [{ step: 'review', state: 'failed', startedAt: '', durationMs: 1234 }],
  pending: ['AddX1800000000001'],
  reviews: [],
  verdicts: [
    {
      table: 'core.a',
      verdict: 'untouched',
      holds: true,
      evidence: '',
      counters: { inserted: 0, updated: 0, deleted: 0 },
    },
    {
      table: 'core.b',
      verdict: 'unchanged',
      holds: true,
      evidence: '3 rows',
      counters: { inserted: 0, updated: 1, deleted: 0 },
    },
  ],
  warnings: ['postgres://ann:s3cret@db/crm'],
};

test('ids are sortable by time and never have a character that a file name cannot', () => {
  expect(createRunId(new Date('2026-01-26T12:00:00.999Z'), () => 0)).toBe('20260126-120000-0000');
  expect(createRunId(new Date('2026-01-26T12:00:00Z'))).toMatch(/^20260126-120000-[a-z0-9]{4}$/);
});

test('a record is written whole, for its owner only, without passwords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-record-'));
  try {
    const file = writeRecord(join(folder, 'runs'), record);
    expect(readdirSync(join(folder, 'runs'))).toEqual(['20260126-120000-x7k2.json']);
    expect(statSync(file).mode & 0o077).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ id: record.id, outcome: 'refused' });
    expect(text).not.toContain('s3cret');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('exit codes are those of the manual', () => {
  expect(EXIT_CODES).toEqual({
    applied: 0,
    'nothing-pending': 0,
    'nothing-to-resume': 0,
    'taken-back': 0,
    'nothing-to-take-back': 0,
    planned: 0,
    rehearsed: 0,
    'failed-unchanged': 1,
    'usage-error': 2,
    refused: 3,
    'rolled-back': 4,
    'needs-attention': 5,
    interrupted: 130,
  });
});

test('the summary names outcome, database, proof, and where it stopped', () => {
  const lines = renderSummary(record).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'outcome     REFUSED',
      'database    ann@db:5432/crm, PostgreSQL 15.18',
      'pending     AddX1800000000001',
      'proof       core.b: unchanged (3 rows)',
      'stopped at  review after 1.2 s',
    ]),
  );
});

test('events are one line each', () => {
  expect(renderEvent({ kind: 'step-started', step: 'apply' })).toBeUndefined();
  expect(renderEvent({ kind: 'step-finished', step: 'apply', durationMs: 400, summary: 'done' })).toMatch(
    /ok.*apply.*done.*0\.4 s/,
  );
  expect(renderEvent({ kind: 'step-skipped', step: 'sync', why: 'none' })).toMatch(/skip.*sync.*none/);
  expect(renderEvent({ kind: 'warning', message: 'm' })).toMatch(/warn.*m/);
});
