import type { ObjectKind } from '../sql/actions';
import type { Name } from '../sql/names';
import type { SqlType } from '../sql/types';
import { isPlainType, sameType } from '../sql/types';
import type { Volatility } from './builtin-functions';
import type { Mark } from './journal';
import { copyRoutine, copyType, Journal, KeptMap, KeptSet } from './journal';
import type { Index, NamedType, Origin, Relation, Routine } from './model';
import { qualified } from './model';
import type { Publication } from './publications';
import type { RoutineUses } from './routine-uses';
import { Indexes, Relations } from './relations';
import { Unfinished } from './unfinished';

/**
 * The model of a schema that statements are applied to, in place. A name that nobody declared gets a placeholder of origin `before`
 * about which nothing is known: the model may say "unknown", never "does not exist".
 */
export class Catalog {
  readonly #journal = new Journal();
  /** What the transaction that runs has left behind. */
  readonly unfinished = new Unfinished(this.#journal);
  /** Tables that this recording made and that hold no row for certain. */
  readonly empties = new KeptSet<Relation>(this.#journal);
  readonly relations = new Relations(this.#journal);
  readonly types = new KeptMap<string, NamedType>(this.#journal, (type) => this.touchType(type));
  /** `check_function_bodies`: whether CREATE FUNCTION looks at what stands in the function. */
  checksBodies = true;
  /** PostgreSQL 11, `default_with_oids`. */
  givesOids = false;
  /** Functions, schemas, triggers and the like that the recording made, by `kind:name`. */
  readonly made = new KeptMap<
    string,
    { readonly object: ObjectKind; readonly name: string; readonly replaced: boolean }
  >(this.#journal);
  /** Sequences that a serial or identity column of this recording brought along, as `schema.name`. */
  readonly ownedSequences = new KeptSet<string>(this.#journal);
  /** Types that stood before and were renamed or dropped, as `schema.name`: one that comes again under the name is another. */
  readonly lostTypes = new KeptSet<string>(this.#journal);
  /** Functions whose definition was seen, by `schema.name`. */
  readonly functions = new KeptMap<string, Routine>(this.#journal, (routine) => {
    if (this.relations.changing) this.#journal.keep(routine, copyRoutine);
  });
  /** The extensions that were made: each may bring types, functions and more that nobody sees. */
  readonly extensions = new KeptSet<string>(this.#journal);
  /** The names of the collations that were made. */
  readonly collations = new KeptSet<string>(this.#journal);
  /** What functions rest on, by the types of their arguments. */
  readonly routineUses = new KeptMap<Routine, ReadonlyMap<string, RoutineUses>>(this.#journal);
  readonly publications = new KeptMap<string, Publication>(this.#journal);
  /** What was made and is not kept here. */
  readonly #unseen = new KeptSet<'relations' | 'routines' | 'operators'>(this.#journal);
  readonly #declared: boolean;
  readonly #schemas: KeptSet<string>;
  /** Schemas that were dropped or called otherwise. */
  readonly #gone = new KeptSet<string>(this.#journal);
  /** Placeholders that nothing but a look was taken at: each is the same one when it is asked for again. */
  readonly #spokenOf = new Map<string, Relation>();
  #schemasKnown: boolean;
  #searchPath: readonly string[];
  #defaultPath: readonly string[];
  #unknownPaths = 0;

  /** @param schemas every schema that exists, null where that was not read */
  constructor(searchPath: readonly string[], schemas: readonly string[] | null = null, complete = false) {
    this.#declared = complete;
    this.#searchPath = usable(searchPath);
    this.#defaultPath = this.#searchPath;
    this.#schemas = new KeptSet(this.#journal, schemas ?? []);
    this.#schemasKnown = schemas !== null;
  }

  /** Whether the model holds all that exists: then a name that is not in it does not exist. */
  get complete(): boolean {
    return this.#declared && !this.#unseen.has('relations');
  }

  /** Whether the model holds every function that is not PostgreSQL's own. */
  get routinesComplete(): boolean {
    return this.routinesSeen && this.extensions.size === 0;
  }

  /** The same, but for what extensions bring. */
  get routinesSeen(): boolean {
    return this.complete && !this.#unseen.has('routines');
  }

  /** Whether no operator, operator class or cast was made: then PostgreSQL's own are all there are, but for what extensions bring. */
  get operatorsSeen(): boolean {
    return !this.#unseen.has('operators');
  }

  /** Something may have been made that the model does not hold. */
  loseSight(of: 'relations' | 'routines' | 'operators'): void {
    this.#unseen.add(of);
    if (of === 'relations') this.relations.forgetLeft();
  }

  /** Whether `CREATE SCHEMA IF NOT EXISTS` may have found the schema standing. */
  schemaMayStand(name: string): boolean {
    return !this.#schemasKnown || this.#schemas.has(name);
  }

  addSchema(name: string): void {
    this.#schemas.add(name);
    this.#gone.delete(name);
  }

  dropSchema(name: string): void {
    this.#schemas.delete(name);
    this.#gone.add(name);
  }

  /** Follows `SET search_path`; null means that it was set to something that cannot be read. */
  setSearchPath(path: readonly string[] | null): void {
    this.#unknownPaths += 1;
    this.#searchPath = path === null ? [`?${this.#unknownPaths}`] : usable(path);
  }

  /** Follows `RESET search_path`. */
  resetSearchPath(): void {
    this.#searchPath = this.#defaultPath;
  }

  /** Follows `RESET ALL`. */
  resetSettings(): void {
    this.resetSearchPath();
    this.checksBodies = true;
    this.givesOids = false;
  }

  /** Whether something is known to be in the schema, or the schema itself is known. */
  hasSchema(name: string): boolean {
    return this.#schemas.has(name) || this.relations.fill(name);
  }

  functionVolatility(name: Name): Volatility | undefined {
    return this.findFunction(name)?.volatility;
  }

  findFunction(name: Name): Routine | undefined {
    return this.#lookup(name, (schema) => this.functions.get(`${schema}.${name.name}`));
  }

  /** The schema that an unqualified new object lands in. */
  creationSchema(name: Name, temporary = false): string {
    if (temporary) return 'pg_temp';
    if (name.schema !== undefined) return name.schema;
    const [first = '?'] = this.#searchPath;
    // A schema on the path that is gone is passed over.
    return this.#gone.has(first) ? (this.#searchPath.find((each) => !this.#gone.has(each)) ?? first) : first;
  }

  /** The relation behind a name as the server would find it, or undefined where none is declared. */
  find(name: Name): Relation | undefined {
    const found = this.#named(name);
    return found !== undefined && this.#mayStand(found) ? found : undefined;
  }

  /** Somebody only spoke of it: it does not exist for that where all that exists is known, or where it has gone. */
  #mayStand(relation: Relation): boolean {
    return relation.known || !(this.complete || this.relations.left(qualified(relation)) === 'gone');
  }

  /** Whether nothing is called so, for certain: all that exists is known, or what was called so has gone. */
  lacks(name: Name): boolean {
    if (this.find(name) !== undefined) return false;
    const path = name.schema === undefined ? this.#searchPath : [name.schema];
    const left = path.map((schema) =>
      this.#gone.has(schema) ? 'gone' : this.relations.left(`${schema}.${name.name}`),
    );
    if (left.includes('perhaps')) return false;
    return this.complete || (left.length > 0 && left.every((each) => each === 'gone'));
  }

  #named(name: Name): Relation | undefined {
    // This is asked more often than anything else: schemas that hold no relation are not.
    const path = this.relations.inImplicitSchema ? undefined : this.#searchPath;
    return this.#lookup(name, (schema) => this.relations.get(`${schema}.${name.name}`), path);
  }

  /** The schemas that a name is looked for in, one after the other. */
  searched({ schema }: Name): readonly string[] {
    return schema === undefined ? implicit(this.#searchPath) : [schema];
  }

  /** Like `find`, but remembers a placeholder for a relation that is not declared. */
  resolve(name: Name): Relation {
    const relation = this.spokenOf(name);
    const key = qualified(relation);
    if (this.#spokenOf.delete(key)) this.relations.speakOf(key, relation);
    return relation;
  }

  /** The same for who only looks: what asks changes nothing that a statement is judged by. */
  spokenOf(name: Name): Relation {
    const found = this.#named(name);
    if (found !== undefined) return found;
    const schema = this.creationSchema(name);
    const key = `${schema}.${name.name}`;
    const relation =
      this.#spokenOf.get(key) ??
      newRelation({ schema, name: name.name, kind: 'table', origin: 'before', known: false });
    this.#spokenOf.set(key, relation);
    return relation;
  }

  /** Whether a table, a view, a sequence or an index of that name is in the schema: they share one space of names. */
  relationStands(schema: string, name: string): boolean {
    return (
      this.relations.get(`${schema}.${name}`)?.known === true ||
      this.relations.ownerOfIndex(schema, name) !== undefined
    );
  }

  /**
   * Whether a new relation would find its place taken. What was only spoken of, such as a table that refers to itself while it is made,
   * may stand where not all that exists is known.
   */
  placeIsTaken(schema: string, name: string): boolean {
    const found = this.relations.peek(`${schema}.${name}`);
    return found !== undefined && this.#mayStand(found);
  }

  findType(name: Name): NamedType | undefined {
    return this.#lookup(name, (schema) => this.types.get(`${schema}.${name.name}`));
  }

  /** Whether two types are one, written with a schema or without. */
  sameType(one: SqlType, other: SqlType): boolean {
    if (sameType(one, other)) return true;
    const bare = ({ array, mods }: SqlType): string => `${mods.join()}${array ? '[]' : ''}`;
    if (isPlainType(one) || isPlainType(other) || bare(one) !== bare(other)) return false;
    const found = this.findType(one) ?? this.find(one);
    return found !== undefined && found === (this.findType(other) ?? this.find(other));
  }

  /** The index of that name and its table; the table decides the schema. */
  findIndex(name: Name): { readonly index: Index; readonly table: Relation } | undefined {
    const inSchema = (schema: string): { index: Index; table: Relation } | undefined => {
      const table = this.relations.ownerOfIndex(schema, name.name);
      const index = table?.indexes.get(name.name);
      return table === undefined || index === undefined ? undefined : { index, table };
    };
    return this.#lookup(name, inSchema);
  }

  /** Whether a value of the type may be refused by a domain's constraint; an unknown type may. */
  mayBeConstrained(type: SqlType): boolean {
    // A value of an array type is not tested when a column is added: only a domain over an array is a domain.
    if (isPlainType(type) || type.array) return false;
    const found = this.findType(type);
    // The row type of a table is none, whatever its columns are.
    return found === undefined ? this.find(type)?.known !== true : found.constrained;
  }

  /** The type below a chain of domains; the type itself where it is none that is known. */
  baseType(type: SqlType): SqlType {
    const found = type.array || isPlainType(type) ? undefined : this.findType(type);
    return found?.base === undefined ? type : this.baseType(found.base);
  }

  /**
   * Takes everything that is known now for what stood before: what is applied later is the recording. How big a table has become since is
   * not known, unless it follows at once.
   */
  settle(atOnce = false): void {
    for (const relation of this.relations.takeLookedAt()) {
      relation.origin = 'before';
      if (!atOnce) Object.assign(relation, { rows: null, bytes: null });
      // A dump says WITH NO DATA of every materialized view.
      delete relation.populated;
      relation.ties.clear();
      for (const part of [relation.columns, relation.constraints, relation.indexes])
        for (const each of part.values()) each.origin = 'before';
      if (!atOnce) for (const column of relation.columns.values()) column.blank = undefined;
    }
    for (const type of this.types.values()) {
      type.origin = 'before';
      type.addedValues.clear();
    }
    this.empties.clear();
    this.made.clear();
    this.ownedSequences.clear();
    this.unfinished.end();
  }

  /** Forgets what is gone: what comes again under its name is then no substitute. */
  forgetLost(): void {
    this.lostTypes.clear();
    for (const { lostColumns } of this.relations.values()) lostColumns.clear();
  }

  /** Notes that a type goes away under its name, unless this recording made it. */
  loseType(name: Name): void {
    const found = this.findType(name);
    if (found?.origin === 'here') return;
    this.lostTypes.add(found === undefined ? `${this.creationSchema(name)}.${name.name}` : qualified(found));
  }

  /** Goes on to the next recording: what is known now stood before it, and its session begins with the given search_path. */
  nextRecording(searchPath: readonly string[], atOnce = false): void {
    this.settle(atOnce);
    this.checksBodies = true;
    if (this.complete) for (const schema of this.relations.schemas) this.#schemas.add(schema);
    else this.#schemas.clear();
    this.#schemasKnown = this.complete;
    this.#searchPath = usable(searchPath);
    this.#defaultPath = this.#searchPath;
  }

  /** Whether this recording made the object (not counting `OR REPLACE` of one that may have stood before). */
  madeHere(object: ObjectKind, name: string): boolean {
    const found = this.made.get(`${object}:${name}`);
    return found !== undefined && !found.replaced;
  }

  /**
   * Marks the state that the model is in. It takes no time, whatever the size of the catalog; only what is changed later is copied. Whoever
   * does not want to go back to it any more says so, and then it costs nothing any more. Not to be held across recordings.
   */
  mark(): Mark {
    const { back, forget } = this.#journal.mark();
    const paths = [this.#searchPath, this.#defaultPath] as const;
    return {
      back: () => {
        back();
        [this.#searchPath, this.#defaultPath] = paths;
      },
      forget,
    };
  }

  /**
   * Runs what changes the model: everything that it looks up by name is taken for changed.
   *
   * @param unsure whether it may not happen
   */
  change(apply: () => void, unsure = false): void {
    const { changing, unsure: around } = this.relations;
    Object.assign(this.relations, { changing: true, unsure: around || unsure });
    try {
      apply();
    } finally {
      Object.assign(this.relations, { changing, unsure: around });
    }
  }

  /** A type is about to be changed. */
  touchType(type: NamedType): void {
    if (this.relations.changing) this.#journal.keep(type, copyType);
  }

  #lookup<T>(
    name: Name,
    inSchema: (schema: string) => T | undefined,
    path: readonly string[] = implicit(this.#searchPath),
  ): T | undefined {
    if (name.schema !== undefined) return inSchema(name.schema);
    for (const schema of path) {
      const found = inSchema(schema);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const usable = (path: readonly string[]): readonly string[] =>
  path.map((each) => each.replace(/^"(.*)"$/, '$1')).filter((each) => each !== '$user' && each !== '');

const implicit = (path: readonly string[]): readonly string[] => ['pg_temp', 'pg_catalog', ...path];

/** A relation with nothing in it. */
export function newRelation(
  base: Pick<Relation, 'schema' | 'name' | 'kind' | 'known'> & { readonly origin: Origin },
  more: Partial<
    Pick<
      Relation,
      | 'rows'
      | 'bytes'
      | 'constraintsKnown'
      | 'indexesKnown'
      | 'defaultPartition'
      | 'partitionKey'
      | 'plainKey'
      | 'strategy'
      | 'ofType'
      | 'unlogged'
    >
  > = {},
): Relation {
  const fresh = base.origin === 'here';
  const { schema, name, kind, known, origin } = base;
  const relation: Relation = {
    schema,
    name,
    kind,
    known,
    origin,
    rows: fresh ? 0 : null,
    bytes: fresh ? 0 : null,
    constraintsKnown: fresh,
    indexesKnown: fresh,
    partitionKey: [],
    isPartition: false,
    unlogged: fresh ? false : undefined,
    hooks: [],
    parents: new Set(),
    children: new Set(),
    childrenKnown: fresh,
    reads: new Map(),
    refersTo: new Set(),
    usedBy: new Set(),
    calls: new Set(),
    casts: new Set(),
    groupedBy: new Set(),
    sequences: new Map(),
    columns: new Map(),
    constraints: new Map(),
    indexes: new Indexes(),
    ties: new Map(),
    lostColumns: new Map(),
  };
  if (fresh) Object.assign(relation, { defaultPartition: null, clusteredBy: null });
  return Object.assign(relation, more);
}
