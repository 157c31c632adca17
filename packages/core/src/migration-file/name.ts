import { usageError } from '../errors';
import type { SafeMigrateError } from '../errors';
import { suggestName } from './suggest-name';
import { MAX_NAME_LENGTH, NAME_VERBS, toPascalCase } from './words';

/** An accepted action name: PascalCase, without a stamp. */
export interface MigrationName {
  readonly name: string;
  readonly warnings: readonly string[];
}

const RULE =
  `a migration is named in PascalCase, starts with ${NAME_VERBS.join(', ')}, has letters and digits only, ` +
  `does not end in a digit and has at most ${MAX_NAME_LENGTH} characters`;

/**
 * Turns what the user typed into the action name of a migration: `add-sales-guidance`, `add sales guidance` and
 * `add_sales_guidance` become `AddSalesGuidance`.
 *
 * A digit at the end is refused: the class name is this name followed by a 13-digit stamp, and TypeORM and every reader
 * must be able to tell where the stamp begins.
 *
 * @throws SafeMigrateError `MIGRATION_NAME` with the rule and a suggestion, for anything else.
 * @example parseMigrationName('add sales guidance').name // 'AddSalesGuidance'
 */
export function parseMigrationName(input: string): MigrationName {
  const typed = input.trim();
  if (!/^[A-Za-z][A-Za-z0-9]*(?:[ _-]+[A-Za-z0-9]+)*$/.test(typed)) throw wrongName(input, RULE);

  const name = toPascalCase(typed);
  if (name.length > MAX_NAME_LENGTH) throw wrongName(input, `it has ${name.length} characters; ${RULE}`);
  if (/\d$/.test(name)) {
    throw wrongName(input, `a digit at the end would run into the 13-digit stamp of the class name; ${RULE}`);
  }
  const verb = NAME_VERBS.find((candidate) => new RegExp(`^${candidate}[A-Z0-9]`).test(name));
  if (verb === undefined) throw wrongName(input, RULE);

  return {
    name,
    warnings:
      verb === 'Remove'
        ? [
            `${name} removes something: it belongs to the contract phase, after every deployed version of the code has stopped using it`,
          ]
        : [],
  };
}

function wrongName(input: string, why: string): SafeMigrateError {
  return usageError({
    code: 'MIGRATION_NAME',
    what: `"${input}" is not a name for a migration.`,
    why,
    next: `try ${suggestName(input)}${/[\\/]/.test(input) ? ' (a folder goes into --directory)' : ''}`,
  });
}
