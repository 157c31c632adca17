import type { CommandSource } from '../commands/sources';
import type { JSONPath } from '../workspace/json-text';

/** What becomes of one target or script. */
export interface Change {
  readonly source: CommandSource;
  /** Values to set, from the root of the source's file. */
  readonly edits: readonly { readonly path: JSONPath; readonly value: unknown }[];
  /** What to tell the user about it. */
  readonly line: string;
}

/** A project whose database is guarded. */
export interface Guarded {
  /** Its name. */
  readonly project: string;
  readonly root: string;
  /** Options of its `safe-migrate` target. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** `twenty-server:database:reset`, or the path of the package.json for a script of no project. */
export function labelOf(source: CommandSource): string {
  return source.project === undefined ? `${source.file}: ${source.name}` : `${source.project}:${source.name}`;
}
