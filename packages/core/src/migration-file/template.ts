import { addColumnClause } from './columns';
import type { NewColumn } from './columns';
import { quoteIdentifier, quoteTable } from './identifiers';
import type { TableName } from './identifiers';

/**
 * What a method says that nobody has written yet. The template's methods throw an error that starts with it, so a review
 * can tell "not finished" from "broken", and nothing unfinished can run.
 */
export const NOT_WRITTEN_YET = 'not written yet';

/** Columns to add to one table. */
export interface AddColumns {
  readonly table: TableName;
  readonly columns: readonly NewColumn[];
}

/** The source text of a migration. With `change`, both directions are complete; without it both methods refuse to run. */
export function migrationText(name: string, className: string, change?: AddColumns): string {
  const methods = change === undefined ? emptyMethods() : addColumnMethods(change);
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

${change === undefined ? advice(name) : ''}export class ${className} implements MigrationInterface {
  name = '${className}';

  public async up(queryRunner: QueryRunner): Promise<void> {
${methods.up}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
${methods.down}
  }
}
`;
}

/** Makes text safe between backticks: nothing in it is interpolated when the migration is loaded. */
export function escapeTemplateLiteral(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&');
}

function addColumnMethods({ table, columns }: AddColumns): { up: string; down: string } {
  const drops = [...columns].reverse().map(({ name }) => `DROP COLUMN ${quoteIdentifier(name)}`);
  return {
    up: query(alterTable(table, columns.map(addColumnClause))),
    down: query(alterTable(table, drops)),
  };
}

function alterTable(table: TableName, clauses: readonly string[]): string {
  return `ALTER TABLE ${quoteTable(table)}\n${clauses.join(',\n')}`;
}

function query(sql: string): string {
  const body = escapeTemplateLiteral(sql)
    .split('\n')
    .map((line) => `      ${line}`);
  return ['    await queryRunner.query(`', ...body, '    `);'].join('\n');
}

function emptyMethods(): { up: string; down: string } {
  return {
    up: `    throw new Error('${NOT_WRITTEN_YET}: up()');`,
    down: `    // Undo up() exactly, in reverse order. What cannot be undone must not run.\n    throw new Error('${NOT_WRITTEN_YET}: down()');`,
  };
}

/** The questions of the guide that matter while writing, by the verb of the name. */
function advice(name: string): string {
  const lines = [
    ' * Existing rows keep their values: add nullable columns (or with a default), never rename, never drop in one step.',
    " * Name every table with its schema: TypeORM's `schema` option does not reach raw SQL.",
  ];
  if (name.startsWith('Update')) {
    lines.push(
      " * Declare what this means to change: a line `@Changes(…)` for each column, with 'table.column' in the brackets.",
      ' * Every value that is not declared must be the same afterwards.',
    );
  }
  if (name.startsWith('Remove')) {
    lines.push(
      ' * Contract phase: only when no deployed code reads or writes it any more, and a tested backup exists.',
    );
  }
  return ['/**', ...lines, ' */', ''].join('\n');
}
