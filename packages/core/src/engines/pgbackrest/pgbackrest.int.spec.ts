import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderPlace } from '../../backup/folder-place';
import { parseSettings } from '../../settings/settings';
import type { ConnectionParameters } from '../../target/connection';
import { readServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { startArchivingServer } from '../../testing/archiving-server';
import { openPgBackRestStage, type PgBackRestStage } from '../../testing/pgbackrest-stage';
import { sql, withClient } from '../../testing/test-server';
import type { PgBackRestFacts } from '../engine';
import { takeByEngine } from '../take';

let stage: PgBackRestStage;
beforeAll(async () => {
  stage = await openPgBackRestStage();
});
afterAll(() => stage.close());

test('full and incremental while clients write: restored up to the restore point, and every row equal', async () => {
  await sql(
    stage.live,
    `CREATE UNLOGGED TABLE core.cache (x int); INSERT INTO core.cache VALUES (1);
    SELECT lo_from_bytea(0, 'large object'); SELECT nextval('core.person_id_seq')`,
  );
  let stop = false;
  const writing = (async () => {
    await withClient(stage.live, async (client) => {
      for (let n = 0; !stop; n++) {
        await client.query(`INSERT INTO core.person (email) VALUES (gen_random_uuid()::text)`);
        await client.query(
          `UPDATE core.company SET employees = ${n} WHERE id = md5('c' || ${(n % 200) + 1})::uuid`,
        );
      }
    });
  })();
  const full = await stage.take().taken;
  const incremental = await stage.take({ pgbackrestType: 'incr' }).taken;
  stop = true;
  await writing;
  await sql(stage.live, `DROP TABLE core.cache; DELETE FROM core.person WHERE score IS NULL`);
  for (const [backup, type] of [
    [full, 'full'],
    [incremental, 'incr'],
  ] as const) {
    const engine = backup.manifest.engine as PgBackRestFacts;
    expect(engine).toMatchObject({ name: 'pgbackrest', type, stanza: 'main', unlogged: ['core.cache'] });
    expect(engine.restorePoint.lsn > engine.lsn.stop).toBe(true);
    expect(backup.manifest.verification).toBe('restored');
    expect(backup.manifest.notCovered.join()).toContain('unlogged, they come back empty: core.cache');
    expect(backup.manifest.content.largeObjects.count).not.toBe('0');
    // Other means than ours: the copy is a server like any other.
    const rows = await sql<{ n: number }>(
      backup.copy?.restored as ConnectionParameters,
      'SELECT count(*)::int AS n FROM core.person',
    );
    expect(rows[0]?.n).toBe(Number(backup.manifest.content.tables['core.person']?.rows));
    expect(rows[0]?.n).toBeGreaterThan(300);
  }
  const { restored } = full.copy ?? {};
  // It can neither archive nor be reached by anybody else.
  const [guards] = await sql(
    restored as ConnectionParameters,
    `SELECT current_setting('archive_mode') AS mode, current_setting('listen_addresses') AS addresses, current_setting('max_logical_replication_workers') AS workers`,
  );
  expect(guards).toEqual({ mode: 'off', addresses: '', workers: '0' });
  const newer = (
    await sql<{ f: string }>(stage.live, `SELECT timeline_id::text AS f FROM pg_control_checkpoint()`)
  )[0]?.f;
  expect(newer).toBe('1');
  expect(
    readdirSync(join(stage.server.repository, 'archive/main/15-1')).filter((name) => /^00000002/.test(name)),
  ).toEqual([]);
});

test('a writer that does not end is named, and no backup is called one', async () => {
  await withClient(stage.live, async (client) => {
    await client.query('BEGIN');
    await client.query(`INSERT INTO core.note VALUES ('open', NULL)`);
    const { taken, directory } = stage.take({ pgbackrestType: 'incr' });
    await expect(taken).rejects.toMatchObject({
      code: 'BACKUP_WRITERS_IN_THE_WAY',
      why: expect.stringMatching(/process \d+ \(test\).*core\.note/) as string,
    });
    expect(readdirSync(directory)).toEqual([]);
    // Nobody waits for us any more.
    expect(await sql(stage.live, `SELECT 1 FROM pg_locks WHERE NOT granted`)).toEqual([]);
    await client.query('ROLLBACK');
  });
});

test.each([
  ['PGBACKREST_STANZA', () => ({ pgbackrestStanza: 'another' }), 'stanza "another"'],
  ['PGBACKREST_NOT_FOUND', () => ({ pgbackrestBin: '/nowhere/pgbackrest' }), 'no usable pgbackrest'],
  ['PGBACKREST_NOT_FOUND', () => ({ pgbackrestBin: '/bin/true' }), 'no usable pgbackrest'],
  [
    'PGBACKREST_TOO_OLD',
    () => ({ pgbackrestBin: stage.wrapper('old', `[ "$1" = version ] && echo 'pgBackRest 2.30' && exit`) }),
    '2.30',
  ],
])('%s: %#', async (code, given, what) => {
  const { taken } = stage.take(given());
  await expect(taken).rejects.toMatchObject({ code, what: expect.stringContaining(what) as string });
});

test('another server than that of the stanza is refused, and one that does not archive', async () => {
  const other = await startArchivingServer({ archive_mode: 'off' });
  const otherFacts = await withSession(other.connection, {}, readServerFacts);
  const settings = parseSettings({ projectRoot: stage.folder, dataSource: 'x.ts', ...stage.options() });
  const place = folderPlace(join(stage.folder, 'other'));
  const input = { id: 'other', settings, place, note: () => undefined, atEnd: stage.atEnd };
  await expect(
    takeByEngine({ ...input, connection: other.connection, facts: otherFacts }),
  ).rejects.toMatchObject({ code: 'PGBACKREST_ARCHIVE_OFF' });
  await other.stop();
  await expect(
    takeByEngine({
      ...input,
      connection: stage.live,
      facts: { ...stage.facts, systemIdentifier: otherFacts.systemIdentifier },
    }),
  ).rejects.toMatchObject({ code: 'PGBACKREST_OTHER_SERVER' });
  expect(existsSync(join(stage.folder, 'other'))).toBe(false);
});
