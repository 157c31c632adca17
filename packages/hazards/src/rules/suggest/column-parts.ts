import type { ColumnDef, Constraint } from 'libpg-query';
import type { StatementText } from '../rule';

/** A column definition, taken apart as it was written. */
export interface ColumnParts {
  /** Name, type and collation: what stands before the first constraint. */
  readonly head: string;
  readonly constraints: readonly { readonly node: Constraint; readonly text: string }[];
}

/**
 * Takes the column definition of an ADD COLUMN apart. null where it cannot be told where its parts lie: the tree's positions count bytes, so
 * that only plain ASCII is cut.
 */
export function columnParts(
  { node, sent, start, sql, at }: StatementText,
  command: string,
): ColumnParts | null {
  if (!('AlterTableStmt' in node) || !/^[\x00-\x7f]*$/.test(sent)) return null;
  const cmd = node.AlterTableStmt.cmds?.[at];
  const def = cmd && 'AlterTableCmd' in cmd ? cmd.AlterTableCmd.def : undefined;
  if (def === undefined || !('ColumnDef' in def)) return null;
  const begin = sql.indexOf(command);
  if (begin === -1 || sql.indexOf(command, begin + 1) !== -1) return null;
  const constraints = constraintsOf(def.ColumnDef);
  const starts = constraints.map(({ location = 0 }) => location - start - begin);
  if (starts.some((each, index) => each <= (starts[index - 1] ?? 0) || each >= command.length)) return null;
  return {
    head: command.slice(0, starts[0] ?? command.length).trim(),
    constraints: constraints.map((constraint, index) => ({
      node: constraint,
      text: command.slice(starts[index], starts[index + 1] ?? command.length).trim(),
    })),
  };
}

const constraintsOf = ({ constraints = [] }: ColumnDef): readonly Constraint[] =>
  constraints.flatMap((each) => ('Constraint' in each ? [each.Constraint] : []));
