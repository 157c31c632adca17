import type { Relation } from '../catalog/model';
import type { Subject } from '../rules/rule';
import type { Knowledge } from './contract';

const opaque: ReadonlySet<string> = new Set([
  'unknown',
  'unknown-alter',
  'opaque-code',
  'outside-transaction',
]);

/** Watches the actions of one statement for what limits the knowledge of its effects. */
export class KnowledgeWatch {
  #kind: Relation['kind'] | null = null;
  #undeclared = false;
  #opaque = false;

  see({ action, effect, relation }: Subject): void {
    if (relation?.known === true) this.#kind = relation.kind;
    const unknown = (each: { readonly relation: Relation }): boolean => !each.relation.known;
    if (relation?.known === false || effect.locks.some(unknown) || effect.work.some(unknown))
      this.#undeclared = true;
    if (opaque.has(action.kind) || effect.opaque === true) this.#opaque = true;
  }

  /** The kind of the relation that the statement is about; null where it is about none that is declared. */
  get relationKind(): Relation['kind'] | null {
    return this.#kind;
  }

  get knowledge(): Knowledge {
    return this.#opaque ? 'unknown' : this.#undeclared ? 'partial' : 'known';
  }
}
