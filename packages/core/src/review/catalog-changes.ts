import type { TableFacts, TypeFacts } from '@safe-migrate/hazards';
import type { Session } from '../target/session';
import { HORIZON, isWrittenSince } from '../target/transaction-marks';
import { readRoutines, ROUTINES, tablesWithout, typesAnd, type TablePart } from './catalog-facts';

/** What {@link CatalogFacts} are told from, by OID, since they were told last. */
export interface CatalogChanges {
  /** What was told before is void. */
  readonly anew: boolean;
  /** Of a part that nothing was written to there is nothing in the facts: it is what it was, or there is none ({@link NO_PARTS}). */
  readonly tables: readonly (TableFacts & { readonly oid: string })[];
  readonly types: readonly (TypeFacts & { readonly oid: string })[];
  /** All of them; null where none has changed. */
  readonly routines: readonly string[] | null;
  /** OIDs of what there is no longer. */
  readonly gone: { readonly tables: readonly string[]; readonly types: readonly string[] };
  readonly schemas: readonly string[];
}

/** The rows of one system catalog that the facts are read from. */
interface Source {
  /** SQL over the row `t`. */
  readonly from: string;
  readonly key: string;
  /** The relation whose facts it is part of. */
  readonly relation?: string;
  /** What it is called in the facts of others. */
  readonly label?: string;
}

/** OIDs below are PostgreSQL's own (FirstNormalObjectId, access/transam.h). */
const OF_USER = 16384;

const named = (catalog: string, schema: string, name: string): Source => ({
  from: `pg_catalog.${catalog} t WHERE t.oid >= ${OF_USER}`,
  key: 't.oid',
  label: `t.${schema} || '.' || t.${name}`,
});

const SOURCES = {
  class: {
    from: `pg_catalog.pg_class t WHERE t.oid >= ${OF_USER} AND t.relkind IN ('r', 'p', 'm', 'f', 'v', 'S', 'c', 'i', 'I')`,
    key: 't.oid',
    relation: `CASE WHEN t.relkind IN ('i', 'I') THEN (SELECT i.indrelid FROM pg_catalog.pg_index i WHERE i.indexrelid = t.oid) ELSE t.oid END`,
    label: `CASE WHEN t.relkind NOT IN ('i', 'I') THEN t.relnamespace || '.' || t.relname END`,
  },
  attribute: {
    from: `pg_catalog.pg_attribute t WHERE t.attrelid >= ${OF_USER} AND t.attnum > 0 AND NOT t.attisdropped`,
    key: `t.attrelid || '.' || t.attnum`,
    relation: 't.attrelid',
    label: 't.attname',
  },
  constraint: {
    from: `pg_catalog.pg_constraint t WHERE t.conrelid >= ${OF_USER}`,
    key: 't.oid',
    relation: 't.conrelid',
  },
  index: {
    from: `pg_catalog.pg_index t WHERE t.indrelid >= ${OF_USER}`,
    key: 't.indexrelid',
    relation: 't.indrelid',
  },
  inherits: {
    from: 'pg_catalog.pg_inherits t WHERE true',
    key: `t.inhrelid || '.' || t.inhparent`,
    // An index stands for its table.
    relation:
      'coalesce((SELECT i.indrelid FROM pg_catalog.pg_index i WHERE i.indexrelid = t.inhrelid), t.inhrelid)',
  },
  partitioned: {
    from: 'pg_catalog.pg_partitioned_table t WHERE true',
    key: 't.partrelid',
    relation: 't.partrelid',
  },
  rewrite: {
    from: `pg_catalog.pg_rewrite t WHERE t.ev_class >= ${OF_USER}`,
    key: 't.oid',
    relation: 't.ev_class',
  },
  trigger: {
    from: `pg_catalog.pg_trigger t WHERE t.tgrelid >= ${OF_USER} AND NOT t.tgisinternal`,
    key: 't.oid',
    relation: 't.tgrelid',
  },
  policy: { from: 'pg_catalog.pg_policy t WHERE true', key: 't.oid', relation: 't.polrelid' },
  statistic_ext: { from: 'pg_catalog.pg_statistic_ext t WHERE true', key: 't.oid', relation: 't.stxrelid' },
  // Written also where only its owner changes.
  sequence: { from: 'pg_catalog.pg_sequence t WHERE true', key: 't.seqrelid', relation: 't.seqrelid' },
  namespace: { from: 'pg_catalog.pg_namespace t WHERE true', key: 't.oid', label: 't.nspname' },
  type: named('pg_type', 'typnamespace', 'typname'),
  proc: named('pg_proc', 'pronamespace', 'proname'),
  collation: named('pg_collation', 'collnamespace', 'collname'),
  operator: named('pg_operator', 'oprnamespace', 'oprname'),
  opclass: named('pg_opclass', 'opcnamespace', 'opcname'),
} as const satisfies Readonly<Record<string, Source>>;

