import type { TableFacts } from '@safe-migrate/hazards';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { IS_TABLE, readSchemas, readTables, readTypes, type CatalogFacts } from './catalog-facts';

/**
 * Reads the catalog of a scratch database again and again, between migrations: of a relation that has not changed since, only that it has
 * not. The facts of such a relation are the same objects as before. Sizes are not read.
 */
export class CatalogReader {
  private stamps: ReadonlyMap<string, string> = new Map();
  private tables: ReadonlyMap<string, TableFacts> = new Map();
  private named: Named | undefined;
  private types: CatalogFacts['types'] = [];
  private schemas: readonly string[] = [];
  private prepared = false;

  constructor(private readonly session: Session) {}

  async read(): Promise<CatalogFacts> {
    const { session } = this;
    // Planning it takes as long as running it.
    if (!this.prepared) await session.query(`PREPARE ${PLAN} AS ${STAMPS}`);
    this.prepared = true;
    const [found] = await session.query<Stamps>(`EXECUTE ${PLAN}`);
    const stamps = new Map(Object.entries(found?.relations ?? {}));
    if (found?.named !== this.named?.stamp) await this.readNamed(found?.named);
    const changed = [...stamps.keys()].filter((oid) => stamps.get(oid) !== this.stamps.get(oid));
    const fresh = changed.length === 0 ? this.tables : await readTables(session, changed);
    this.tables = new Map(
      [...stamps.keys()].flatMap((oid) => {
        const facts = (changed.includes(oid) ? fresh : this.tables).get(oid);
        return facts === undefined ? [] : [[oid, facts] as const];
      }),
    );
    this.stamps = stamps;
    return { tables: [...this.tables.values()].sort(byName), types: this.types, schemas: this.schemas };
  }

  /** Where what stood before has got another name, that name may be in the facts of any relation. */
  private async readNamed(stamp: string | undefined): Promise<void> {
    const rows = await this.session.query<{ thing: string; name: string }>(NAMED);
    const names = new Map(rows.map(({ thing, name }) => [thing, name]));
    const before = [...(this.named?.names ?? [])];
    if (before.some(([thing, name]) => names.has(thing) && names.get(thing) !== name))
      this.stamps = new Map();
    this.named = { stamp, names };
    this.types = await readTypes(this.session);
    this.schemas = await readSchemas(this.session);
  }
}

const PLAN = 'safe_migrate_stamps';

/** What relations may name in their definitions, and what it is called. */
interface Named {
  readonly stamp: string | undefined;
  readonly names: ReadonlyMap<string, string>;
}

interface Stamps extends Readonly<Record<string, unknown>> {
  /** By OID: differs as soon as a row of the catalog differs that the facts are read from. */
  readonly relations: Readonly<Record<string, string>> | null;
  readonly named: string;
}

const byName = (a: TableFacts, b: TableFacts): number =>
  compare(a.schema, b.schema) || compare(a.name, b.name);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A row that is written anew has another `xmin`, and with one that goes the sum is another. */
const summed = (from: string, ...parts: readonly string[]): string =>
  `(SELECT concat(count(*), ' ', sum(pg_catalog.hashtextextended(concat_ws(' ', ${parts.join(', ')}), 0))) FROM ${from})`;

/** OIDs below are PostgreSQL's own (FirstNormalObjectId, access/transam.h). */
const OF_USER = 16384;

/** Every row of the catalog that {@link readTables} looks at for `pg_class c`, and the names of other relations that it shows. */
const PARTS = [
  'c.xmin',
  summed('pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0', 'a.attnum', 'a.xmin'),
  summed('pg_catalog.pg_constraint k WHERE k.conrelid = c.oid', 'k.oid', 'k.xmin'),
  summed(
    `pg_catalog.pg_constraint k JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
       JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (k.confkey) WHERE k.conrelid = c.oid AND k.contype = 'f'`,
    ...['k.oid', 'r.relnamespace', 'r.relname', 'a.attname'],
  ),
  summed(
    'pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid',
    ...['i.indexrelid', 'i.xmin', 'x.xmin'],
  ),
  summed(
    'pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid',
    ...['h.inhparent', 'h.xmin', 'p.relnamespace', 'p.relname'],
  ),
  summed(
    'pg_catalog.pg_partitioned_table t LEFT JOIN pg_catalog.pg_class d ON d.oid = t.partdefid WHERE t.partrelid = c.oid',
    ...['t.xmin', 'd.relnamespace', 'd.relname'],
  ),
];

/** What else a definition may name: `thing` is what it is for ever, `name` what it is called now. */
const NAMES = [
  ['pg_namespace', `NULL`, 'nspname'],
  ['pg_type', 'typnamespace', 'typname'],
  ['pg_proc', 'pronamespace', 'proname'],
  ['pg_collation', 'collnamespace', 'collname'],
  ['pg_operator', 'oprnamespace', 'oprname'],
  ['pg_opclass', 'opcnamespace', 'opcname'],
] as const;

const NAMED = NAMES.map(
  ([catalog, schema, name]) =>
    `SELECT concat('${catalog} ', t.oid) AS thing, concat_ws('.', ${schema}, t.${name}) AS name
       FROM pg_catalog.${catalog} t WHERE t.oid >= ${OF_USER} OR '${catalog}' = 'pg_namespace'`,
).join(' UNION ALL ');

/** A constraint of a domain counts among them: it decides what a domain may hold. */
const NAMED_PARTS = [
  ...NAMES.map(([catalog]) => summed(`pg_catalog.${catalog} t WHERE t.oid >= ${OF_USER}`, 't.oid', 't.xmin')),
  summed('pg_catalog.pg_constraint k WHERE k.contypid <> 0', 'k.oid', 'k.xmin'),
];

const STAMPS = `
  SELECT (SELECT jsonb_object_agg(c.oid, concat_ws(' ', ${PARTS.join(', ')})) FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ${IS_TABLE} AND ${USER_SCHEMA}) AS relations,
         concat_ws(' ', ${NAMED_PARTS.join(', ')}) AS named`;
