import { differencesInWords, mismatch } from '../../backup/certify';
import { readWhole, readWholeDatabase, wholeDifferences } from '../../backup/database-content';
import { readDatabaseProperties } from '../../backup/database-properties';
import { progressOf } from '../../backup/progress';
import { readSequences } from '../../backup/sequences';
import { SafeMigrateError } from '../../errors';
import { withSession } from '../../target/session';
import { readStructure, tableName } from '../../verify/structure';
import type { PgBackRestFacts } from '../engine';
import { engineManifest } from '../engine-manifest';
import type { EngineInput, TakenByEngine } from '../take';
import { archived } from './archived';
import { pgBackRestError } from './errors';
import { readStanza, type RepositoryBackup } from './info';
import { physicalContent, readPhysicalFacts, withoutUnlogged, type PhysicalFacts } from './physical-content';
import { pointOf } from './points';
import type { PgBackRest } from './program';
import { assertPgBackRestReady } from './readiness';
import { restoreServer, shareOf } from './restore';
import { withRestorePoint, type RestorePoint } from './restore-point';

/**
 * Has pgBackRest take a backup, sets a restore point, restores the backup up to it, and compares everything in the copy with what the
 * live database held at that point. Until that is equal there is a backup in the repository, and none that counts.
 *
 * @throws SafeMigrateError what readiness, restore point and restore throw, PGBACKREST_FAILED, PGBACKREST_PAGES, BACKUP_MISMATCH
 */
export async function takeWithPgBackRest(input: EngineInput): Promise<TakenByEngine> {
  const { id, settings, connection, facts, place, signal, note, progress, atEnd } = input;
  const started = Date.now();
  const program = await assertPgBackRestReady({ connection, facts, settings, signal });
  note(
    `pgBackRest ${program.version}, stanza ${program.stanza}: it is of this server, and WAL reaches the repository`,
  );
  const draft = await place.begin(id);
  try {
    const backup = await backUp(input, program);
    const prepared = await withSession(connection, { readOnly: true }, async (session) => {
      const structure = await readStructure(session);
      return {
        ...(await readPhysicalFacts(session)),
        before: await readSequences(session, structure.sequences),
      };
    });
    const restoring = new AbortController();
    const both = signal ? AbortSignal.any([signal, restoring.signal]) : restoring.signal;
    const { copy, live, properties, taken } = await withRestorePoint(
      connection,
      pointOf(id),
      async ({ point, session, snapshotId, pausedMs }) => {
        note(
          `restore point ${point.name} at ${point.lsn}; writers waited at most ${Math.ceil(pausedMs)} ms for it`,
        );
        const copying = archived(connection, point, both).then(() =>
          restoreServer({
            ...{ program, connection, progress, label: backup.label, major: facts.major, signal: both },
            ...{ target: { type: 'name', value: point.name }, bytes: backup.info.size },
            restoreDirectory: settings.restoreDirectory,
          }),
        );
        // It may fail while the fingerprint is still read; awaiting it below reports it.
        copying.catch(() => undefined);
        try {
          const databaseProperties = await readDatabaseProperties(session);
          const whole = await readWhole({ connection, session, snapshotId }, (finish) => finish());
          return {
            ...{ live: whole, properties: databaseProperties, taken: { point, pausedMs } },
            copy: await copying,
          };
        } catch (error) {
          restoring.abort();
          await copying.then(
            (made) => made.stop(),
            () => undefined,
          );
          throw error;
        }
      },
      signal,
    );
    atEnd(copy.stop);
    const expected = physicalContent(live, prepared);
    const comparing = progressOf(
      'comparing',
      'rows',
      new Map(Object.entries(expected.tables).map(([name, { rows }]) => [name, Number(rows)])),
      progress,
    );
    const restored = await readWholeDatabase(copy.connection, (table) => comparing.end(tableName(table)));
    signal?.throwIfAborted();
    const found = withoutUnlogged(restored.content, prepared.unlogged);
    const differences = wholeDifferences(expected, found);
    if (differences.length > 0) throw mismatchOf(backup, differences);
    const rows = Object.values(found.tables).reduce((sum, print) => sum + BigInt(print.rows), 0n);
    const manifest = engineManifest(input, {
      engine: factsOf(program, backup, taken, prepared),
      ...{ snapshotAt: taken.point.at, properties, structure: live.structure, content: expected },
      durationMs: Date.now() - started,
      bytes: backup.info.repository.delta,
      certificate: {
        restoredAt: new Date().toISOString(),
        serverVersion: copy.version,
        durationMs: Date.now() - Date.parse(taken.point.at),
        tables: Object.keys(found.tables).length,
        rows: rows.toString(),
      },
      notCovered: [
        ...(prepared.unlogged.length > 0
          ? [`unlogged, they come back empty: ${prepared.unlogged.join(', ')}`]
          : []),
        'other databases of the server: they are in the backup, and were not compared',
      ],
    });
    const folder = await draft.complete(manifest);
    return { folder, manifest, copy: { restored: copy.connection, restoredContent: restored } };
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}

async function backUp({ id, settings, facts, signal, progress }: EngineInput, program: PgBackRest) {
  const size = new Map([['the server', facts.bytes]]);
  const counter = progressOf('pgbackrest backup', 'bytes', size, progress);
  let label: string | undefined;
  const result = await program.run('backup', {
    args: [`--type=${settings.pgbackrestType}`, `--annotation=safe-migrate=${id}`],
    ofRepo: true,
    signal,
    onLine: (line) => {
      counter.share(shareOf(line));
      label = /new backup label = (\S+)/.exec(line)?.[1] ?? label;
    },
  });
  signal?.throwIfAborted();
  if (result.code !== 0) throw pgBackRestError('backup', result);
  const backup = (await readStanza(program)).backup.find((each) => each.label === label);
  if (backup === undefined)
    throw pgBackRestError('backup', { ...result, stderr: 'it named no backup that the repository has' });
  if (backup.error) {
    throw new SafeMigrateError({
      code: 'PGBACKREST_PAGES',
      what: `pgBackRest found damaged pages while it took the backup ${backup.label}.`,
      why: 'Pages of the data directory do not match their checksums: the live database itself is damaged.',
      next: `Look at what it found: pgbackrest --stanza=${program.stanza} --set=${backup.label} info. Nothing was migrated.`,
    });
  }
  return backup;
}

function mismatchOf({ label }: RepositoryBackup, differences: readonly string[]): SafeMigrateError {
  const { code, what } = mismatch(differences);
  return new SafeMigrateError({
    ...{ code, what, why: differencesInWords(differences) },
    next: `The backup ${label} stays in the repository and does not count; nothing was migrated. Objects that were created or changed while it was taken may be the cause: run again then. Else look at the repository: pgbackrest verify`,
  });
}

function factsOf(
  { version, stanza }: PgBackRest,
  backup: RepositoryBackup,
  { point, pausedMs }: { readonly point: RestorePoint; readonly pausedMs: number },
  { unlogged }: Pick<PhysicalFacts, 'unlogged'>,
): PgBackRestFacts {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    ...{ name: 'pgbackrest', version, stanza, label: backup.label, type: backup.type },
    ...{ repo: backup.database['repo-key'], lsn: backup.lsn, wal: backup.archive },
    ...{ startedAt: at(backup.timestamp.start), stoppedAt: at(backup.timestamp.stop) },
    ...{ serverBytes: backup.info.size, repositoryBytes: backup.info.repository.delta },
    ...{ restorePoint: point, pausedMs: Math.ceil(pausedMs), unlogged },
  };
}
