import { queries, type MigrationSource } from '../project';

/**
 * A migration as teams write it every day, and TypeORM's generator. `app` stands for a schema of its own, so that all of them are run at once.
 */
export interface EverydayCase {
  readonly name: string;
  /** SQL that makes what it migrates, with rows. */
  readonly given?: string;
  /** Statements, or the body of the method. */
  readonly up: readonly string[] | string;
  readonly down: readonly string[] | string;
  /** Rules that somebody answers for in its file. */
  readonly allow?: readonly string[];
  /** Columns that it declares to change. */
  readonly changes?: readonly string[];
  readonly transaction?: false;
  readonly head?: string;
  /** What clients write between the run and the rollback. */
  readonly since?: string;
  /** What the rollback must be allowed to lose. */
  readonly lost?: readonly string[];
  /** A query after the rollback, and its answer; without one, everything is as it was before the run. */
  readonly then?: { readonly ask: string; readonly answer: unknown };
}

/** The case in the schema with this number, as SQL to be run first and as a migration. */
export function placed(
  {
    name,
    given = '',
    up,
    down,
    allow = [],
    changes = [],
    transaction,
    head = '',
    since,
    lost,
    then,
  }: EverydayCase,
  number: number,
) {
  const schema = `case_${number}`;
  const there = (text: string) => text.replaceAll(/\bapp\b/g, schema);
  const body = (statements: readonly string[] | string) =>
    typeof statements === 'string' ? there(statements) : queries(...statements.map(there));
  const answers = allow.map((rule) => `// safe-migrate: allow ${rule} until 2999-12-31 because ${name}`);
  const migration: MigrationSource = {
    name: `Case${1_800_000_000_000 + number}`,
    head: [head, ...answers].filter(Boolean).join('\n'),
    up: body(up),
    down: body(down),
    transaction,
    ...(changes.length > 0
      ? { comment: changes.map((column) => `@Changes('${there(column)}')`).join(' ') }
      : {}),
  };
  return {
    name,
    schema,
    migration,
    given: `CREATE SCHEMA ${schema}; ${there(given)}`,
    since: since === undefined ? undefined : there(since),
    lost: (lost ?? []).map(there),
    then: then && { ask: there(then.ask), answer: then.answer },
  };
}
