import { applyAction } from '../catalog/apply';
import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import { qualified } from '../catalog/model';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import type { Conditions, Effect, LockMode, PredictedError } from './effect';
import { lockModes, together } from './effect';
import { predict } from './predict';

/** What a statement does to relations that stood before it, by schema-qualified name, each list sorted. Locks on indexes are left out. */
export interface Outcome {
  readonly locks: readonly (readonly [relation: string, mode: LockMode])[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** Indexes, also those of new tables. */
  readonly builds: readonly string[];
  readonly error: PredictedError | null;
}

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** Puts the effects of one statement's actions together into what an observer would see. */
export function outcomeOf(effects: readonly Effect[], stood: ReadonlyMap<Relation, string>): Outcome {
  const { locks, work, error } = together(...effects);
  if (error !== null) return { locks: [], rewrites: [], scans: [], builds: [], error };
  const strongest = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const name = stood.get(relation);
    const held = strongest.get(name ?? '');
    if (name !== undefined && (held === undefined || lockModes.indexOf(mode) > lockModes.indexOf(held)))
      strongest.set(name, mode);
  }
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
    locks: [...strongest].sort(([a], [b]) => (a < b ? -1 : 1)),
    rewrites: sorted(rewritten.map(({ relation }) => stood.get(relation) ?? qualified(relation))),
    scans: sorted(
      before
        .filter((one) => one.kind !== 'update' && !unread(one))
        .map(({ relation }) => stood.get(relation) ?? qualified(relation)),
    ),
    builds: sorted([...rebuilt, ...built]),
    error: null,
  };
}

/** The outcome of a string that does not parse: the server would refuse it (SQLSTATE 42601). */
export const syntaxError = (message: string): Outcome => ({
  locks: [],
  rewrites: [],
  scans: [],
  builds: [],
  error: { sqlstate: '42601', message },
});

/** The relations that stand now, by the name that they have now. */
export function standing(catalog: Catalog): ReadonlyMap<Relation, string> {
  const relations = [...catalog.relations.values()].flatMap((relation) => [
    relation,
    ...relation.sequences.keys(),
  ]);
  return new Map(relations.map((relation) => [relation, qualified(relation)]));
}

/** Predicts one SQL string and applies it to the catalog. */
export function predictSql(sql: string, catalog: Catalog, conditions: Conditions): Outcome {
  const parsed = parseText(sql);
  if (!parsed.ok) return syntaxError(parsed.problem.message);
  const stood = standing(catalog);
  const effects: Effect[] = [];
  const inTransaction = conditions.inTransaction || parsed.statements.length > 1;
  for (const statement of parsed.statements) {
    for (const action of readStatement(statement.node, statement.sql)) {
      effects.push(predict(action, catalog, { ...conditions, inTransaction }));
      applyAction(catalog, action);
    }
  }
  return outcomeOf(effects, stood);
}
