import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { RunEnded } from './context';
import { assertNothingOnDisk } from './without-journal';

const target = { connection: 'u@h:1/d', server: '15', systemIdentifier: '7', bytes: 1 };
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'core-spec-records-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const keep = (id: string, more: object) =>
  writeFileSync(
    join(directory, `${id}.json`),
    JSON.stringify({ id, command: 'run', target, pending: ['A1', 'B2'], ...more }),
  );
const look = (executed: readonly string[]) => {
  try {
    assertNothingOnDisk(directory, target, executed);
    return undefined;
  } catch (error) {
    if (error instanceof RunEnded) return `${error.outcome} ${error.error.code}: ${error.error.why}`;
    return error instanceof SafeMigrateError ? error.code : String(error);
  }
};

test('no folder, no record, a finished one, one of another database, a plan: nothing', () => {
  rmSync(directory, { recursive: true });
  expect(look([])).toBeUndefined();
  directory = mkdtempSync(join(tmpdir(), 'core-spec-records-'));
  writeFileSync(join(directory, '0.json'), 'no JSON');
  keep('1', { target: { ...target, systemIdentifier: '8' } });
  keep('2', { command: 'plan' });
  expect(look([])).toBeUndefined();
  keep('1', {});
  keep('3', { outcome: 'applied' });
  expect(look([])).toBeUndefined();
});

test('an unfinished one: by what is on the list', () => {
  keep('1', { outcome: 'applied' });
  keep('2', {});
  expect(look(['X'])).toBe('RUN_CHANGED_NOTHING');
  expect(look(['A1'])).toMatch(/^needs-attention NO_JOURNAL: .* Not recorded: B2\.$/);
  expect(look(['A1', 'B2'])).toMatch(/^needs-attention NO_JOURNAL: .* is not known\.$/);
});
