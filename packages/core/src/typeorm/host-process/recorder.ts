import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger, QueryRunner } from 'typeorm';
import type { LoadedProject } from './load';
import { isInstalled } from './load-failure';
import type { Origin } from './origin';

/** TypeORM's public logging hook sees every statement of every runner, with its parameters. */
export class Recorder implements Logger {
  onStatement: (
    sql: string,
    parameters: readonly unknown[] | undefined,
    sentBy: QueryRunner | undefined,
  ) => void = () => undefined;

  logQuery(query: string, parameters?: unknown[], queryRunner?: QueryRunner): void {
    this.onStatement(query, parameters, queryRunner);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** Only what survives the channel to the parent: functions and class instances of the user's do not. */
export function plain(value: unknown): unknown {
  if (value === null || ['string', 'number', 'boolean', 'bigint', 'undefined'].includes(typeof value))
    return value;
  if (value instanceof Date || Buffer.isBuffer(value)) return value;
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return String(value);
  }
}

/** Frames to look at: the table API and helpers put many between the migration and the statement. */
const DEEPEST = 80;

/** What was loaded beside this file. */
const OURS = join(__dirname, '..', '..');

/** No migration asks from there, unless one of the files that are wanted lies there itself. */
const isForeign = (file: string | undefined): boolean =>
  file === undefined || file.startsWith('node:') || file.startsWith(OURS + sep) || isInstalled(file);

/** The stack of the caller, deeper than Node keeps it by default. It becomes text, which takes ten times as long, when that is asked for. */
export function captureStack(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEPEST;
  try {
    return new Error();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A stack as text, without what lies in no file of the project: to read source maps for dozens of frames takes longer than to send the statement. */
function ownStack(captured: Error, files: ReadonlySet<string | undefined>): string {
  const { prepareStackTrace: prepare } = Error;
  if (prepare !== undefined)
    Error.prepareStackTrace = (error, sites) => {
      const own = sites.filter((site) => {
        const file = pathOf(site.getFileName() ?? undefined);
        return files.has(file) || !isForeign(file);
      });
      // Of what comes first, Node shows the source as well.
      return prepare(error, [...sites.slice(0, 1), ...own]) as unknown;
    };
  try {
    return captured.stack ?? '';
  } finally {
    Error.prepareStackTrace = prepare;
  }
}

const known = new WeakMap<object, ReadonlySet<string | undefined>>();

/** Asked for every statement. */
function filesOf(migrations: LoadedProject['description']['migrations']): ReadonlySet<string | undefined> {
  const files = known.get(migrations) ?? new Set(migrations.map(({ file }) => file));
  known.set(migrations, files);
  return files;
}

/** The calls that led to a statement: the frames that lie in the file of a migration, as far as they lie in the same one. */
export function sourceOf(
  captured: Error,
  { description }: Pick<LoadedProject, 'description'>,
): Origin | undefined {
  const files = filesOf(description.migrations);
  const frames = ownStack(captured, files).split('\n').slice(1).flatMap(placeOfFrame);
  const file = frames.find((frame) => files.has(frame.file))?.file;
  const own = frames.filter((frame) => frame.file === file);
  if (file === undefined) return undefined;
  return { file, line: own[0]?.line, sentFrom: own.map(({ line, column }) => ({ line, column })) };
}

const pathOf = (location: string | undefined): string | undefined =>
  location?.startsWith('file://') ? fileURLToPath(location) : location;

function placeOfFrame(frame: string): { file: string; line: number; column: number }[] {
  const match = /^at (?:async )?(?:.*? \()?((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/.exec(
    frame.trim(),
  );
  const [, location, line, column] = match ?? [];
  const file = pathOf(location);
  if (!file) return [];
  return [{ file, line: Number(line), column: Number(column) }];
}
