import { z } from 'zod';
import { usageError } from '../errors';

const header = z.strictObject({
  format: z.literal(1),
  /** When the database was read, ISO 8601. */
  takenAt: z.string(),
  server: z.strictObject({
    major: z.int(),
    version: z.string(),
    encoding: z.string(),
    collate: z.string(),
    timeZone: z.string(),
    currentSchema: z.string(),
    extensions: z.array(z.string()).readonly(),
    /** What the database or the role gives every session; none that an extension or the user invented: they may hold secrets. */
    sessionSettings: z.record(z.string(), z.string()),
  }),
  /** Roles that own something or have been granted something. */
  roles: z.array(z.string()).readonly(),
  /** The list that they were recorded in, as SQL names it: another data source of the project may have one of its own. */
  list: z.string().optional(),
  /** Names of the migrations that had been executed. */
  executed: z.array(z.string()).readonly(),
  /** The same of other lists in that database. */
  others: z.record(z.string(), z.array(z.string()).readonly()).optional(),
  /** `schema.relation` to its estimated rows and its bytes, each rounded to two digits; null where the server does not know them. */
  sizes: z.record(z.string(), z.tuple([z.number().nullable(), z.number().nullable()])),
});

/** A database without its rows: what a review needs to know of it. */
export interface SchemaSnapshot extends z.output<typeof header> {
  /** Every definition, as pg_dump writes it. */
  readonly sql: string;
}

const TITLE =
  '-- Schema of a live database, written by a run of safe-migrate. It holds no rows. Commit it: reviews';
const TITLE_END = '-- in CI then know the true schema and sizes without access to the database. Do not edit.';

/** The file of a snapshot: SQL that makes the schema, below a comment with the rest. The same schema gives the same text but for the time. */
export function renderSnapshot({ sql, ...rest }: SchemaSnapshot): string {
  const { sizes, ...most } = rest;
  const lines = Object.entries(sizes).map(
    ([relation, size]) => `    ${JSON.stringify(relation)}: ${JSON.stringify(size)}`,
  );
  const body = JSON.stringify(most, null, 2).replace(/\n}$/, `,\n  "sizes": {\n${lines.join(',\n')}\n  }\n}`);
  const comment = body.split('\n').map((line) => `-- ${line}`);
  return `${[TITLE, TITLE_END, ...comment].join('\n')}\n\n${sql.trim()}\n`;
}

/**
 * Reads such a file.
 *
 * @param file how it is named to the user
 * @throws SafeMigrateError SNAPSHOT_INVALID
 */
export function parseSnapshot(text: string, file: string): SchemaSnapshot {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const first = lines.indexOf('-- {');
  const last = lines.indexOf('-- }');
  if (first === -1 || last === -1) throw invalid(file, 'It does not begin with the comment of a snapshot.');
  try {
    const json: unknown = JSON.parse(
      lines
        .slice(first, last + 1)
        .map((line) => line.slice(3))
        .join('\n'),
    );
    return { ...header.parse(json), sql: lines.slice(last + 1).join('\n') };
  } catch (error) {
    throw invalid(
      file,
      error instanceof z.ZodError ? z.prettifyError(error) : String((error as Error).message),
    );
  }
}

function invalid(file: string, why: string) {
  return usageError({
    code: 'SNAPSHOT_INVALID',
    what: `${file} is no schema snapshot that this version can read.`,
    why,
    next: 'Take it from version control again, or let a run write it anew.',
  });
}
