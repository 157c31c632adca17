import type { BackupManifest, Verification } from './manifest';
import type { StoredBackup } from './place';
import { expired } from './retention';

const NOW = Date.parse('2026-03-01T00:00:00Z');
const identity = { database: 'app', systemIdentifier: '7' };
const stored = (
  id: string,
  daysAgo: number,
  verification: Verification = 'restored',
  database: Partial<BackupManifest['database']> = {},
): StoredBackup =>
  ({
    name: id,
    manifest: {
      ...{ id, verification, snapshotAt: new Date(NOW - daysAgo * 86_400_000).toISOString() },
      database: { name: 'app', systemIdentifier: '7', ...database },
    },
  }) as unknown as StoredBackup;
const removed = (backups: readonly StoredBackup[], retention: { keep?: number; keepDays?: number }) =>
  expired(backups, identity, retention, NOW).map(({ name }) => name);

const four = [stored('a', 40), stored('b', 30), stored('c', 2), stored('d', 1)];

test.each<[string, { keep?: number; keepDays?: number }, readonly string[]]>([
  ['nothing is asked', {}, []],
  ['two are kept', { keep: 2 }, ['a', 'b']],
  ['more are kept than there are', { keep: 9 }, []],
  ['young ones are kept', { keepDays: 10 }, ['a', 'b']],
  ['both: what either keeps stays', { keep: 1, keepDays: 10 }, ['a', 'b']],
  ['both: what either keeps stays', { keep: 3, keepDays: 1 }, ['a']],
])('%s', (_name, retention, gone) => expect(removed(four, retention)).toEqual(gone));

test('the only good one stays, however old, and newer ones that were never restored do not replace it', () => {
  const backups = [stored('good', 400), stored('weak1', 300, 'checksum'), stored('weak2', 1, 'checksum')];
  expect(removed(backups, { keep: 1 })).toEqual([]);
  expect(removed(backups, { keepDays: 1 })).toEqual([]);
  expect(removed([stored('weak', 400, 'checksum')], { keep: 1, keepDays: 1 })).toEqual([]);
});

test('unverified ones go when newer good ones are kept; those of other databases and servers never', () => {
  const backups = [
    stored('weak', 50, 'checksum'),
    stored('other', 45, 'restored', { name: 'another' }),
    stored('elsewhere', 44, 'restored', { systemIdentifier: '8' }),
    ...four,
  ];
  expect(removed(backups, { keep: 1 })).toEqual(['weak', 'a', 'b', 'c']);
  expect(expired(backups, { ...identity, systemIdentifier: null }, { keep: 1 }, NOW)).toEqual([]);
});
