import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG_FILE, parseSettings } from './settings';

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'core-spec-settings-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true, force: true }));
const parse = (options: Record<string, unknown>) =>
  parseSettings({ dataSource: 'ds.ts', ...options, projectRoot });

test('defaults are the strictest, and paths lie in the project', () => {
  expect(parse({})).toEqual({
    projectRoot,
    dataSource: 'ds.ts',
    backupDirectory: join(projectRoot, '.safe-migrate/backups'),
    recordDirectory: join(projectRoot, '.safe-migrate/runs'),
    refuse: 'risky',
    lockTimeout: 2_000,
    lockRetries: 5,
    sync: [],
    statementTimeout: { blocking: 30_000, online: 3_600_000, other: 600_000 },
    syncTimeout: 600_000,
    ...{ verify: [], onSyncFailure: 'back', onVerifyFailure: 'back' },
    ...{ blockingLimit: 2_000, enable: [], endIdleBlockers: 0, escrowDays: 30, lockBudget: 1_000 },
    snapshotFile: join(projectRoot, 'safe-migrate.snapshot.sql'),
    ...{ planOnly: false, acceptLoss: [], freshBackup: false, wayBack: 'down' },
    ...{ backupEngine: 'dump', acceptUnrestored: false, pgbackrestType: 'full', backupTimeout: 21_600_000 },
    graphql: [],
  });
});

test('options win over the configuration file, which wins over defaults; undefined options do not count', () => {
  writeFileSync(
    join(projectRoot, CONFIG_FILE),
    '{ "lockTimeout": 500, "lockRetries": 1, "graphql": { "url": "http://a.b/c", "query": "{ x }" } }',
  );
  const { lockTimeout, lockRetries, graphql } = parse({ lockTimeout: 700, lockRetries: undefined });
  expect({ lockTimeout, lockRetries }).toEqual({ lockTimeout: 700, lockRetries: 1 });
  expect(graphql).toEqual([{ url: 'http://a.b/c', query: '{ x }', attempts: 1, pause: 1_000 }]);
});

test('files of pgBackRest lie in the project too, wherever one is when it starts', () => {
  const given = { backupEngine: 'pgbackrest', pgbackrestStanza: 'main' };
  expect(
    parse({ ...given, pgbackrestConfig: 'etc/pg.conf', pgbackrestBin: '/opt/pgbackrest' }),
  ).toMatchObject({
    pgbackrestConfig: join(projectRoot, 'etc/pg.conf'),
    pgbackrestBin: '/opt/pgbackrest',
  });
  expect(parse(given)).not.toHaveProperty('pgbackrestConfig');
});

test.each([
  [{ lockTimeout: 10_001 }],
  [{ lockTimeout: 0 }],
  [{ lockTimeout: 1.5 }],
  [{ lockRetries: -1 }],
  [{ refuse: 'safe' }],
  [{ sync: [''] }],
  [{ sync: 'text' }],
  [{ graphql: { url: 'no url', query: 'x' } }],
  [{ graphql: { url: 'http://a.b', query: 'x', token: 'secret' } }],
  [{ force: true }],
  [{ dataSource: '' }],
  [{ backupEngine: 'barman' }],
  [{ backupEngine: 'pgbackrest' }],
  [{ backupCommand: 'my-backup' }],
  [{ backupEngine: 'pgbackrest', pgbackrestStanza: '--repo=2' }],
])('refuses %j', (options) => {
  expect(() => parse(options)).toThrow(
    expect.objectContaining({ code: 'SETTINGS_INVALID', kind: 'usage' }) as Error,
  );
});

test.each(['{', '[]', '"text"', 'null'])('refuses a configuration file that holds %s', (text) => {
  writeFileSync(join(projectRoot, CONFIG_FILE), text);
  expect(() => parse({})).toThrow(expect.objectContaining({ code: 'CONFIG_FILE_INVALID' }) as Error);
});

test('says what to give where no data source is named', () => {
  expect(() => parseSettings({ projectRoot })).toThrow('No data source is named.');
});

test('what clients wait for at most, and what the proof may take of it, follow from lockTimeout', () => {
  const limits = (options: Record<string, unknown>) => {
    const { blockingLimit, lockBudget } = parse(options);
    return [blockingLimit, lockBudget];
  };
  expect(limits({})).toEqual([2_000, 1_000]);
  expect(limits({ lockTimeout: 500 })).toEqual([500, 250]);
  expect(limits({ blockingLimit: 10_000 })).toEqual([10_000, 5_000]);
  expect(limits({ blockingLimit: 0 })).toEqual([0, 2_000]);
  expect(limits({ blockingLimit: 0, lockBudget: 7 })).toEqual([0, 7]);
});
