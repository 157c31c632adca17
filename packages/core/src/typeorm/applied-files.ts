import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { displayPath } from '../report/display-path';
import { readMappedSource } from '../review/acknowledge/mapped-source';
import type { LoadedMigration } from './protocol';

/** The file of a migration as it was when it was applied. */
export interface AppliedFile {
  readonly name: string;
  /** What a person wrote, relative to the project: the source of a compiled file, where it is known. */
  readonly file: string;
  /** Of its text, with `\n` at the end of lines and nothing before it. */
  readonly sha256: string;
}

/** What to keep of migrations that are applied now; nothing of one whose file is not known. */
export function appliedFiles(
  migrations: readonly LoadedMigration[],
  projectRoot: string,
): readonly AppliedFile[] {
  return migrations.flatMap(({ name, file }) => {
    const source = readMappedSource(file);
    if (source === undefined) return [];
    const sha256 = createHash('sha256').update(normalized(source.text)).digest('hex');
    return [{ name, file: displayPath(source.file, projectRoot), sha256 }];
  });
}

/**
 * Warnings about migrations that were changed after they were applied: a fresh database would not get the schema that this one has.
 *
 * @param before as kept by earlier runs on the same database, the newest of a name first
 * @param executed the names that the database has recorded
 */
export function changedSinceApplied(
  before: readonly AppliedFile[],
  executed: readonly string[],
  migrations: readonly LoadedMigration[],
  projectRoot: string,
): readonly string[] {
  const recorded = new Set(executed);
  const now = appliedFiles(
    migrations.filter(({ name }) => recorded.has(name)),
    projectRoot,
  );
  return now.flatMap(({ name, file, sha256 }) => {
    const then = before.find((entry) => entry.name === name);
    // A compiled file without its source says nothing about the source, nor the other way round.
    if (then === undefined || then.sha256 === sha256 || basename(then.file) !== basename(file)) return [];
    return [
      `MIGRATION_CHANGED: ${file} is not what it was when ${name} was applied here. This database keeps what the old text did; a fresh one would get something else. Put the old text back, and write a new migration for the change.`,
    ];
  });
}

/** A checkout on another system changes the ends of lines, and an editor what stands before them. */
const normalized = (text: string): string => text.replace(/[ \t]*\r?\n/g, '\n').trimEnd();
