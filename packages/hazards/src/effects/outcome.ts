import type { Catalog } from '../catalog/catalog';
import type { Index, Relation } from '../catalog/model';
import { qualified } from '../catalog/model';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import type { Conditions, Effect, LockMode, PredictedError } from './effect';
import { lockModes, together } from './effect';
import { Session } from './session';

/** What a statement does to relations that stood before it, by schema-qualified name, each list sorted. */
export interface Outcome {
  /** Tables, views and sequences. */
  readonly locks: readonly NamedLock[];
  readonly indexLocks: readonly NamedLock[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** Indexes, also those of new tables. */
  readonly builds: readonly string[];
  readonly error: PredictedError | null;
}

type NamedLock = readonly [relation: string, mode: LockMode];

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** Puts the effects of one statement's actions together into what an observer would see. */
export function outcomeOf(effects: readonly Effect[], stood: ReadonlyMap<Relation, string>): Outcome {
  const { locks, work, error } = together(...effects);
  if (error !== null) return { ...doesNothing, error };
  const named = locks.flatMap(({ relation, mode }): readonly NamedLock[] => {
    const name = stood.get(relation);
    return name === undefined ? [] : [[name, mode]];
  });
  // Most statements do no work, and have no index to lock.
  if (work.length === 0 && effects.every(({ indexLocks }) => indexLocks.length === 0))
    return { ...doesNothing, locks: strongest(named) };
  const before = work.filter(({ relation }) => stood.has(relation));
  const rewritten = before.filter(({ kind }) => kind === 'rewrite' || kind === 'empty');
  // An emptied file, or that of a materialized view, is only read to build its indexes.
  const unread = ({ kind, relation }: (typeof work)[number]): boolean =>
    (kind === 'empty' || (kind === 'rewrite' && relation.kind === 'matview')) && relation.indexes.size === 0;
  const rebuilt = work.flatMap(({ kind, relation }) =>
    kind === 'rewrite' || kind === 'empty'
      ? [...relation.indexes.keys()].map((name) => `${relation.schema}.${name}`)
      : [],
  );
  const built = work.flatMap(({ relation, index }) =>
    index === undefined ? [] : [`${relation.schema}.${index}`],
  );
  return {
    locks: strongest(named),
    indexLocks: strongest(indexLocksOf(effects, stood)),
    rewrites: sorted(rewritten.map(({ relation }) => stood.get(relation) ?? qualified(relation))),
    scans: sorted(
      before.filter((one) => !unread(one)).map(({ relation }) => stood.get(relation) ?? qualified(relation)),
    ),
    builds: sorted([...rebuilt, ...built]),
    error: null,
  };
}

function strongest(locks: readonly NamedLock[]): readonly NamedLock[] {
  if (locks.length <= 1) return locks;
  const found = new Map<string, LockMode>();
  for (const [name, mode] of locks) {
    const held = found.get(name);
    if (held === undefined || lockModes.indexOf(mode) > lockModes.indexOf(held)) found.set(name, mode);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The locks on indexes that stood before the statement, under the names that they had then. */
function indexLocksOf(
  effects: readonly Effect[],
  stood: ReadonlyMap<Relation, string>,
): readonly NamedLock[] {
  const names = new Map<Index, string>();
  const built = new Set<string>();
  return effects.flatMap(({ indexLocks, work }) => {
    const before = indexLocks.filter(({ relation, name }) => stood.has(relation) && !built.has(name));
    for (const { index, name } of before) if (!names.has(index)) names.set(index, name);
    for (const { relation, index } of work) if (index !== undefined) built.add(`${relation.schema}.${index}`);
    return before.map(({ index, name, mode }): NamedLock => [names.get(index) ?? name, mode]);
  });
}

const doesNothing: Outcome = {
  locks: [],
  indexLocks: [],
  rewrites: [],
  scans: [],
  builds: [],
  error: null,
};

// What the grammar itself refuses by another code than that of a syntax error (gram.y).
const ofGrammar: readonly (readonly [message: RegExp, sqlstate: string])[] = [
  [/^MATCH PARTIAL not yet implemented/, '0A000'],
  [/ constraints cannot be marked /, '0A000'],
  [/^a column list with .* is only supported for ON DELETE/, '0A000'],
  [/^CREATE SCHEMA IF NOT EXISTS cannot include schema elements/, '0A000'],
  [/^unrecognized partitioning strategy/, '22023'],
  [/^precision for type float must be /, '22023'],
  [/^(CREATE|DROP) ASSERTION is not yet implemented/, '0A000'],
];

/** The outcome of a string that does not parse: the server would refuse it, as a rule with SQLSTATE 42601. */
export const syntaxError = (message: string): Outcome => ({
  ...doesNothing,
  error: { sqlstate: ofGrammar.find(([pattern]) => pattern.test(message))?.[1] ?? '42601', message },
});

/** The relations that stand now, by the name that they have now. */
export function standing(catalog: Catalog): ReadonlyMap<Relation, string> {
  const relations = [...catalog.relations.values()].flatMap((relation) => [
    relation,
    ...relation.sequences.keys(),
  ]);
  return new Map(relations.map((relation) => [relation, qualified(relation)]));
}

/**
 * Predicts one SQL string and applies it to the catalog. Several statements in one string run in one transaction: an error takes back
 * what the ones before it did.
 */
export function predictSql(sql: string, catalog: Catalog, conditions: Conditions): Outcome {
  return predictIn(new Session(catalog, conditions), sql, catalog, conditions.inTransaction);
}

/** Like `predictSql`, as the next string of a session. */
export function predictIn(session: Session, sql: string, catalog: Catalog, inTransaction: boolean): Outcome {
  const parsed = parseText(sql);
  if (!parsed.ok) return syntaxError(parsed.problem.message);
  const stood = standing(catalog);
  const several = parsed.statements.length > 1;
  const before = several ? catalog.mark() : undefined;
  const effects: Effect[] = [];
  for (const statement of parsed.statements) {
    effects.push(...session.run(readStatement(statement.node, statement.sql), inTransaction || several));
    if (effects.some(({ error }) => error !== null)) {
      before?.back();
      break;
    }
  }
  before?.forget();
  if (!inTransaction) session.endImplicit();
  return outcomeOf(effects, stood);
}
