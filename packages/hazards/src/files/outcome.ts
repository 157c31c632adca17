import type { Relation } from '../catalog/model';
import { qualified } from '../catalog/model';
import type { Effect, LockMode } from '../effects/effect';
import { lockModes } from '../effects/effect';
import type { Subject } from '../rules/rule';
import type { FileStatement, Knowledge } from './contract';

type Outcome = Pick<FileStatement, 'locks' | 'rewrites' | 'scans' | 'builds' | 'error'>;

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** Gathers what the actions of one statement do to relations that stood before it, under the names that they had then. */
export class StatementWatch {
  readonly #effects: Effect[] = [];
  readonly #stood = new Map<Relation, string>();
  readonly #born = new Set<string>();
  #kind: Relation['kind'] | null = null;
  #undeclared = false;
  #opaque = false;

  see({ action, effect, catalog, relation }: Subject): void {
    this.#effects.push(effect);
    if (relation?.known === true) this.#kind = relation.kind;
    const touched = [...effect.locks, ...effect.work].map((each) => each.relation);
    for (const each of relation === null ? touched : [...touched, relation]) {
      const name = qualified(each);
      if (!this.#stood.has(each) && !this.#born.has(name)) this.#stood.set(each, name);
      if (!each.known) this.#undeclared = true;
    }
    if (action.kind === 'create-table' || action.kind === 'create-view') {
      const made = action.kind === 'create-table' ? action.table : action.view;
      const schema = catalog.creationSchema(made, action.temporary);
      if (!catalog.relations.has(`${schema}.${made.name}`)) this.#born.add(`${schema}.${made.name}`);
    }
    if (['unknown', 'unknown-alter', 'opaque-code', 'outside-transaction'].includes(action.kind))
      this.#opaque = true;
  }

  /** The kind of the relation that the statement is about; null where it is about none that is declared. */
  get relationKind(): Relation['kind'] | null {
    return this.#kind;
  }

  knowledge(): Knowledge {
    return this.#opaque ? 'unknown' : this.#undeclared ? 'partial' : 'known';
  }

  outcome(): Outcome {
    const error = this.#effects.find((effect) => effect.error !== null)?.error ?? null;
    if (error !== null) return { locks: [], rewrites: [], scans: [], builds: [], error };
    const strongest = new Map<string, LockMode>();
    for (const { relation, mode } of this.#effects.flatMap(({ locks }) => locks)) {
      const name = this.#stood.get(relation);
      const held = strongest.get(name ?? '');
      if (name !== undefined && (held === undefined || lockModes.indexOf(mode) > lockModes.indexOf(held)))
        strongest.set(name, mode);
    }
    const work = this.#effects.flatMap((effect) => effect.work);
    const named = (kind: string): readonly string[] =>
      sorted(work.flatMap((each) => (each.kind === kind ? (this.#stood.get(each.relation) ?? []) : [])));
    return {
      locks: [...strongest]
        .map(([relation, mode]) => ({ relation, mode }))
        .sort((a, b) => (a.relation < b.relation ? -1 : 1)),
      rewrites: named('rewrite'),
      scans: named('scan'),
      builds: sorted(
        work.flatMap(({ kind, note, relation }) => (kind === 'build' ? [`${relation.schema}.${note}`] : [])),
      ),
      error: null,
    };
  }
}
