import type { Node, PartitionBoundSpec } from 'libpg-query';
import { textOf } from '../nodes';

/** One end of a range, column by column; null where it is an expression. */
export type BoundValue = { readonly limit: 'min' | 'max' } | { readonly constant: string } | null;

/** FOR VALUES ..., as it is written. */
export type PartitionBound =
  | { readonly kind: 'default' }
  | { readonly kind: 'list'; readonly values: readonly BoundValue[] }
  | { readonly kind: 'range'; readonly from: readonly BoundValue[]; readonly to: readonly BoundValue[] }
  | { readonly kind: 'hash'; readonly modulus: number; readonly remainder: number };

export function readBound(node: PartitionBoundSpec): PartitionBound {
  if (node.is_default === true) return { kind: 'default' };
  if (node.strategy === 'h')
    return { kind: 'hash', modulus: node.modulus ?? 0, remainder: node.remainder ?? 0 };
  if (node.strategy === 'l') return { kind: 'list', values: (node.listdatums ?? []).map(valueOf) };
  return {
    kind: 'range',
    from: (node.lowerdatums ?? []).map(valueOf),
    to: (node.upperdatums ?? []).map(valueOf),
  };
}

/** A constant as it is written, with a mark where it is no text; null for anything else. */
export const constantOf = (node: Node): BoundValue =>
  'A_Const' in node
    ? { constant: node.A_Const.isnull === true ? '#NULL' : `${node.A_Const.sval ? '' : '#'}${textOf(node)}` }
    : null;

function valueOf(node: Node): BoundValue {
  if ('A_Const' in node) return constantOf(node);
  if (!('ColumnRef' in node)) return null;
  const word = textOf(node.ColumnRef.fields?.[0]).toLowerCase();
  return word === 'minvalue' ? { limit: 'min' } : word === 'maxvalue' ? { limit: 'max' } : null;
}
