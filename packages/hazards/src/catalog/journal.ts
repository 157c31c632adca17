import type { NamedType, Relation, Routine } from './model';

/** A state of the catalog that can be gone back to, any number of times, until it is given up. */
export interface Mark {
  readonly back: () => void;
  /** Nobody will go back to it. */
  readonly forget: () => void;
}

/**
 * Remembers how things were before they were changed, so long as somebody may want to go back. Setting a mark takes no time: what is
 * about to be changed is copied when it is touched for the first time after the latest mark, and where there is no mark, not at all.
 */
export class Journal {
  #undo: (() => void)[] = [];
  #copied = new Set<object>();
  #open = 0;
  #goingBack = false;

  /** Whether what is changed now may have to be put back. */
  get isOpen(): boolean {
    return this.#open > 0 && !this.#goingBack;
  }

  mark(): Mark {
    const at = this.#undo.length;
    this.#open += 1;
    this.#copied = new Set();
    let given = true;
    return {
      back: () => {
        if (given) this.#backTo(at);
      },
      forget: () => {
        if (!given) return;
        given = false;
        this.#open -= 1;
        if (this.#open === 0) this.#undo = [];
      },
    };
  }

  /** Notes how one change is taken back. */
  note(undo: () => void): void {
    if (this.isOpen) this.#undo.push(undo);
  }

  /** Copies a thing that is about to be changed, once for every mark. */
  keep<T extends object>(thing: T, copy: (thing: T) => () => void): void {
    if (!this.isOpen || this.#copied.has(thing)) return;
    this.#copied.add(thing);
    this.#undo.push(copy(thing));
  }

  #backTo(at: number): void {
    this.#goingBack = true;
    for (let undo = this.#undo.splice(at), last = undo.pop(); last !== undefined; last = undo.pop()) last();
    this.#goingBack = false;
    this.#copied = new Set();
  }
}

/** A map that can be put back as it was. */
export class KeptMap<K, V> extends Map<K, V> {
  readonly #journal: Journal;
  readonly #touch: ((value: V) => void) | undefined;

  /** @param touch is called for each value that is looked up, because whoever looks it up may change it */
  constructor(journal: Journal, touch?: (value: V) => void) {
    super();
    this.#journal = journal;
    this.#touch = touch;
  }

  override get(key: K): V | undefined {
    const value = super.get(key);
    if (value !== undefined) this.#touch?.(value);
    return value;
  }

  override set(key: K, value: V): this {
    this.#note(key);
    return super.set(key, value);
  }

  override delete(key: K): boolean {
    if (super.has(key)) this.#note(key);
    return super.delete(key);
  }

  override clear(): void {
    for (const key of this.keys()) this.#note(key);
    super.clear();
  }

  #note(key: K): void {
    const before = super.get(key);
    this.#journal.note(() => {
      if (before === undefined) super.delete(key);
      else super.set(key, before);
    });
  }
}

/** A set that can be put back as it was. */
export class KeptSet<T> extends Set<T> {
  readonly #journal: Journal;

  constructor(journal: Journal, values: Iterable<T> = []) {
    super();
    this.#journal = journal;
    for (const value of values) super.add(value);
  }

  override add(value: T): this {
    if (!super.has(value)) this.#journal.note(() => super.delete(value));
    return super.add(value);
  }

  override delete(value: T): boolean {
    if (super.has(value)) this.#journal.note(() => super.add(value));
    return super.delete(value);
  }

  override clear(): void {
    for (const value of [...this]) this.delete(value);
  }
}

/** Copies a relation with its parts. Who uses it is left as it is: that set may hold those who once did. */
export function copyRelation(relation: Relation): () => void {
  const fields = copyFields(relation);
  const { columns, constraints, indexes } = relation;
  const parts = [columns, constraints, indexes].map((part) => {
    const entries = [...part].map(([key, each]) => ({ key, each, restore: copyFields(each) }));
    return (): void => {
      part.clear();
      for (const { key, each, restore } of entries) {
        restore();
        (part as Map<string, unknown>).set(key, each);
      }
    };
  });
  const { sequences, ties, lostColumns, children, parents, reads, calls, casts, groupedBy } = relation;
  const lists = [sequences, ties, lostColumns, children, parents, reads, calls, casts, groupedBy].map(
    copyList,
  );
  const hooks = relation.hooks.map((hook) => ({ hook, restore: copyFields(hook) }));
  return () => {
    fields();
    relation.hooks.splice(0, relation.hooks.length, ...hooks.map(({ hook }) => hook));
    for (const { restore } of hooks) restore();
    for (const restore of [...parts, ...lists]) restore();
  };
}

export function copyType(type: NamedType): () => void {
  const fields = copyFields(type);
  const lists = [copyList(type.addedValues), copyList(type.domains)];
  return () => {
    fields();
    for (const restore of lists) restore();
  };
}

export const copyRoutine = (routine: Routine): (() => void) => copyFields(routine);

function copyFields(thing: object): () => void {
  const fields = { ...thing };
  return () => {
    for (const key of Object.keys(thing)) if (!(key in fields)) Reflect.deleteProperty(thing, key);
    Object.assign(thing, fields);
  };
}

function copyList(list: Map<unknown, unknown> | Set<unknown>): () => void {
  const entries: readonly unknown[] = [...list];
  return () => {
    list.clear();
    for (const entry of entries) {
      if (list instanceof Map) list.set(...(entry as [unknown, unknown]));
      else list.add(entry);
    }
  };
}
