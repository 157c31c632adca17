import { CatalogChangesReader } from '../../review/catalog-changes';
import {
  areComparable,
  areUndone,
  countedIn,
  rowsReplaced,
  rowsWritten,
  TO_COUNT,
  writtenBetween,
  type TouchedRows,
  type Written,
} from '../../review/catalog-undone';
import type { ConnectionParameters } from '../../target/connection';
import { openSession, type OwnSession } from '../../target/session';
import type { HostRequests, MigrationRun } from '../protocol';

/** What the SELECT statements of one message have answered, each with one text. */
export type Answers = readonly string[];

/** What follows a method of a migration in the same message as the question whether the transaction is sound. */
export interface Closing {
  readonly message: string;
  /** The message is leaving, and the server has nothing else to do for this session. */
  readonly sentAlone?: () => void;
  /** @returns the system catalogs that were written to so far; undefined where nobody knows */
  readonly told: (answers: Answers) => readonly string[] | undefined;
  /** The message failed, though the transaction was sound. */
  readonly lost: (error: unknown) => void;
}

/** The connection of the migrations, as a trial needs it. */
export interface TrialConnection {
  /** @param more is asked first of all in the transaction */
  begin(more: string): Promise<Answers>;
  send(message: string): Promise<Answers>;
  call(name: string, direction: 'up' | 'down', closing: Closing): Promise<MigrationRun>;
  /** @param first is sent before COMMIT, in the same message */
  commit(first: string): Promise<void>;
  rollback(): Promise<void>;
}

const AFTER_UP = 'safe_migrate_up';

/** What has parameters is planned anew five times before the server believes that its plan is good for any. Since 12. */
const PLAN_ONCE = `
  SELECT pg_catalog.set_config(s.name, 'force_generic_plan', false) FROM pg_catalog.pg_settings s WHERE s.name = 'plan_cache_mode'`;

/**
 * Tries migrations one after the other: up -> down in one transaction, which shows by itself whether anything is left of it; then down() is
 * taken back. Each question that waits for the server costs as much as a statement of a migration, so that what can go together does.
 */
export class Trials {
  private readonly changes: CatalogChangesReader;
  private readonly outside = new PreparedStatements();
  private inside = new PreparedStatements();
  /** The migration that was tried last, where its up() was kept. */
  private kept: string | undefined;
  /** The system catalogs that were written to since they were read, where that is known. */
  private written: readonly string[] | undefined;

  private constructor(
    private readonly connection: TrialConnection,
    /** A session of ours on the same database, which sees it as it was before the transaction. */
    private readonly beside: OwnSession,
    /** SQL: what the session of the migrations has written to. */
    private readonly counted: string,
  ) {
    this.changes = new CatalogChangesReader(beside);
  }

  static async open(connection: TrialConnection, database: ConnectionParameters): Promise<Trials> {
    const beside = await openSession(database);
    await beside.query(PLAN_ONCE);
    const [row] = await beside.query<{ answer: string }>(TO_COUNT);
    return new Trials(connection, beside, countedIn(row?.answer ?? '[]'));
  }

  close(): Promise<void> {
    return this.beside.close();
  }

  async run(input: HostRequests['trial']['input']): Promise<HostRequests['trial']['output']> {
    if (input.onlyAfter !== undefined && input.onlyAfter !== this.kept) return undefined;
    this.kept = undefined;
    const { written } = this;
    this.written = undefined;
    const tried = await this.tried(input, written);
    if (tried.up && !tried.up.failure) this.kept = input.name;
    return tried;
  }

  private async tried(
    { name, quick }: HostRequests['trial']['input'],
    written: readonly string[] | undefined,
  ): Promise<NonNullable<HostRequests['trial']['output']>> {
    if (!quick) return { catalog: await this.changes.next(written) };
    // Nothing is locked yet that reading the catalog could wait for.
    const [changes, began] = await Promise.allSettled([
      this.changes.next(written),
      this.connection.begin(this.inside.execute(this.counted)),
    ]);
    try {
      if (changes.status === 'rejected') throw changes.reason;
      if (began.status === 'rejected') throw began.reason;
    } catch (error) {
      await this.rolledBack();
      throw error;
    }
    const tried = await this.upAndDown(name, readWritten(began.value)).catch(() => undefined);
    if (tried === undefined || tried.up.failure) await this.rolledBack();
    return { catalog: changes.value, ...tried };
  }

