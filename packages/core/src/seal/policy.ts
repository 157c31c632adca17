import { usageError } from '../errors';

/** What the seal refuses outside of a safe run. */
export const KINDS = [
  'schema',
  'table',
  'column',
  'view',
  'type',
  'sequence',
  'rewrite',
  'truncate',
] as const;
export type Kind = (typeof KINDS)[number];

/** What an application may do at run time, by itself: kinds in the schemas (and on the objects) that a pattern names. */
export interface Allowance {
  /** As given: `schema`, or `schema.object`; `*` stands for anything. */
  readonly pattern: string;
  readonly kinds: readonly Kind[];
}

/**
 * Twenty keeps the rows of each of its customers in a schema of its own. There it drops the column (and its enum type) of a field that a
 * user deletes, and the table of a custom object: their names begin with an underscore. Its own tables stay refused, and so does DROP SCHEMA.
 */
export const DEFAULT_POLICY: readonly Allowance[] = [
  { pattern: 'workspace_*', kinds: ['column', 'type', 'rewrite'] },
  { pattern: 'workspace_*._*', kinds: ['table'] },
];

/**
 * Reads `workspace_*=column,type`.
 *
 * @throws SafeMigrateError SEAL_POLICY
 */
export function parseAllowance(text: string): Allowance {
  const at = text.lastIndexOf('=');
  const pattern = text.slice(0, Math.max(at, 0));
  const kinds = at < 0 ? [] : text.slice(at + 1).split(',');
  const unknown = kinds.filter((kind) => !(KINDS as readonly string[]).includes(kind));
  if (pattern === '' || kinds.length === 0 || unknown.length > 0) {
    throw usageError({
      code: 'SEAL_POLICY',
      what: `"${text}" does not say what may be done where.`,
      why:
        unknown.length > 0
          ? `There is no kind "${unknown.join('", "')}".`
          : 'A pattern, "=" and kinds are needed.',
      next: `Write it as 'workspace_*=column,type'; kinds: ${KINDS.join(', ')}.`,
    });
  }
  return { pattern, kinds: kinds as Kind[] };
}

/** The two halves of a pattern as LIKE takes them: everything but `*` stands for itself. */
export function likePatterns(pattern: string): { readonly schema: string; readonly object: string } {
  const dot = pattern.indexOf('.');
  const like = (glob: string): string => glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%');
  return dot < 0
    ? { schema: like(pattern), object: '%' }
    : { schema: like(pattern.slice(0, dot)), object: like(pattern.slice(dot + 1)) };
}
