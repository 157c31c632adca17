import { fileURLToPath } from 'node:url';
import type { Logger, QueryRunner } from 'typeorm';
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

/** The line that sent a statement: the innermost frame that lies in a migration's file. */
export function sourceOf(stack: string, project: LoadedProject): { file?: string; line?: number } {
  const files = new Set(project.description.migrations.map(({ file }) => file));
  for (const frame of stack.split('\n').slice(1)) {
    const match = /\(?((?:file:\/\/)?\/[^()]+|[A-Za-z]:\\[^()]+):(\d+):\d+\)?$/.exec(frame.trim());
    const [, location, line] = match ?? [];
    if (!location || !line) continue;
    const file = location.startsWith('file://') ? fileURLToPath(location) : location;
    if (files.has(file)) return { file, line: Number(line) };
  }
  return {};
}