type SourceName = keyof typeof SOURCES;

const NAMES = Object.keys(SOURCES) as SourceName[];

const CATALOG_OF = Object.fromEntries(
  NAMES.map((name) => [name, name === 'partitioned' ? 'pg_partitioned_table' : `pg_${name}`]),
) as Readonly<Record<SourceName, string>>;

/** A row as it is told: key, relation, label. */
type Told = readonly [key: string, relation: string | null, label: string | null];

interface Answer {
  /** Whatever is written from now on bears this number or a later one. */
  readonly horizon: string;
  /** Whether a COMMIT may run code of the user's; null where no trigger was written. */
  readonly deferrable: boolean | null;
  /** Of those that were read: how many rows there are, and those that are new. */
  readonly sources: Partial<Readonly<Record<SourceName, readonly [count: number, fresh: readonly Told[]]>>>;
  readonly tables: CatalogChanges['tables'];
  readonly types: CatalogChanges['types'];
  readonly routines: CatalogChanges['routines'];
  readonly schemas: readonly string[];
}

/** Every row counts as newer: `FrozenTransactionId`, access/transam.h. */
const EVER = '2';

/**
 * Reads the catalog of a scratch database again and again, between migrations: what was written since, in one question. Rows that are gone are
 * missed where there are fewer than are known of; where something has got another name, that may be in the facts of anything. Sizes are not read.
 */
export class CatalogChangesReader {
  private horizons = everywhere(EVER);
  private known = nothing();
  private readonly prepared = new Map<string, string>();
  private plans = 0;
  /** A trigger that waits for COMMIT writes what nobody has counted before. */
  private surprises = true;

  constructor(private readonly session: Session) {}

  /**
   * What has changed since it was asked last; at first, everything.
   *
   * @param written the system catalogs that were written to since then, where that is known: no other one is looked at
   * @param first SQL that waits until it may be asked, in the same message
   */
  async next(written?: readonly string[], first?: string): Promise<CatalogChanges> {
    const all = written === undefined || this.surprises;
    return this.read(all ? NAMES : NAMES.filter((name) => written.includes(CATALOG_OF[name])), first);
  }

  /** Asked next, everything is told. */
  forget(): void {
    this.horizons = everywhere(EVER);
    this.known = nothing();
    this.surprises = true;
  }

  private async read(names: readonly SourceName[], first?: string): Promise<CatalogChanges> {
    const anew = NAMES.every((name) => this.horizons[name] === EVER);
    const answer = await this.ask(names, first);
    const deferrable = answer.deferrable ?? this.surprises;
    if (!this.surprises && deferrable && names.length < NAMES.length) {
      this.surprises = true;
      return this.read(NAMES);
    }
    this.surprises = deferrable;
    if (this.note(answer)) {
      this.forget();
      return this.read(NAMES);
    }
    for (const name of names) this.horizons[name] = answer.horizon;
    const lost = await this.forgetLost(answer);
    const again = await this.readTables(lost.tables);
    const there = new Set(again.map(({ oid }) => oid));
    return {
      anew,
      tables: [...answer.tables, ...again],
      types: answer.types,
      routines: answer.routines ?? (lost.routine ? await readRoutines(this.session) : null),
      gone: { types: lost.types, tables: lost.tables.filter((oid) => !there.has(oid)) },
      schemas: answer.schemas,
    };
  }

  private async ask(names: readonly SourceName[], first?: string): Promise<Answer> {
    const set = names.join(' ');
    const known = this.prepared.get(set);
    const plan = known ?? `safe_migrate_changes_${++this.plans}`;
    const given = names.map((name) => `'${this.horizons[name]}'`).join(', ');
    const wait = first === undefined ? '' : `${first}; `;
    const execute = `EXECUTE ${plan}${names.length > 0 ? ` (${given})` : ''}`;
    const types = names.length > 0 ? ` (${names.map(() => 'xid').join(', ')})` : '';
    // Planning it takes as long as running it.
    const [row] = await this.session.query<{ answer: string }>(
      wait + (known ? execute : `PREPARE ${plan}${types} AS ${changesIn(names)}; ${execute}`),
    );
    this.prepared.set(set, plan);
    return JSON.parse(row?.answer ?? 'null') as Answer;
  }

  /** @returns whether something that was known has got another name */
  private note({ sources }: Answer): boolean {
    let renamed = false;
    for (const name of NAMES) {
      const rows = this.known[name];
      for (const [key, relation, label] of sources[name]?.[1] ?? []) {
        const before = rows.get(key);
        renamed ||= before !== undefined && before.label !== label;
        rows.set(key, { relation, label });
      }
    }
    return renamed;
  }

