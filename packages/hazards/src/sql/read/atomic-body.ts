import type { CreateFunctionStmt, Node } from 'libpg-query';

/** The statements of BEGIN ATOMIC ... END, or the one that RETURN stands for: they are parsed with the function. */
export function atomicBody({ sql_body: body }: CreateFunctionStmt): readonly Node[] {
  if (body === undefined) return [];
  if ('ReturnStmt' in body) return [asQuery(body)];
  if (!('List' in body)) return [body];
  return (body.List.items ?? [])
    .flatMap((each) => ('List' in each ? (each.List.items ?? []) : [each]))
    .map((each) => ('ReturnStmt' in each ? asQuery(each) : each));
}

const asQuery = ({ ReturnStmt: { returnval } }: Extract<Node, { ReturnStmt: unknown }>): Node => ({
  SelectStmt: {
    targetList: returnval === undefined ? [] : [{ ResTarget: { val: returnval } }],
    limitOption: 'LIMIT_OPTION_DEFAULT',
    op: 'SETOP_NONE',
  },
});
