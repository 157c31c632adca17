import { familyOf } from './family';
import type { Journal } from './journal';
import { copyRelation, KeptMap } from './journal';
import type { Index, Relation } from './model';
import { qualified } from './model';

/** The indexes of one relation, by name. They tell the catalog their names, so that it finds one without asking every relation. */
export class Indexes extends Map<string, Index> {
  #tell: ((name: string) => void) | undefined;
  #stands: ((name: string) => boolean) | undefined;

  /**
   * @param tell is called for every name that is here and for every one that comes
   * @param stands whether an index of the name is in the schema, on whatever table
   */
  announce(tell: (name: string) => void, stands: (name: string) => boolean): void {
    this.#tell = tell;
    this.#stands = stands;
    for (const name of this.keys()) tell(name);
  }

  override set(name: string, index: Index): this {
    this.#tell?.(name);
    return super.set(name, index);
  }

  /** Whether a new index cannot be called so. */
  takes(name: string): boolean {
    return this.has(name) || this.#stands?.(name) === true;
  }
}

/**
 * The relations of a catalog, by `schema.name`. What a large schema would make slow is kept beside them: which of them were looked at, who
 * has an index of a name, which schemas hold one.
 */
export class Relations extends Map<string, Relation> {
  readonly #lookedAt = new Set<Relation>();
  /** The one of them that came last: a statement asks for the same one again and again. */
  #latest: Relation | undefined;
  readonly #journal: Journal;
  /** What was called so and is not any more; `perhaps` where that may not have happened. */
  readonly #left: KeptMap<string, 'gone' | 'perhaps'>;
  /** Whether what is changed now may not happen: it stands in a branch of code, or what it comes after may fail and be caught. */
  unsure = false;
  /** Whether a relation that is looked up may be about to be changed. */
  changing = false;
  /** Whether one was ever put into a schema that is searched without being named in the path, such as pg_temp. */
  inImplicitSchema = false;
  /** Who has, or once had, an index of that name. */
  readonly #withIndex = new Map<string, Set<Relation>>();
  readonly #schemaOf = new Map<string, string>();
  readonly #inSchema = new Map<string, number>();

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
    this.#left = new KeptMap(journal);
  }

  override get(key: string): Relation | undefined {
    const relation = super.get(key);
    if (relation !== undefined) this.#lookAt(relation);
    return relation;
  }

  /** Like `get`, for who does not mean to change it. */
  peek(key: string): Relation | undefined {
    return super.get(key);
  }

  override set(key: string, relation: Relation): this {
    this.#left.delete(key);
    return this.#put(key, relation, relation.schema);
  }

  /** Somebody speaks of a relation that is not declared: that does not make it. */
  speakOf(key: string, relation: Relation): void {
    this.#put(key, relation, relation.schema);
  }

  /** @param schema the relation itself may still say another one, where it is put back */
  #put(key: string, relation: Relation, schema: string): this {
    this.#note(key);
    if (key.startsWith('pg_')) this.inImplicitSchema = true;
    this.#lookedAt.add(relation);
    relation.indexes.announce(
      (name) => {
        const owners = this.#withIndex.get(name);
        if (owners === undefined) this.#withIndex.set(name, new Set([relation]));
        else owners.add(relation);
      },
      (name) => this.#indexStands(relation.schema, name) !== undefined,
    );
    this.#leaveSchema(key);
    // What was only spoken of stands nowhere.
    if (relation.known) {
      this.#schemaOf.set(key, schema);
      this.#inSchema.set(schema, (this.#inSchema.get(schema) ?? 0) + 1);
    }
    return super.set(key, relation);
  }

  override delete(key: string): boolean {
    if (super.has(key)) this.#note(key);
    this.leave(key);
    return this.#take(key);
  }

  /** Nothing is called so any more. */
  leave(key: string): void {
    this.#left.set(key, this.unsure ? 'perhaps' : 'gone');
  }

  /** Whether what was called so has gone; undefined: nobody has seen it go. */
  left(key: string): 'gone' | 'perhaps' | undefined {
    return this.#left.get(key);
  }

  /** What has gone may have come again. */
  forgetLeft(): void {
    this.#left.clear();
  }

  #take(key: string): boolean {
    this.#leaveSchema(key);
    return super.delete(key);
  }

  /** Whether a relation that is known is in the schema. */
  fill(schema: string): boolean {
    return this.#inSchema.has(schema);
  }

  /** The schemas that hold one that is known. */
  get schemas(): Iterable<string> {
    return this.#inSchema.keys();
  }

  /** The relation in the schema that has an index of that name. */
  ownerOfIndex(schema: string, name: string): Relation | undefined {
    const relation = this.#indexStands(schema, name);
    if (relation !== undefined) this.#lookAt(relation);
    return relation;
  }

  /** Every relation that may have been changed since this was asked last: those that were looked at, and what is below them. */
  takeLookedAt(): readonly Relation[] {
    const below = new Set<Relation>();
    for (const relation of this.#lookedAt) for (const each of familyOf(relation)) below.add(each);
    this.#lookedAt.clear();
    this.#latest = undefined;
    return [...below];
  }

  /** A relation is about to be changed, and perhaps what belongs to it: its parents, its partitions, the tables that its keys refer to. */
  touch(relation: Relation): void {
    if (!this.#journal.isOpen) return;
    for (const each of familyOf(relation)) {
      this.#journal.keep(each, copyRelation);
      for (const one of [...each.parents, ...each.sequences.keys()]) this.#journal.keep(one, copyRelation);
      for (const { parent } of each.constraints.values())
        if (parent !== undefined) this.#journal.keep(parent, copyRelation);
    }
  }

  #indexStands(schema: string, name: string): Relation | undefined {
    for (const relation of this.#withIndex.get(name) ?? []) {
      const stands = relation.schema === schema && super.get(qualified(relation)) === relation;
      if (stands && relation.indexes.has(name)) return relation;
    }
    return undefined;
  }

  #lookAt(relation: Relation): void {
    if (relation !== this.#latest) this.#lookedAt.add(relation);
    this.#latest = relation;
    if (this.changing) this.touch(relation);
  }

  #note(key: string): void {
    const before = super.get(key);
    const schema = this.#schemaOf.get(key) ?? '';
    this.#journal.note(() => {
      if (before === undefined) this.#take(key);
      else this.#put(key, before, schema);
    });
  }

  #leaveSchema(key: string): void {
    const schema = this.#schemaOf.get(key);
    if (schema === undefined) return;
    const left = (this.#inSchema.get(schema) ?? 1) - 1;
    if (left > 0) this.#inSchema.set(schema, left);
    else this.#inSchema.delete(schema);
    this.#schemaOf.delete(key);
  }
}
