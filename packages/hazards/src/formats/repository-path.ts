import { relative, resolve } from 'node:path';

/**
 * A path as reports name it: from the folder in which the command runs, without a leading `./`. One that lies elsewhere stays as it is.
 */
export function repositoryPath(path: string): string {
  const from = relative('', resolve(path)).replaceAll('\\', '/');
  return from === '' || from.startsWith('../') ? path.replaceAll('\\', '/') : from;
}
