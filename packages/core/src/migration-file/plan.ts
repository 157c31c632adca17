import { usageError } from '../errors';
import { isMigrationSource, latestOf, readExistingMigration } from './existing';
import { parseMigrationName } from './name';
import { nextStamp } from './stamp';
import { migrationText } from './template';
import type { AddColumns } from './template';

/** A file of the folder that the new migration goes to, or of another one that the data source reads. */
export interface FolderFile {
  readonly path: string;
  readonly text: string;
}

export interface MigrationRequest {
  /** As typed: `AddSalesGuidance`, `add-sales-guidance`. */
  readonly name: string;
  readonly now: Date;
  readonly existing: readonly FolderFile[];
  readonly change?: AddColumns;
  /** Takes a second for this caller alone; returns false when another one has it. See `claimStamp`. */
  readonly claim?: (epochMs: number) => boolean;
}

/** A migration that is ready to be written. */
export interface PlannedMigration {
  /** `YYYYMMDDHHMMSS-Name.ts` */
  readonly fileName: string;
  /** `Name<13 digits>` */
  readonly className: string;
  readonly text: string;
  readonly warnings: readonly string[];
}

const MAX_CLAIMS = 3600;

/**
 * Names, orders and writes (as text) a new migration. It comes after every existing one, as TypeORM orders and as file
 * names sort, and its file name is not taken.
 *
 * The same action name may exist already: TypeORM tells migrations apart by name *and* stamp. It is usually a slip, so it
 * is a warning.
 *
 * @throws SafeMigrateError for a wrong name, and where no stamp can follow.
 */
export function planMigration(request: MigrationRequest): PlannedMigration {
  const { name, warnings } = parseMigrationName(request.name);
  const existing = request.existing
    .filter(({ path }) => isMigrationSource(path))
    .map(({ path, text }) => readExistingMigration(path, text));
  const next = nextFreeStamp(request, latestOf(existing));
  const className = `${name}${next.stamp.epochMs}`;
  const twin = existing.find(({ actionNames }) => actionNames.includes(name));
  return {
    fileName: `${next.stamp.filePrefix}-${name}.ts`,
    className,
    text: migrationText(name, className, request.change),
    warnings: [
      ...warnings,
      ...next.warnings,
      ...(twin ? [`${twin.file} is already called ${name}; this is a second migration of that name`] : []),
    ],
  };
}

function nextFreeStamp(
  request: MigrationRequest,
  latest: ReturnType<typeof latestOf>,
): ReturnType<typeof nextStamp> {
  const first = nextStamp(request.now, latest);
  let candidate = first;
  for (let claims = 0; claims < MAX_CLAIMS; claims += 1) {
    const { epochMs } = candidate.stamp;
    if (request.claim === undefined || request.claim(epochMs))
      return { ...candidate, warnings: first.warnings };
    candidate = nextStamp(request.now, { file: 'a migration that is being generated', epochMs });
  }
  throw usageError({
    code: 'STAMP_CLAIMED',
    what: `${MAX_CLAIMS} seconds in a row are taken by other generators.`,
    why: 'every migration needs a second of its own, and something keeps taking them',
    next: 'look for a script that generates migrations in a loop',
  });
}