  /** @returns the relations that have lost something or are gone themselves, the types that are gone, and whether a function is */
  private async forgetLost({
    sources,
  }: Answer): Promise<CatalogChanges['gone'] & { readonly routine: boolean }> {
    const short = NAMES.filter((name) => sources[name] && this.known[name].size !== sources[name][0]);
    if (short.length === 0) return { tables: [], types: [], routine: false };
    const [row] = await this.session.query<{ keys: string }>(
      `SELECT json_build_object(${short.map((name) => `'${name}', ${keysOf(SOURCES[name])}`).join(', ')})::text AS keys`,
    );
    const keys = JSON.parse(row?.keys ?? '{}') as Readonly<Record<string, readonly string[]>>;
    const tables = new Set<string>();
    const types: string[] = [];
    let routine = false;
    for (const name of short) {
      const there = new Set(keys[name]);
      for (const [key, { relation }] of this.known[name]) {
        if (there.has(key)) continue;
        this.known[name].delete(key);
        if (relation !== null) tables.add(relation);
        if (name === 'type') types.push(key);
        routine ||= name === 'proc';
      }
    }
    return { tables: [...tables], types, routine };
  }

  private async readTables(oids: readonly string[]): Promise<CatalogChanges['tables']> {
    if (oids.length === 0) return [];
    const [row] = await this.session.query<{ tables: string }>(
      `SELECT ${rowsOf(tablesWithout(`'{${oids.join(',')}}'::oid[]`))}::text AS tables`,
    );
    return JSON.parse(row?.tables ?? '[]') as CatalogChanges['tables'];
  }
}

type Known = Readonly<
  Record<SourceName, Map<string, { readonly relation: string | null; readonly label: string | null }>>
>;

const nothing = (): Known => Object.fromEntries(NAMES.map((name) => [name, new Map()])) as unknown as Known;

const everywhere = (horizon: string): Record<SourceName, string> =>
  Object.fromEntries(NAMES.map((name) => [name, horizon])) as Record<SourceName, string>;

const rowsOf = (query: string): string =>
  `(SELECT coalesce(json_agg(pg_catalog.to_json(f)), '[]') FROM (${query}) f)`;

const listOf = (query: string): string => `(SELECT coalesce(json_agg(f.definition), '[]') FROM (${query}) f)`;

const keysOf = ({ from, key }: Source): string =>
  `(SELECT coalesce(json_agg((${key})::text), '[]') FROM ${from})`;

const asText = (sql = 'NULL'): string => `(${sql})::text`;

const SOURCES_OF: Readonly<Record<TablePart, readonly SourceName[]>> = {
  hooks: ['trigger', 'policy', 'statistic_ext'],
  views: ['rewrite'],
  sequences: ['sequence'],
};

/** SQL, prepared with a horizon for each: what was written since to these only. */
function changesIn(names: readonly SourceName[]): string {
  const sources = names.map((name, index) => {
    const { from, key, relation, label }: Source = SOURCES[name];
    const fresh = `FILTER (WHERE ${isWrittenSince('t', `$${index + 1}`)})`;
    return `of_${name} AS MATERIALIZED (
      SELECT count(*) AS count, array_agg(${relation ?? key}) ${fresh} AS oids,
             coalesce(json_agg(json_build_array(${[key, relation, label].map(asText).join(', ')})) ${fresh}, '[]') AS rows
             ${name === 'trigger' ? ', coalesce(bool_or(t.tgdeferrable), false) AS deferrable' : ''} FROM ${from})`;
  });
  const relations = names.filter((name) => 'relation' in SOURCES[name]);
  const parts = (Object.keys(SOURCES_OF) as TablePart[]).filter((part) =>
    SOURCES_OF[part].some((name) => names.includes(name)),
  );
  const tables = relations.map((name) => `SELECT unnest(oids) FROM of_${name}`).join(' UNION ALL ');
  // What a domain may hold depends on its constraints as well, and on those of others.
  const types = names.includes('type')
    ? typesAnd('ARRAY(SELECT unnest(oids) FROM of_type)')
    : names.includes('constraint') && typesAnd(`'{}'::oid[]`);
  return `${sources.length > 0 ? `WITH ${sources.join(', ')}` : ''}
  SELECT json_build_object(
    'horizon', ${HORIZON},
    'deferrable', ${names.includes('trigger') ? '(SELECT p.deferrable FROM of_trigger p)' : 'NULL::boolean'},
    'sources', json_build_object(${names.map((name) => `'${name}', (SELECT json_build_array(count, rows) FROM of_${name})`).join(', ')}),
    'tables', ${relations.length > 0 ? rowsOf(tablesWithout(`ARRAY(${tables})`, parts)) : NONE},
    'types', ${types ? rowsOf(types) : NONE},
    'routines', ${names.includes('proc') ? `(SELECT CASE WHEN p.oids IS NOT NULL THEN ${listOf(ROUTINES)} END FROM of_proc p)` : 'NULL::json'},
    'schemas', (SELECT json_agg(s.nspname) FROM pg_catalog.pg_namespace s))::text AS answer`;
}

const NONE = `'[]'::json`;
