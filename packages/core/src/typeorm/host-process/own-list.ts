import type { QueryRunner } from 'typeorm';
import { qualifiedName } from '../../target/identifier';

/** Where TypeORM's list of executed migrations lies. */
export interface ListPlace {
  /** Undefined: in the current schema. */
  readonly schema: string | undefined;
  readonly table: string;
}

/**
 * Where a data source's options say that the list lies. Without a `schema`, TypeORM takes `migrationsTableName: 'core.list'` for the table
 * `list` of the schema `core`.
 */
export function listPlace(schema: string | undefined, table: string): ListPlace {
  const [first = '', second = '', ...more] = table.split('.');
  const isQualified = schema === undefined && first !== '' && second !== '' && more.length === 0;
  return isQualified && !mayEndName(table) ? { schema: first, table: second } : { schema, table };
}

/**
 * TypeORM puts the two names between quotes as they are, and splits what it made of them at the dots: a name with one of these would become
 * part of the statement, or be another table's.
 */
export function needsOwnSql({ schema = '', table }: ListPlace): boolean {
  return [schema, table].some((name) => mayEndName(name) || name.includes('.'));
}

const mayEndName = (name: string): boolean => /["'\\]/.test(name);

/** The list, for such names: the statements that TypeORM sends, with the names as data. */
export class OwnList {
  private name: string | undefined;

  constructor(
    private readonly runner: QueryRunner,
    private readonly place: ListPlace,
  ) {}

  /** As TypeORM's own: nothing where it is there, for which a role needs no right to create. */
  async create(): Promise<void> {
    const name = await this.quoted();
    const [found] = (await this.runner.query('SELECT pg_catalog.to_regclass($1) IS NOT NULL AS there', [
      name,
    ])) as {
      there: boolean;
    }[];
    if (found?.there === true) return;
    await this.runner.query(
      `CREATE TABLE ${name} ("id" SERIAL NOT NULL PRIMARY KEY, "timestamp" bigint NOT NULL, "name" character varying NOT NULL)`,
    );
  }

  async mark(migration: string, direction: 'up' | 'down'): Promise<void> {
    const name = await this.quoted();
    const sql =
      direction === 'up'
        ? `INSERT INTO ${name} ("timestamp", "name") VALUES ($1, $2)`
        : `DELETE FROM ${name} WHERE "timestamp" = $1 AND "name" = $2`;
    await this.runner.query(sql, [parseInt(migration.slice(-13), 10), migration]);
  }

  /** The current schema is asked for once, before a migration can have changed the search path. */
  private async quoted(): Promise<string> {
    if (this.name !== undefined) return this.name;
    const { schema, table } = this.place;
    const found =
      schema === undefined
        ? ((await this.runner.query('SELECT pg_catalog.current_schema() AS name')) as { name: string }[])
        : [];
    this.name = qualifiedName(schema ?? found[0]?.name ?? 'public', table);
    return this.name;
  }
}
