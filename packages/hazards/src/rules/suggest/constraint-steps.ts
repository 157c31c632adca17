import type { Constraint } from 'libpg-query';
import { defaultName } from '../../catalog/default-names';
import type { Relation } from '../../catalog/model';
import type { ConstraintSpec } from '../../sql/actions';
import { quoteName } from '../../sql/names';
import { textsOf } from '../../sql/nodes';
import type { StatementText } from '../rule';
import { commandText } from './alter-command';
import { notNullSteps } from './not-null-steps';
import { columnList, tableSql } from './sql';

/** A CHECK or foreign key in two steps: for new rows at once, for the old ones under a lock that lets writers go on. */
export function validatedLater(
  relation: Relation,
  spec: ConstraintSpec,
  definition: string,
  serverMajor: number,
): readonly string[] | undefined {
  if (spec.kind === 'foreign' && relation.kind === 'partitioned' && serverMajor < 18) return undefined;
  const table = `ALTER TABLE ${tableSql(relation)}`;
  const name = quoteName(spec.name ?? defaultName(relation.name, spec));
  return [`${table} ADD CONSTRAINT ${name} ${definition} NOT VALID`, `${table} VALIDATE CONSTRAINT ${name}`];
}

/** The definition of a constraint without its name: `CHECK (...)`, `FOREIGN KEY (...) REFERENCES ...`. */
export const withoutName = (text: string): string =>
  text.replace(/^(?:add\s+)?(?:constraint\s+(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)\s+)?/i, '').trim();

/** The steps for an ADD CONSTRAINT of an ALTER TABLE; undefined where its text cannot be cut out. */
export function addedLater(
  relation: Relation,
  spec: ConstraintSpec,
  text: StatementText,
  serverMajor: number,
): readonly string[] | undefined {
  const command = commandText(text);
  return command === null ? undefined : validatedLater(relation, spec, withoutName(command), serverMajor);
}

/** What the tree says about a constraint of an ALTER TABLE. */
export function constraintNode({ node, at }: StatementText): Constraint | null {
  const command = 'AlterTableStmt' in node ? node.AlterTableStmt.cmds?.[at] : undefined;
  const def = command && 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined;
  return def && 'Constraint' in def ? def.Constraint : null;
}

/** A UNIQUE or PRIMARY KEY whose index is built beside reads and writes; undefined where no index can be taken over. */
export function keyLater(
  relation: Relation,
  spec: ConstraintSpec,
  node: Constraint,
  serverMajor: number,
): readonly string[] | undefined {
  const plain = node.options === undefined && node.indexspace === undefined && node.without_overlaps !== true;
  if (relation.kind !== 'table' || !plain || (spec.kind !== 'unique' && spec.kind !== 'primary'))
    return undefined;
  const name = quoteName(spec.name ?? node.indexname ?? defaultName(relation.name, spec));
  const word = spec.kind === 'primary' ? 'PRIMARY KEY' : 'UNIQUE';
  const timing = [
    ...(node.deferrable === true ? ['DEFERRABLE'] : []),
    ...(node.initdeferred === true ? ['INITIALLY DEFERRED'] : []),
  ];
  const taken = node.indexname;
  const columns = taken === undefined ? spec.columns : (relation.indexes.get(taken)?.columns ?? []);
  const nullable =
    spec.kind === 'unique' ? [] : columns.filter((column) => relation.columns.get(column)?.notNull === false);
  const proven = nullable.flatMap((column) => notNullSteps(relation, column, serverMajor));
  const adding = (from: string): string =>
    [`ALTER TABLE ${tableSql(relation)} ADD CONSTRAINT ${name} ${word} USING INDEX ${from}`, ...timing].join(
      ' ',
    );
  if (taken !== undefined) return proven.length === 0 ? undefined : [...proven, adding(quoteName(taken))];
  const including = textsOf(node.including);
  const index = [
    `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${tableSql(relation)} (${columnList(spec.columns)})`,
    ...(including.length === 0 ? [] : [`INCLUDE (${columnList(including)})`]),
    ...(node.nulls_not_distinct === true ? ['NULLS NOT DISTINCT'] : []),
  ];
  return [...proven, index.join(' '), adding(name)];
}
