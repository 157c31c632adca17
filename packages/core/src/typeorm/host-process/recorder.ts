import { fileURLToPath } from 'node:url';
import type { Logger, QueryRunner } from 'typeorm';
import type { SentStatement } from '../protocol';
import type { LoadedProject } from './load';

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

/** The stack of the caller, deeper than Node keeps it by default. */
export function deepStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEPEST;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack;
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
  stack: string,
  { description }: Pick<LoadedProject, 'description'>,
): Pick<SentStatement, 'file' | 'line' | 'sentFrom'> {
  const files = filesOf(description.migrations);
  const frames = stack.split('\n').slice(1).flatMap(placeOfFrame);
  const file = frames.find((frame) => files.has(frame.file))?.file;
  const own = frames.filter((frame) => frame.file === file);
  if (file === undefined) return {};
  return { file, line: own[0]?.line, sentFrom: own.map(({ line, column }) => ({ line, column })) };
}

function placeOfFrame(frame: string): { file: string; line: number; column: number }[] {
  const match = /^at (?:async )?(?:.*? \()?((?:file:\/\/)?(?:\/|[A-Za-z]:\\).*?):(\d+):(\d+)\)?$/.exec(
    frame.trim(),
  );
  const [, location, line, column] = match ?? [];
  if (!location) return [];
  const file = location.startsWith('file://') ? fileURLToPath(location) : location;
  return [{ file, line: Number(line), column: Number(column) }];
}
