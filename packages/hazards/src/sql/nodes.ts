import type { DefElem, Node, RangeVar } from 'libpg-query';
import type { Name } from './names';

/** Small readers over the parser's JSON: each takes what the grammar may leave out and gives a plain value. */

/** The kind of a node (`CreateStmt`, `A_Const`, ...), the key under which the parser wraps it. */
export function kindOf(node: Node): string {
  return Object.keys(node)[0] ?? '';
}

export function textOf(node: Node | undefined): string {
  if (node === undefined) return '';
  if ('String' in node) return node.String.sval ?? '';
  if ('A_Const' in node) {
    const value = node.A_Const;
    if (value.sval) return value.sval.sval ?? '';
    if (value.ival) return String(value.ival.ival ?? 0);
    if (value.fval) return value.fval.fval ?? '';
    if (value.boolval) return value.boolval.boolval === true ? 'true' : 'false';
    return '';
  }
  if ('Integer' in node) return String(node.Integer.ival ?? 0);
  if ('Float' in node) return node.Float.fval ?? '';
  if ('Boolean' in node) return node.Boolean.boolval === true ? 'true' : 'false';
  // An option's value such as `off` is read as the name of a type.
  if ('TypeName' in node) return textOf(node.TypeName.names?.at(-1));
  return 'TypeCast' in node ? textOf(node.TypeCast.arg) : '';
}

export const textsOf = (nodes: readonly Node[] | undefined): readonly string[] => (nodes ?? []).map(textOf);

/** A possibly qualified name from a list of strings; a database part is dropped. */
export function nameOf(nodes: readonly Node[] | undefined): Name {
  const parts = textsOf(nodes);
  const schema = parts.at(-2);
  return schema === undefined ? { name: parts.at(-1) ?? '' } : { schema, name: parts.at(-1) ?? '' };
}

export function rangeName(range: RangeVar | undefined): Name {
  const name = range?.relname ?? '';
  if (range?.schemaname !== undefined && range.schemaname !== '') return { schema: range.schemaname, name };
  return { name };
}

/** The name in an object list of DROP and COMMENT: a string, a list of strings, a type or a function signature. */
export function objectName(node: Node): Name {
  if ('List' in node) return nameOf(node.List.items);
  if ('TypeName' in node) return nameOf(node.TypeName.names);
  if ('ObjectWithArgs' in node) return nameOf(node.ObjectWithArgs.objname);
  return { name: textOf(node) };
}

export function defElems(nodes: readonly Node[] | undefined): readonly DefElem[] {
  return (nodes ?? []).flatMap((node) => ('DefElem' in node ? [node.DefElem] : []));
}

/** The text of a definition such as `concurrently` or `full`; 'true' where it stands alone. */
export function defText(options: readonly DefElem[], name: string): string | undefined {
  const found = options.find((option) => option.defname === name);
  if (found === undefined) return undefined;
  return found.arg === undefined ? 'true' : textOf(found.arg);
}

/** Whether an option that takes a boolean (`FULL`, `CONCURRENTLY on`, `ANALYZE false`) is switched on. */
export function defTrue(options: readonly DefElem[], name: string): boolean {
  const text = defText(options, name);
  return text !== undefined && !['false', 'off', '0'].includes(text.toLowerCase());
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A node met on a walk: its kind (the wrapping key, or the field name of an unwrapped node) and its content. */
export interface Met {
  readonly kind: string;
  readonly value: Record<string, unknown>;
}

/** What stands from a place on, in the opposite order. */
function turn(list: unknown[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low += 1, high -= 1)
    [list[low], list[high]] = [list[high], list[low]];
}

/**
 * Every object below `root`, parents first, in the order of the tree. Iterative, because a parse tree can be deeper than the stack.
 * `skip` keeps the walk out of what lies below a node.
 */
export function walk(root: unknown, skip?: (met: Met) => boolean): readonly Met[] {
  const found: Met[] = [];
  // Two stacks in step: pairs would be half of what a review allocates.
  const kinds = [''];
  const values = [root];
  for (let kind = kinds.pop(); kind !== undefined; kind = kinds.pop()) {
    const value = values.pop();
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1) {
        kinds.push(kind);
        values.push(value[index]);
      }
    } else if (isRecord(value)) {
      const met = { kind, value };
      found.push(met);
      if (skip !== undefined && skip(met)) continue;
      const first = kinds.length;
      // A list of the keys would be most of what a walk allocates; a tree that was read from JSON inherits none.
      for (const key in value) {
        const below = value[key];
        if (!isRecord(below)) continue;
        kinds.push(key);
        values.push(below);
      }
      turn(kinds, first);
      turn(values, first);
    }
  }
  return found;
}
