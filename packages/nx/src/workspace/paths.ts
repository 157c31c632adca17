import { posix } from 'node:path';

/** A path from one folder to another, both from the workspace root; `''` becomes `.`. */
export function relativePath(from: string, to: string): string {
  return posix.relative(posix.join('/', from), posix.join('/', to)) || '.';
}

/** Whether a path lies in a folder or is it. Both from the workspace root. */
export function isInside(folder: string, path: string): boolean {
  const relative = relativePath(folder, path);
  return relative !== '..' && !relative.startsWith('../');
}

/** Joins and normalizes; the result has no `./` and no slash at either end. `..` out of the workspace stays visible. */
export function joinPath(...parts: readonly string[]): string {
  const joined = posix.join(...parts.map((part) => part.replaceAll('\\', '/')));
  return joined.replace(/^\/+|\/+$/g, '') || '.';
}
