import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import { qualified } from '../catalog/model';
import type { Action } from '../sql/actions';
import type { Effect } from './effect';

/**
 * Tells which relations stood before the current statement, and under which name, without going through all that exist: only those that
 * the statement touches are looked at. A relation that nobody declared stood.
 */
export class Standing {
  readonly #bornIn = new WeakMap<Relation, number>();
  #statement = 0;
  #names = new Map<Relation, string>();

  /** A new statement begins. */
  begin(): void {
    this.#statement += 1;
    this.#names = new Map();
  }

  /** Notes what an action touches; to be called before it is applied, while the names are still those from before. */
  note({ locks, work }: Effect, catalog: Catalog): void {
    for (const { relation } of locks) this.#see(relation, catalog);
    for (const { relation } of work) this.#see(relation, catalog);
  }

  #see(relation: Relation, catalog: Catalog): void {
    if (this.#names.has(relation)) return;
    const name = qualified(relation);
    // What an action is about to make is foretold as a relation that is in no catalog yet; a column's own sequence never is in it.
    const listed = catalog.relations.peek(name) === relation || relation.kind === 'sequence';
    const foretold = relation.origin === 'here' && !listed;
    if (!foretold && this.#bornIn.get(relation) !== this.#statement) this.#names.set(relation, name);
  }

  /** Notes what the action made; to be called after it was applied. */
  applied(action: Action, catalog: Catalog): void {
    if (action.kind !== 'create-table' && action.kind !== 'create-view') return;
    const name = action.kind === 'create-table' ? action.table : action.view;
    const made = catalog.find({ name: name.name, schema: catalog.creationSchema(name, action.temporary) });
    if (made?.origin === 'here' && !this.#bornIn.has(made)) this.#bornIn.set(made, this.#statement);
  }

  /** The relations that the statement has touched so far and that stood before it. */
  get names(): ReadonlyMap<Relation, string> {
    return this.#names;
  }
}
