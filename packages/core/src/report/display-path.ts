import { isAbsolute, relative } from 'node:path';

/** A file as people type it: relative to where they are, absolute where it lies elsewhere. */
export function displayPath(file: string, from: string = process.cwd()): string {
  const path = relative(from, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}
