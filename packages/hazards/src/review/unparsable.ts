import type { ParseProblem } from '../sql/parser';
import { lineAndColumn } from '../sql/positions';

/** The finding for a text that the parser refuses: the server would refuse it too, or it cannot be judged. */
export const unparsable = {
  id: 'unknown-statement',
  why: 'What cannot be parsed cannot be judged, and what is not known is not safe.',
  safeWay: 'Correct the SQL. psql commands (\\d, \\copy) do not work in a migration.',
  message({ message, position }: ParseProblem, sql: string): string {
    if (position === null) return message;
    const { line, column } = lineAndColumn(sql, position);
    return `${message} (line ${line}, column ${column} of the statement)`;
  },
};
