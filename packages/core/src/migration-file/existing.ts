import { parseFilePrefix } from './stamp';
import type { LatestStamp } from './stamp';

/** A migration file that is already there: where it stands in the order, and what it is called. */
export interface ExistingMigration {
  readonly file: string;
  /** The latest moment that its file name, class name or `name` property carries (ms since 1970), if any. */
  readonly epochMs: number | undefined;
  /** Action names without their stamps: `AddSalesGuidance` for `AddSalesGuidance1769428800000`. */
  readonly actionNames: readonly string[];
}

const SOURCE_FILE = /\.[cm]?[jt]s$/;
const NOT_A_MIGRATION = /\.(?:d\.[cm]?ts|spec\.[cm]?[jt]s|test\.[cm]?[jt]s)$/;
const CLASS_NAME = /\b(?:class|function)\s+([A-Za-z_$][\w$]*)/g;
const NAME_PROPERTY = /\bname\s*(?::\s*string\s*)?=\s*(['"`])([\w$-]+)\1/g;

/** Whether a file name can hold a migration at all. */
export function isMigrationSource(file: string): boolean {
  return SOURCE_FILE.test(file) && !NOT_A_MIGRATION.test(file);
}

/**
 * Reads the stamps of one file. Both conventions count: 13 digits are epoch milliseconds, 14 digits are a UTC date.
 * A name is also read as TypeORM reads it, `parseInt` of its last 13 characters (MigrationExecutor.getMigrations), so
 * that a malformed one is never overtaken.
 *
 * @param file a path; only its last segment is read for stamps.
 */
export function readExistingMigration(file: string, text: string): ExistingMigration {
  const fileName = file.split(/[\\/]/).pop() ?? file;
  const names = [...matches(CLASS_NAME, text, 1), ...matches(NAME_PROPERTY, text, 2)];
  const stamps = [
    ...digitRuns(fileName),
    ...names.flatMap((name) => [...digitRuns(name.replace(/^\D+/, '')), typeormTimestamp(name)]),
  ].filter((stamp) => Number.isFinite(stamp));
  return {
    file,
    epochMs: stamps.length > 0 ? Math.max(...stamps) : undefined,
    actionNames: [...new Set(names.filter((name) => /\d{10,}/.test(name)).map(withoutStamp))],
  };
}

/** The one that the next migration must follow. */
export function latestOf(existing: readonly ExistingMigration[]): LatestStamp | undefined {
  let latest: LatestStamp | undefined;
  for (const { file, epochMs } of existing) {
    if (epochMs !== undefined && (latest === undefined || epochMs > latest.epochMs))
      latest = { file, epochMs };
  }
  return latest;
}

function digitRuns(text: string): number[] {
  return (text.match(/\d+/g) ?? []).flatMap((digits) => {
    if (digits.length === 13) return [Number(digits)];
    const date = digits.length === 14 ? parseFilePrefix(digits) : undefined;
    return date === undefined ? [] : [date];
  });
}

function typeormTimestamp(name: string): number {
  return parseInt(name.slice(-13), 10);
}

function withoutStamp(name: string): string {
  return name.replace(/\d{10,}$/, '');
}

function matches(pattern: RegExp, text: string, group: number): string[] {
  return [...text.matchAll(pattern)].map((match) => match[group] ?? '');
}
