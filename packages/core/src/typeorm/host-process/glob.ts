import { resolve } from 'node:path';

/**
 * Whether a file is one of those that a glob of the data source names; a relative glob starts in the current folder, as
 * TypeORM has it. Knows `*`, `**`, `?`, `[...]` and `{a,b}`.
 */
export function matchesGlob(file: string, glob: string): boolean {
  const pattern = resolve(glob)
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}/g, (token) => {
      if (token === '**/') return '(?:.*/)?';
      if (token === '**') return '.*';
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      return `(?:${token.slice(1, -1).replaceAll(',', '|').replaceAll('*', '[^/]*')})`;
    });
  try {
    return new RegExp(`^${pattern}$`).test(file);
  } catch {
    return false;
  }
}
