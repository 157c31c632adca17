import type { ColumnRef, Node } from 'libpg-query';
import { textOf } from '../../sql/nodes';

// A parse tree can be deeper than the stack.
const DEEPEST = 500;

/** An expression of a table with a column called otherwise; what qualifies it is the table. undefined where it is too deep to be told. */
export const renamedIn = (expression: Node | undefined, from: string, to: string): Node | undefined => {
  let deep = false;
  const renamed = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || deep) return value;
    deep = depth > DEEPEST;
    if (Array.isArray(value)) return value.map((each) => renamed(each, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        key === 'ColumnRef' ? column(each as ColumnRef, from, to) : renamed(each, depth + 1),
      ]),
    );
  };
  const made = expression === undefined ? undefined : (renamed(expression, 0) as Node);
  return deep ? undefined : made;
};

function column(ref: ColumnRef, from: string, to: string): ColumnRef {
  const { fields = [] } = ref;
  return textOf(fields.at(-1)) === from
    ? { ...ref, fields: [...fields.slice(0, -1), { String: { sval: to } }] }
    : ref;
}
