import { basename } from 'node:path';
import { parseFilePrefix } from '../migration-file/stamp';
import type { LoadedMigration } from './protocol';

const FIRST_PLAUSIBLE_MS = Date.UTC(2015, 0, 1);
const YEAR_MS = 366 * 86_400_000;

/**
 * Warnings about the moments that a migration's file, class and `name` tell: TypeORM goes by the name alone, people by the file.
 *
 * @param nowMs milliseconds since 1970
 */
export function stampWarnings(migrations: readonly LoadedMigration[], nowMs: number): readonly string[] {
  return migrations.flatMap((migration) => [
    ...classWarning(migration),
    ...fileWarning(migration),
    ...implausible(migration, nowMs),
  ]);
}

function classWarning({ name, className }: LoadedMigration): string[] {
  const ofClass = digitsAtEnd(className);
  const ofName = digitsAtEnd(name);
  if (ofClass === '' || ofClass === ofName) return [];
  return [
    `the class ${className} ends with other digits than its "name" ${name}: TypeORM orders by the name, whatever the class says.`,
  ];
}

const digitsAtEnd = (text: string): string => /\d{10,}$/.exec(text)?.[0] ?? '';

/** 13 digits are epoch milliseconds, as TypeORM names files; 14 are a UTC date, as the generator here does. */
function fileWarning({ name, timestamp, file }: LoadedMigration): string[] {
  const prefix = file === undefined ? undefined : /^\d{13,14}(?!\d)/.exec(basename(file))?.[0];
  if (file === undefined || prefix === undefined) return [];
  const agrees =
    prefix.length === 13
      ? Number(prefix) === timestamp
      : secondOf(parseFilePrefix(prefix)) === secondOf(timestamp);
  if (agrees) return [];
  return [
    `the file ${basename(file)} begins with another moment than ${name} ends with: it runs where the name says, not where the file stands in its folder.`,
  ];
}

const secondOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.floor(ms / 1000);

function implausible({ name, timestamp }: LoadedMigration, nowMs: number): string[] {
  if (timestamp >= FIRST_PLAUSIBLE_MS && timestamp <= nowMs + YEAR_MS) return [];
  const day = new Date(timestamp).toISOString().slice(0, 10);
  const effect =
    timestamp < nowMs
      ? 'a fresh database would run it before all others.'
      : 'every migration that is written until then sorts before it.';
  return [`${name} is dated ${day}: ${effect}`];
}
