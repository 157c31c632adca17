import type { CreateSchemaStmt, Node, RangeVar } from 'libpg-query';
import type { Action } from '../actions';

// The order in which the server makes them, whatever the order in which they are written (transformCreateSchemaStmtElements).
const kinds = [
  'CreateSeqStmt',
  'CreateStmt',
  'ViewStmt',
  'IndexStmt',
  'CreateTrigStmt',
  'GrantStmt',
] as const;

/**
 * What stands inside of CREATE SCHEMA: statements of their own. The schema is put in front of the search_path for them, and nothing is
 * in it but what they make.
 *
 * @param read reads one of them
 */
export function readElements(
  { schemaname, schemaElts = [] }: CreateSchemaStmt,
  read: (node: Node) => readonly Action[],
): readonly Action[] {
  if (schemaElts.length === 0) return [];
  if (schemaname === undefined) return [{ kind: 'unknown', what: 'CREATE SCHEMA with elements' }];
  const made = new Set(schemaElts.flatMap((each) => madeBy(each)?.relname ?? []));
  return kinds.flatMap((kind) =>
    schemaElts
      .filter((each) => kind in each)
      .flatMap((each) => {
        const other = madeBy(each)?.schemaname ?? schemaname;
        const actions = read(within(each, schemaname, made));
        return other === schemaname ? actions : actions.map((action) => elsewhere(action, other, schemaname));
      }),
  );
}

const elsewhere = (action: Action, other: string, schema: string): Action => ({
  ...action,
  refusals: [
    {
      sqlstate: '42P15',
      message: `CREATE specifies a schema (${other}) different from the one being created (${schema})`,
    },
  ],
});

function madeBy(node: Node): RangeVar | undefined {
  if ('CreateStmt' in node) return node.CreateStmt.relation;
  if ('CreateSeqStmt' in node) return node.CreateSeqStmt.sequence;
  return 'ViewStmt' in node ? node.ViewStmt.view : undefined;
}

/** The same with the schema written out before the names of what it holds. */
function within<T>(node: T, schema: string, made: ReadonlySet<string>): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((each: unknown) => within(each, schema, made)) as T;
  const all = Object.fromEntries(
    Object.entries(node).map(([key, each]) => [key, within(each, schema, made)]),
  );
  const { relname, schemaname } = all;
  const ours = typeof relname === 'string' && schemaname === undefined && made.has(relname);
  return (ours ? { ...all, schemaname: schema } : all) as T;
}