  /** Undefined where it is not certain that nothing is left of it, or where down() fails, which it may only do because its up() is not committed yet. */
  private async upAndDown(
    name: string,
    began: Written,
  ): Promise<{ readonly up: MigrationRun; readonly down?: MigrationRun } | undefined> {
    const counted = this.inside.execute(this.counted);
    const afterUp = new Counting(began, `${counted}; SAVEPOINT ${AFTER_UP}`);
    const up = await this.connection.call(name, 'up', afterUp);
    if (up.failure) return { up };
    const expected = afterUp.names;
    if (!expected || !areComparable(expected)) return undefined;
    const rows = this.inside.execute(rowsWritten(expected));
    let outside: Promise<string | undefined> | undefined;
    const afterDown = new Counting(
      began,
      `${counted}; ${rows}`,
      // Two sessions are two processes of the server.
      () => void (outside = this.readReplaced(expected, afterUp.written?.xid)),
    );
    const down = await this.connection.call(name, 'down', afterDown);
    const replaced = await outside;
    if (down.failure || !(await this.isUndone(expected, replaced, afterDown))) return undefined;
    await this.connection.commit(`ROLLBACK TO SAVEPOINT ${AFTER_UP}`);
    // What was sent elsewhere was counted by nobody.
    if (![...up.statements, ...down.statements].some(({ escaped }) => escaped)) this.written = expected;
    return { up, down };
  }

  /**
   * @param expected those whose rows were asked for already
   * @param replaced what a session beside has answered
   */
  private async isUndone(
    expected: readonly string[],
    replaced: string | undefined,
    { names, written, answers }: Counting,
  ): Promise<boolean> {
    if (!names || !written || !areComparable(names)) return false;
    if (names.length === 0) return true;
    const asked = names.every((name) => expected.includes(name));
    const inside = asked ? answers : await this.connection.send(this.inside.execute(rowsWritten(names)));
    const outside = asked && replaced ? replaced : await this.readReplaced(names, written.xid);
    return areUndone(readRows(inside.at(-1)), readRows(outside));
  }

  /** Undefined where it fails: asked again, it tells why. */
  private async readReplaced(names: readonly string[], xid = '0'): Promise<string | undefined> {
    const sql = this.outside.execute(rowsReplaced(names, '$1'), 'xid', xid);
    const [row] = await this.beside.query<{ answer: string }>(sql).catch(() => []);
    return row?.answer;
  }

  /** The session may be gone; what failed says more than that it cannot be rolled back. What was prepared may be lost as well. */
  private async rolledBack(): Promise<void> {
    this.inside = this.inside.anew();
    await this.connection.rollback().catch(() => undefined);
  }
}

/** Counts at the end of a method what the transaction has written to since it began. */
class Counting implements Closing {
  /** Undefined where that is not known. */
  names: readonly string[] | undefined;
  written: Written | undefined;
  answers: Answers = [];

  constructor(
    private readonly began: Written,
    /** The count comes first. */
    readonly message: string,
    readonly sentAlone?: () => void,
  ) {}

  told(answers: Answers): readonly string[] | undefined {
    this.answers = answers;
    this.written = readWritten(answers);
    if (this.began.counts && this.written.counts) this.names = writtenBetween(this.began, this.written);
    return this.names;
  }

  lost(): void {
    this.names = undefined;
  }
}

const readWritten = ([answer]: Answers): Written => JSON.parse(answer ?? 'null') as Written;

const readRows = (answer: string | undefined): TouchedRows => JSON.parse(answer ?? 'null') as TouchedRows;

/** What is sent again and again, planned once: planning these takes longer than running them. */
class PreparedStatements {
  private readonly names = new Map<string, string>();

  constructor(private readonly generation = 1) {}

  /** SQL that prepares a statement where it is not yet, and executes it. */
  execute(sql: string, type?: string, value?: string): string {
    const known = this.names.get(sql);
    const name = known ?? `safe_migrate_${this.generation}_${this.names.size}`;
    this.names.set(sql, name);
    const execute = `EXECUTE ${name}${value === undefined ? '' : `('${value}')`}`;
    return known ? execute : `PREPARE ${name}${type === undefined ? '' : ` (${type})`} AS ${sql}; ${execute}`;
  }

  /** For a session of which it is not known what it still has. */
  anew(): PreparedStatements {
    return new PreparedStatements(this.generation + 1);
  }
}
