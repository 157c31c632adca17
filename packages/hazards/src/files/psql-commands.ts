import type { Rule, Verdict } from '../rules/rule';
import { dangerous, quiet, risky } from '../rules/rule';
import type { Part } from './split';

/** Commands to psql change what the file does in ways that SQL does not show. */
export const psqlCommand: Omit<Rule, 'check'> = {
  id: 'psql-command',
  title: 'A command to psql that changes what the file does',
  axis: 'certainty',
  why: 'What psql does at run time cannot be seen in the file, and what cannot be seen is not safe.',
  safeWay: 'Write the SQL itself, for the database that the run is for.',
};

const harmless =
  /^(echo|qecho|warn|timing|pset|a|t|x|f|h|html|H|\?|conninfo|encoding|errverbose|restrict|unrestrict|r|reset|p|print|q|quit|l\+?|z|d\S*|sf\+?|sv\+?|unset|g|gx|gset|gdesc|crosstabview|\.)$/;

const meanings: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [/^(c|connect)$/, 'what follows runs in another database'],
  [/^(i|ir|include|include_relative)$/, 'the statements of another file run here, and are not reviewed'],
  [/^copy$/, 'rows are moved in or out'],
  [/^(if|elif|else|endif)$/, 'what runs is decided at run time'],
  [/^gexec$/, 'the rows of the query are run as SQL'],
  [/^watch$/, 'the statement is run again and again'],
  [/^lo_/, 'large objects are changed'],
];

/** The verdicts on a psql command, or on the psql command that sends a statement. */
export function judgePsql(part: Part): readonly Verdict[] {
  if (part.kind === 'sql' && part.sentBy === null) return quiet;
  const [, command = '', rest = ''] =
    part.kind === 'psql' ? (/^\\(!|\S+)\s*(.*)$/s.exec(part.sql) ?? []) : ['', part.sentBy ?? ''];
  if (command.startsWith('!')) return dangerous('\\! runs a shell command');
  if (command === 'set') {
    return /^(AUTOCOMMIT|ON_ERROR_ROLLBACK)\b/i.test(rest)
      ? risky(`\\set ${rest.trim()}: changes where transactions begin and end`)
      : quiet;
  }
  if (harmless.test(command)) return quiet;
  const meaning = meanings.find(([pattern]) => pattern.test(command))?.[1];
  return risky(`\\${command}: ${meaning ?? 'not known to this review'}`);
}
