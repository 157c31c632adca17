import { pathToFileURL } from 'node:url';
import { displayPath } from '../../report/display-path';
import { entriesOf, filesMatching } from './class-files';
import { HostError } from './failure';

/** TypeORM makes an instance of every function that a matched file exports, whatever it is. */
export function takenForMigration(name: string, file: string | undefined, why: string): HostError {
  const where = file === undefined ? '' : `${displayPath(file)}: `;
  return new HostError(
    'MIGRATION_EXPORTS_OTHER',
    `${where}TypeORM takes ${name || 'a function without a name'}, which is exported there, for a migration, and ${why}.`,
  );
}

/** The first exported function that `new` does not work on (an arrow or async function), which is all that TypeORM says of it. */
export async function notConstructible(globs: readonly string[]): Promise<HostError | undefined> {
  for (const file of globs.flatMap(filesMatching)) {
    const exported: unknown = await import(pathToFileURL(file).href).catch(() => undefined);
    for (const [name, value] of entriesOf(exported)) {
      if (typeof value === 'function' && !isConstructor(value)) {
        return takenForMigration(value.name || name, file, 'it is no class');
      }
    }
  }
  return undefined;
}

function isConstructor(value: unknown): boolean {
  try {
    // Asks whether it could be, and does not call it.
    Reflect.construct(Object, [], value as new () => unknown);
    return true;
  } catch {
    return false;
  }
}
