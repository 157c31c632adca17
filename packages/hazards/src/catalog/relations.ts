import { familyOf } from './family';
import type { Index, Relation } from './model';
import { qualified } from './model';

/** The indexes of one relation, by name. They tell the catalog their names, so that it finds one without asking every relation. */
export class Indexes extends Map<string, Index> {
  #tell: ((name: string) => void) | undefined;

  /** @param tell is called for every name that is here and for every one that comes */
  announce(tell: (name: string) => void): void {
    this.#tell = tell;
    for (const name of this.keys()) tell(name);
  }

  override set(name: string, index: Index): this {
    this.#tell?.(name);
    return super.set(name, index);
  }
}

/**
 * The relations of a catalog, by `schema.name`. What a large schema would make slow is kept beside them: which of them were looked at, who
 * has an index of a name, which schemas hold one.
 */
export class Relations extends Map<string, Relation> {
  readonly #lookedAt = new Set<Relation>();
  /** Who has, or once had, an index of that name. */
  readonly #withIndex = new Map<string, Set<Relation>>();
  readonly #schemaOf = new Map<string, string>();
  readonly #inSchema = new Map<string, number>();

  override get(key: string): Relation | undefined {
    const relation = super.get(key);
    if (relation !== undefined) this.#lookedAt.add(relation);
    return relation;
  }

  /** Like `get`, for who does not mean to change it. */
  peek(key: string): Relation | undefined {
    return super.get(key);
  }

  override set(key: string, relation: Relation): this {
    this.#lookedAt.add(relation);
    relation.indexes.announce((name) => {
      const owners = this.#withIndex.get(name);
      if (owners === undefined) this.#withIndex.set(name, new Set([relation]));
      else owners.add(relation);
    });
    this.#leaveSchema(key);
    this.#schemaOf.set(key, relation.schema);
    this.#inSchema.set(relation.schema, (this.#inSchema.get(relation.schema) ?? 0) + 1);
    return super.set(key, relation);
  }

  override delete(key: string): boolean {
    this.#leaveSchema(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#withIndex.clear();
    this.#schemaOf.clear();
    this.#inSchema.clear();
    super.clear();
  }

  /** Whether a relation is in the schema. */
  fill(schema: string): boolean {
    return this.#inSchema.has(schema);
  }

  /** The schemas that hold a relation. */
  get schemas(): Iterable<string> {
    return this.#inSchema.keys();
  }

  /** The relation in the schema that has an index of that name. */
  ownerOfIndex(schema: string, name: string): Relation | undefined {
    for (const relation of this.#withIndex.get(name) ?? []) {
      const stands = relation.schema === schema && super.get(qualified(relation)) === relation;
      if (stands && relation.indexes.has(name)) {
        this.#lookedAt.add(relation);
        return relation;
      }
    }
    return undefined;
  }

  /** Every relation that may have been changed since this was asked last: those that were looked at, and what is below them. */
  takeLookedAt(): readonly Relation[] {
    const below = new Set<Relation>();
    for (const relation of this.#lookedAt) for (const each of familyOf(relation)) below.add(each);
    this.#lookedAt.clear();
    return [...below];
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
