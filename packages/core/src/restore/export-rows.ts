import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { LaterRowsSink } from './later-rows';
import type { SharedTable } from './row-reader';

/** A file of SQL that brings later rows into a restored database. */
export interface RowsExport extends LaterRowsSink {
  /** Ends the file. */
  readonly finish: () => Promise<void>;
}

/**
 * Starts the file. Rows that were added or changed become INSERTs that take the place of what is there; rows that were deleted are named in
 * comments only: whether their deletion was right is for a person to say.
 *
 * @param sequences where the live sequences stand: the rows were made with their numbers.
 */
export function exportRows(
  file: string,
  about: string,
  sequences: readonly { readonly schema: string; readonly name: string; readonly lastValue: string | null }[],
): RowsExport {
  const stream = createWriteStream(file, { mode: 0o600, flags: 'wx' });
  const ended = finished(stream);
  ended.catch(() => undefined);
  const write = async (text: string) => {
    if (!stream.write(text))
      await Promise.race([new Promise<void>((resolve) => stream.once('drain', () => resolve())), ended]);
  };
  stream.write(
    [
      ...about.split('\n').map((line) => `-- ${line}`),
      '-- psql --single-transaction -v ON_ERROR_STOP=1 -f <this file> <restored database>',
      `SET client_encoding = 'UTF8';`,
      'SET standard_conforming_strings = on;',
      `SET search_path = '';`,
      `SET TimeZone = 'UTC';`,
      `SET DateStyle = 'ISO, YMD';`,
      `SET IntervalStyle = 'postgres';`,
      'SET CONSTRAINTS ALL DEFERRED;\n',
    ].join('\n'),
  );
  return {
    row: (table, { literals = '' }) => write(`${insertOf(table, literals)}\n`),
    // JSON keeps a key on its line, whatever is in it.
    gone: ({ schema, name, key }, row) =>
      write(`-- deleted since: ${JSON.stringify([`${schema}.${name}`, key.join(', '), row.key])}\n`),
    finish: async () => {
      for (const { schema, name, lastValue } of sequences)
        if (lastValue !== null)
          await write(
            `SELECT pg_catalog.setval('${qualifiedName(schema, name).replaceAll("'", "''")}', ${lastValue});\n`,
          );
      stream.end();
      await ended;
    },
  };
}

function insertOf({ schema, name, columns, key, identities }: SharedTable, literals: string): string {
  const rest = columns
    .filter((column) => !key.includes(column) && !identities.includes(column))
    .map(quoteIdentifier);
  const update = rest.map((column) => `${column} = EXCLUDED.${column}`).join(', ');
  const conflict =
    key.length === 0
      ? ''
      : ` ON CONFLICT (${key.map(quoteIdentifier).join(', ')}) DO ${update === '' ? 'NOTHING' : `UPDATE SET ${update}`}`;
  return `INSERT INTO ${qualifiedName(schema, name)} (${columns.map(quoteIdentifier).join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${literals})${conflict};`;
}
