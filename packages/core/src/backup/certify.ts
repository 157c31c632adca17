import { SafeMigrateError } from '../errors';
import type { Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { tableName } from '../verify/structure';
import type { ClientTools } from './client-tools';
import { readWholeDatabase, wholeDifferences, type DatabaseContent } from './database-content';
import { extensionsOf } from './inventory';
import type { BackupContent, Certificate } from './manifest';
import { progressOf, type TellProgress } from './progress';
import { restoreArchive, type ArchiveSource } from './restore-archive';

/** What is restored, and what it must give. */
export interface Trial {
  readonly archive: ArchiveSource;
  readonly expected: BackupContent;
  /** Roles that own something in the database or were granted something. */
  readonly roles: readonly string[];
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal;
  readonly progress?: TellProgress;
  readonly note?: (message: string) => void;
}

/** The restored copy, and what the comparison says of it. */
export interface TrialResult {
  readonly restored: ConnectionParameters;
  readonly restoredContent: DatabaseContent;
  readonly certificate: Certificate;
  /** What could not be compared on the scratch server. */
  readonly notCompared: readonly string[];
  /** In words; empty where the archive gives what it must. */
  readonly differences: readonly string[];
}

/** Restores an archive in full into a scratch database and compares everything in it. */
export async function tryArchive(trial: Trial): Promise<TrialResult> {
  const { archive, expected, tools, scratch, signal, note } = trial;
  const started = Date.now();
  const restored = await scratch.create('restored');
  const missingRoles = await lackingRoles(restored, trial.roles);
  if (missingRoles.length > 0)
    note?.(
      `the scratch server lacks the roles ${missingRoles.join(', ')}: owners and privileges are not compared`,
    );
  const sizes = new Map(Object.entries(expected.tables).map(([name, { rows }]) => [name, Number(rows)]));
  const restoring = progressOf('restoring', 'rows', sizes, trial.progress);
  const leftOut = await restoreArchive({
    ...{ tools, connection: restored, archive, signal, onTable: restoring.begin },
    withoutRoles: missingRoles.length > 0,
    extensions: extensionsOf(expected.objects),
  });
  if (leftOut.length > 0)
    note?.(
      `the scratch server lacks the extension ${leftOut.join(', ')}, which nothing uses: left out of the restore`,
    );
  signal?.throwIfAborted();
  const comparing = progressOf('comparing', 'rows', sizes, trial.progress);
  const whole = await readWholeDatabase(restored, (table) => comparing.end(tableName(table)));
  const differences = wholeDifferences(expected, whole.content, {
    extensions: leftOut,
    rights: missingRoles.length > 0,
  });
  const rows = Object.values(whole.named).reduce((sum, print) => sum + BigInt(print.rows), 0n);
  return {
    restored,
    restoredContent: whole,
    differences,
    notCompared: [
      ...(leftOut.length > 0 ? [`extensions that the scratch server lacks: ${leftOut.join(', ')}`] : []),
      ...(missingRoles.length > 0
        ? [`owners and privileges: the scratch server lacks the roles ${missingRoles.join(', ')}`]
        : []),
    ],
    certificate: {
      restoredAt: new Date().toISOString(),
      serverVersion: scratch.version,
      durationMs: Date.now() - started,
      tables: Object.keys(whole.named).length,
      rows: rows.toString(),
    },
  };
}

async function lackingRoles(
  connection: ConnectionParameters,
  roles: readonly string[],
): Promise<readonly string[]> {
  const rows = await withSession(connection, { readOnly: true }, (session) =>
    session.query<{ name: string }>('SELECT rolname::text AS name FROM pg_catalog.pg_roles'),
  );
  const known = new Set(rows.map(({ name }) => name));
  return roles.filter((role) => !known.has(role));
}

/** What the first differences are. */
export const differencesInWords = (differences: readonly string[]): string =>
  [
    ...differences.slice(0, 10),
    ...(differences.length > 10 ? [`and ${differences.length - 10} more`] : []),
  ].join('\n');

/** The archive does not give what the live database held. */
export function mismatch(differences: readonly string[]): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_MISMATCH',
    what: 'The restored backup does not hold the same rows as the live database at the same instant.',
    why: differencesInWords(differences),
    next: 'It is not called a backup and nothing was migrated. Look for tables that pg_dump cannot dump whole (row-level security, extension-owned tables).',
  });
}
