import type { Node, SubLink } from 'libpg-query';
import type { Name } from '../../sql/names';
import type { SqlType } from '../../sql/types';
import type { Catalog } from '../catalog';
import type { Kind } from './kinds';
import { conversionChanges, pathOf, plain, sameKind, showKind, typeNameOf } from './kinds';

/** What is wrong with an expression, in the order in which the server comes to it: an error, or a text that has to be read as a value. */
export type Problem =
  { readonly sqlstate: string; readonly message: string } | { readonly text: string; readonly type: SqlType };

/** A part of an expression with its type. */
export interface Typed {
  readonly kind: Kind;
  /** The part as the server writes it down: every conversion that it makes by itself is a cast. */
  readonly node: Node;
  /** A value of a domain, which is one of what is below it. */
  readonly domain?: boolean;
}

/** What is wrong with a name. */
export interface Trouble {
  readonly sqlstate: string;
  readonly message: string;
}

/** What a query in an expression gives; null: not known. */
export interface SubqueryTypes {
  readonly kinds: readonly Kind[] | null;
  readonly problems: readonly Problem[];
}

/** What is wrong with what is named and not known: a type, a table, a function. */
export interface Absences {
  readonly noType?: (type: SqlType) => Trouble | null;
  readonly noTable?: (name: Name) => Trouble | null;
  readonly noFunction?: (name: Name) => Trouble | null;
}

/** Where an expression stands. */
export interface Surroundings extends Absences {
  readonly catalog: Catalog;
  readonly major: number;
  /** The type of a column; null where it is not known, or where it is none of them. */
  readonly column: (name: string, table: string | null) => SqlType | null;
  /** In its place: the column behind a name, and what is wrong with the name. */
  readonly find?: (
    name: string,
    table: string | null,
  ) => {
    readonly column: { readonly kind: Kind; readonly domain?: boolean } | null;
    readonly trouble?: Trouble;
  };
  /** Follows a query that stands in it; left out: nothing is said of queries. */
  readonly subquery?: (query: SubLink) => SubqueryTypes;
}

/** What is found out on the way through an expression. */
export class Findings {
  readonly problems: Problem[] = [];
  /** Whether every part has a type that is known. */
  complete = true;
  /** Whether a part is not IMMUTABLE. */
  changes = false;

  constructor(readonly around: Surroundings) {}

  /** A part that nothing is known of. */
  unknown(node: Node): Typed {
    this.complete = false;
    return { kind: null, node };
  }

  /** A part that the server stops at. */
  wrong(node: Node, sqlstate: string, message: string): Typed {
    this.problems.push({ sqlstate, message });
    return this.unknown(node);
  }

  /** A value is turned into one of another type, by the server itself or by a cast; the caller knows that there is a way. */
  converted(part: Typed, to: SqlType | null): Node {
    const { kind, node, domain = false } = part;
    if (kind === null || to === null) {
      this.complete = false;
      return node;
    }
    if (kind === 'unknown') this.#read(node, to);
    else if (sameKind(kind, to) && !domain) return node;
    else if (conversionChanges(kind, to, this.around.major)) this.changes = true;
    return { TypeCast: { arg: node, typeName: typeNameOf(to) } };
  }

  #read(node: Node, type: SqlType): void {
    const text = 'A_Const' in node ? node.A_Const.sval : undefined;
    if (text !== undefined) this.problems.push({ text: text.sval ?? '', type });
  }

  /** What has to be a condition: AND, CHECK, WHEN. */
  boolean(part: Typed, what: string): Node {
    const { kind } = part;
    const bool = plain('bool');
    if (kind === null || kind === 'unknown' || sameKind(kind, bool)) return this.converted(part, bool);
    return this.wrong(
      part.node,
      '42804',
      `argument of ${what} must be type boolean, not type ${showKind(kind)}`,
    ).node;
  }

  /** Values that are made one type: COALESCE, CASE, ARRAY, IN. */
  alike(parts: readonly Typed[], to: SqlType, what: string): readonly Node[] {
    return parts.map((part) => {
      const { kind } = part;
      if (kind === null || kind === 'unknown' || pathOf(kind, to, 'implicit', this.around.major) !== 'none')
        return this.converted(part, to);
      return this.wrong(
        part.node,
        '42846',
        `${what} could not convert type ${showKind(kind)} to ${showKind(to)}`,
      ).node;
    });
  }
}
