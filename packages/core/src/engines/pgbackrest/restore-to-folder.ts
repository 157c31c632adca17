import { existsSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { differencesInWords } from '../../backup/certify';
import type { CommandContext } from '../../backup/command';
import { readWholeDatabase, wholeDifferences } from '../../backup/database-content';
import { openPlace } from '../../backup/open-place';
import type { StoredBackup } from '../../backup/place';
import { progressInWords } from '../../backup/progress';
import { damaged } from '../../backup/stored-archive';
import { isBy, isCertified } from '../../backup/stored-backup';
import { SafeMigrateError, refusal, usageError } from '../../errors';
import { withSession } from '../../target/session';
import { beforeApplyOf } from './points';
import { engineInWords, type PgBackRestFacts } from '../engine';
import { withoutUnlogged } from './physical-content';
import { partialOf, tablespacesOf, type RecoveryTarget } from './restore';
import { pointTarget, restoreAndCompare, restoreEngineBackup } from './restore-stored';

/** What `restore` is told. */
interface Given {
  readonly backup: string;
  readonly into?: string;
  readonly to?: string;
  readonly check: boolean;
  readonly swap?: string;
  readonly confirm?: string;
  readonly laterRows?: string;
}

/** What the live server says of itself, where it is there. */
interface LiveServer {
  readonly systemIdentifier: string | null;
  readonly dataDirectory: string | null;
}

/**
 * Restores a backup of pgBackRest up to a point in time into a new data directory, starts it where nobody else reaches it, looks at it,
 * and shuts it down cleanly. Never into a folder that is there; the live server is not needed, and not touched.
 *
 * @returns the outcome of the command.
 */
export async function restoreToFolder(context: CommandContext, given: Given): Promise<string> {
  const { settings, connection, record, say, signal, atEnd } = context;
  assertGiven(given);
  const live = await liveServer(context);
  const stored = await find(context, given.backup, live);
  const { manifest, name } = stored;
  const { engine } = manifest;
  if (engine?.name !== 'pgbackrest') throw notFound(name);
  say(`backup      ${name}\n            ${engineInWords(engine)}`);
  Object.assign(record.result, { backup: name, engine });
  const input = {
    ...{ settings, connection, signal, dataDirectory: live?.dataDirectory ?? undefined },
    progress: (progress: Parameters<typeof progressInWords>[0]) => say(`      ${progressInWords(progress)}`),
  };
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  if (given.check) {
    const { restoredContent } = await restoreAndCompare(stored, engine, { ...input, atEnd });
    say(
      `certificate restored in ${seconds()} s and equal to its manifest: ${Object.keys(restoredContent.named).length} tables`,
    );
    return 'checked';
  }
  const target = targetOf(given.to, engine, manifest.id);
  const folder = folderFor(given.into, live, record.id);
  const copy = await restoreEngineBackup(
    engine,
    manifest.database.major,
    target,
    { ...input, connection: { ...connection, database: manifest.database.name } },
    folder,
  );
  let words: string;
  try {
    words = await lookAt(stored, engine, target, copy.connection);
  } finally {
    await copy.stop();
  }
  signal.throwIfAborted();
  renameSync(partialOf(folder), folder);
  say(
    `restored    ${folder}, PostgreSQL ${copy.version}, up to ${target.type} ${target.value}, ${seconds()} s`,
  );
  say(`            ${words}`);
  say(
    [
      'next        it is shut down, archives nothing (archive_mode = off in its postgresql.auto.conf), and the live server was not touched.',
      'To look at it: start it on another port, with a configuration of its own:',
      `  pg_ctl -D ${folder} -o "-p 5499 -c listen_addresses=127.0.0.1" start`,
      'To let it take the live server’s place: stop the live server, keep its data directory under another name, put this one where it was,',
      `take the line archive_mode out of postgresql.auto.conf, start it, and take a full backup (pgbackrest --stanza=${engine.stanza} --type=full backup).`,
      ...(existsSync(tablespacesOf(folder))
        ? [`Its tablespaces are in ${tablespacesOf(folder)}: they must stay there.`]
        : []),
    ].join('\n            '),
  );
  Object.assign(record.result, { restored: folder, target });
  return 'restored';
}

function assertGiven({ swap, confirm, laterRows, check, into, to }: Given): void {
  const why =
    swap !== undefined || confirm !== undefined
      ? '--swap and --confirm give a database another name; a whole server is put in place by hand'
      : laterRows !== undefined
        ? '--later-rows compares two databases of one server'
        : check && (into ?? to) !== undefined
          ? '--check restores up to where the manifest speaks of, and nothing stays, so --into and --to say nothing'
          : undefined;
  if (why === undefined) return;
  throw usageError({
    code: 'SETTINGS_INVALID',
    what: 'The options contradict each other.',
    why,
    next: 'docs/backups.md says how a backup of pgBackRest is restored.',
  });
}

/** A disaster is when it is not there. */
async function liveServer({ connection, say }: CommandContext): Promise<LiveServer | undefined> {
  try {
    return await withSession(connection, { readOnly: true }, async (session) => {
      const ask = (text: string) =>
        session.query<{ value: string }>(text).then(
          (rows) => rows[0]?.value ?? null,
          () => null,
        );
      return {
        systemIdentifier: await ask(
          'SELECT system_identifier::text AS value FROM pg_catalog.pg_control_system()',
        ),
        dataDirectory: await ask(`SELECT current_setting('data_directory') AS value`),
      };
    });
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    say(
      `warn        the live server does not answer (${error.code}): which server the backup is of cannot be compared`,
    );
    return undefined;
  }
}

async function find(
  { settings, connection }: CommandContext,
  id: string,
  live: LiveServer | undefined,
): Promise<StoredBackup> {
  const place = await openPlace(settings);
  const all = (await place.list()).filter(isBy('pgbackrest'));
  const ofServer = all.filter(
    ({ manifest: { database } }) =>
      database.name === connection.database &&
      (live === undefined || database.systemIdentifier === live.systemIdentifier),
  );
  const found =
    id === 'newest' ? ofServer.filter(isCertified).at(-1) : all.find(({ manifest }) => manifest.id === id);
  if (found) return found;
  throw notFound(
    id,
    all.map(({ manifest }) => `${manifest.id} of ${manifest.database.name}, ${manifest.snapshotAt}`),
  );
}

function notFound(id: string, others: readonly string[] = []): SafeMigrateError {
  return usageError({
    code: 'BACKUP_NOT_FOUND',
    what: `There is no backup of pgBackRest ${id === 'newest' ? 'of this database' : id} here.`,
    why:
      others.length === 0
        ? 'No manifest of one is in this place.'
        : `There are: ${others.slice(-10).join('\n')}`,
    next: 'Name it with --backup, or the place of the manifests with --backup-directory. What pgBackRest has: pgbackrest info',
  });
}

/** @throws SafeMigrateError RESTORE_TARGET */
export function targetOf(to: string | undefined, engine: PgBackRestFacts, id: string): RecoveryTarget {
  if (to === undefined || to === 'backup') return pointTarget(engine);
  if (to === 'before-apply') return { type: 'name', value: beforeApplyOf(id) };
  const [, type, value = ''] = /^(time|lsn|name):(.+)$/s.exec(to) ?? [];
  const at = Date.parse(value);
  if (type === 'time' && !Number.isNaN(at) && /T.*(Z|[+-]\d\d(:?\d\d)?)$/.test(value))
    return { type, value: new Date(at).toISOString().replace('T', ' ').replace('Z', '+00') };
  if (type === 'lsn' && /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i.test(value)) return { type, value };
  if (type === 'name' && value.length < 64) return { type, value };
  throw usageError({
    code: 'RESTORE_TARGET',
    what: `--to ${to} names no point in time.`,
    why: 'It is backup, before-apply, time:<ISO time with a zone>, lsn:<LSN> or name:<restore point>.',
    next: 'For example --to time:2026-01-26T12:00:00Z',
  });
}

function folderFor(into: string | undefined, live: LiveServer | undefined, id: string): string {
  const beside = live?.dataDirectory ?? undefined;
  if (into === undefined && beside === undefined) {
    throw usageError({
      code: 'RESTORE_FOLDER',
      what: 'It is not known where the data directory is to be restored to.',
      why: 'The live server does not say where its own is.',
      next: 'Give a new folder with --into.',
    });
  }
  const folder = resolve(into ?? `${beside}_restored_${id}`);
  const taken = [folder, partialOf(folder), tablespacesOf(folder)].find((path) => existsSync(path));
  if (taken === undefined) return folder;
  throw refusal({
    code: 'RESTORE_FOLDER',
    what: `The backup is not restored into ${folder}.`,
    why: `${taken} is there, and a restore never goes over anything.`,
    next: 'Give another folder with --into.',
  });
}

/** What is there: the same as the manifest says, where it speaks of this point. */
async function lookAt(
  { name, manifest }: StoredBackup,
  engine: PgBackRestFacts,
  target: RecoveryTarget,
  connection: Parameters<typeof readWholeDatabase>[0],
): Promise<string> {
  const { content } = await readWholeDatabase(connection);
  const tables = Object.values(content.tables);
  const rows = tables.reduce((sum, print) => sum + BigInt(print.rows), 0n);
  const counted = `${manifest.database.name}: ${tables.length} tables, ${rows} rows`;
  const isPoint = target.type === 'name' && target.value === engine.restorePoint.name;
  if (!isPoint)
    return `${counted}; every page of its rows was read, and there is nothing to compare them with at this point`;
  const differences = wholeDifferences(manifest.content, withoutUnlogged(content, engine.unlogged));
  if (differences.length > 0) throw damaged(name, differencesInWords(differences));
  return `${counted}; equal to the manifest`;
}
