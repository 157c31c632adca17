import { engineIssues } from '../settings/engine-settings';
import { printedId, printedValue } from './command/printed';
import { pgBackRestError } from './pgbackrest/errors';
import { parseStanza } from './pgbackrest/info';
import { isOlder } from './pgbackrest/program';
import { shareOf } from './pgbackrest/restore';
import { targetOf } from './pgbackrest/restore-to-folder';
import type { PgBackRestFacts } from './engine';

test.each([
  [{ backupEngine: 'pgbackrest' }, /needs pgbackrestStanza \(--pgbackrest-stanza\)/],
  [{ backupEngine: 'command' }, /needs backupCommand/],
  [{ backupEngine: 'railway' }, /needs railwayVolumeInstance/],
  [{ backupCommand: 'x' }, /backupCommand says nothing with backupEngine dump/],
  [
    { backupEngine: 'pgbackrest', pgbackrestStanza: 'm', backupRestoreCommand: 'x' },
    /belongs to command and railway/,
  ],
] as const)('%j contradicts itself', (settings, words) => {
  expect(engineIssues(settings).join()).toMatch(words);
});

test.each([
  [{}],
  [{ backupEngine: 'railway', railwayVolumeInstance: 'x', backupRestoreCommand: 'y' }],
  [{ backupEngine: 'pgbackrest', pgbackrestStanza: 'm' }],
] as const)('%j does not', (settings) => {
  expect(engineIssues(settings)).toEqual([]);
});

test.each([
  ['one\n\nlast\n\n', 'last'],
  ['{"id": "a"}', 'a'],
  ['{\n  "id": 7\n}\n', '7'],
  ['log\n{"id": "b", "x": 1}\n', 'b'],
  ['{"name": "x"}', undefined],
  ['\n \n', undefined],
  ['{not json', '{not json'],
])('%j prints the id %j', (output, id) => {
  expect(printedValue(output, 'id')).toBe(id);
});

test.each(['arn:aws:rds:eu-west-1:1:snapshot:a/b', '2026-01-26T12:00:00+01:00', 'a_b=c,d@e'])(
  '%s is an id',
  (id) => {
    expect(printedId(`${id}\n`)).toBe(id);
  },
);

test.each(['-rf', 'a b', 'a;b', '$(x)', "a'b", '', 'ä', 'x'.repeat(300)])('%j is none', (id) => {
  expect(() => printedId(id)).toThrow(expect.objectContaining({ code: 'BACKUP_COMMAND_ID' }) as Error);
});

test('the identifier of a server is read exactly', () => {
  const text =
    '[{"name":"main","status":{"code":0},"db":[{"id":1,"system-id":7713687680217398804,"version":"15"}],"backup":[]}]';
  expect(parseStanza(text, 'main')?.db[0]?.['system-id']).toBe('7713687680217398804');
  expect(parseStanza(text, 'other')).toBeUndefined();
});

test.each([
  ['2.30', '2.45', true],
  ['2.45', '2.45', false],
  ['2.100', '2.45', false],
  ['2.45.1', '2.45', false],
  ['1.99', '2.45', true],
])('%s is older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

test('lines of its log tell how far it is, and what is wrong', () => {
  expect(
    shareOf('2026-11-29 20:08:08.450 P01 DETAIL: backup file /d/base/1/13399 (8KB, 43.21%) checksum ab'),
  ).toBeCloseTo(0.4321);
  expect(shareOf('2026-11-29 20:08:08.450 P01 DETAIL: restore file /d/base/1/13399 (0B, 100.00%)')).toBe(1);
  expect(shareOf('P00 INFO: backup command begin')).toBeUndefined();
  const stderr =
    '2026-11-29 20:08:08.450 P00   INFO: check begin\n2026-11-29 20:08:08.451 P00  ERROR: [055]: unable to load\n            HINT: is it there?';
  const { why } = pgBackRestError('check', { code: 55, stdout: '', stderr, timedOut: false });
  expect(why).toMatch(/^ERROR: \[055\]: unable to load\s+HINT: is it there\?$/);
});

const ENGINE = { restorePoint: { name: 'p' } } as PgBackRestFacts;

test.each([
  [undefined, { type: 'name', value: 'p' }],
  ['backup', { type: 'name', value: 'p' }],
  ['before-apply', { type: 'name', value: 'safe_migrate_r1_before_apply' }],
  ['time:2026-01-26T12:00:00Z', { type: 'time', value: '2026-01-26 12:00:00.000+00' }],
  ['time:2026-01-26T12:00:00+02:00', { type: 'time', value: '2026-01-26 10:00:00.000+00' }],
  ['lsn:0/30000A8', { type: 'lsn', value: '0/30000A8' }],
  ['name:before it', { type: 'name', value: 'before it' }],
])('--to %s', (to, target) => {
  expect(targetOf(to, ENGINE, 'r1')).toEqual(target);
});

test.each(['time:yesterday', 'time:2026-01-26T12:00:00', 'lsn:x', 'later', 'name:'])(
  '--to %s is none',
  (to) => {
    expect(() => targetOf(to, ENGINE, 'r1')).toThrow(
      expect.objectContaining({ code: 'RESTORE_TARGET' }) as Error,
    );
  },
);
