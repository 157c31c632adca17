import { CatalogChangesReader, type CatalogChanges } from '../../review/catalog-changes';
import {
  areComparable,
  areUndone,
  SYSTEM_CATALOGS,
  SystemCatalogs,
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
  /**
   * Both of these at once.
   *
   * @returns whether they went in one message
   */
  commitAndBegin(first: string, more: string): Promise<boolean>;
  rollback(): Promise<void>;
}

const AFTER_UP = 'safe_migrate_up';

/** Of the advisory locks by which the session beside waits for a COMMIT. */
const TURNS = 1936548973;

/**
 * SQL for a session that asks the same questions again and again. What has parameters is planned anew five times before the server believes that
 * its plan is good for any (the setting is there since 12), and a large schema makes a question look like one that is worth being compiled, for
 * fifty times as long as it runs.
 */
const PLANS = `
  SELECT pg_catalog.set_config(s.name, CASE s.name WHEN 'jit' THEN 'off' ELSE 'force_generic_plan' END, false) AS answer
    FROM pg_catalog.pg_settings s WHERE s.name IN ('jit', 'plan_cache_mode')`;

/** SQL: the same for the session of the migrations, which gets no other plans for its own questions. */
const NO_JIT = `SELECT pg_catalog.set_config('jit', 'off', false) AS answer`;

/**
 * Tries migrations one after the other: up -> down in one transaction, which shows by itself whether anything is left of it; then down() is
 * taken back. Each question that waits for the server costs as much as a statement of a migration, so that what can go together does.
 */
export class Trials {
  private readonly changes: CatalogChangesReader;
  /** SQL: what the session of the migrations has written to. */
  private readonly counted: string;
  private readonly outside = new PreparedStatements();
  private inside = new PreparedStatements();
  /** The migration that was tried last, where its up() was kept. */
  private kept: string | undefined;
  /** The system catalogs that were written to since they were read, where that is known. */
  private written: readonly string[] | undefined;
  /** What the session had written to when the transaction of the next trial began, where it has. */
  private begun: Written | undefined;
  /** What is read for the next trial, where that was asked for. */
  private ahead: Promise<CatalogChanges> | undefined;
  /** Which lock the open transaction holds: one that begins never takes that of the one before. */
  private turn = 0;

  private constructor(
    private readonly connection: TrialConnection,
    /** A session of ours on the same database, which sees it as it was before the transaction. */
    private readonly beside: OwnSession,
    private readonly catalogs: SystemCatalogs,
  ) {
    this.changes = new CatalogChangesReader(beside);
    this.counted = catalogs.counted();
  }

  static async open(connection: TrialConnection, database: ConnectionParameters): Promise<Trials> {
    const beside = await openSession(database);
    await Promise.all([beside.query(PLANS), connection.send(NO_JIT)]);
    const [row] = await beside.query<{ answer: string }>(SYSTEM_CATALOGS);
    return new Trials(connection, beside, new SystemCatalogs(row?.answer ?? '[]'));
  }

  close(): Promise<void> {
    return this.beside.close();
  }

  async run(input: HostRequests['trial']['input']): Promise<HostRequests['trial']['output']> {
    const isNext = input.onlyAfter === undefined || input.onlyAfter === this.kept;
    if (this.begun && !(isNext && input.quick)) await this.rolledBack();
    if (!isNext) return undefined;
    this.kept = undefined;
    const { written } = this;
    this.written = undefined;
    const tried = await this.tried(input, written);
    if (tried.up && !tried.up.failure) this.kept = input.name;
    return tried;
  }

  /** Something else than a trial follows. */
  async leave(): Promise<void> {
    if (this.begun) await this.rolledBack();
    if (this.ahead) await this.forget(this.ahead);
  }

  private async tried(
    input: HostRequests['trial']['input'],
    written: readonly string[] | undefined,
  ): Promise<NonNullable<HostRequests['trial']['output']>> {
    if (!input.quick) return { catalog: await this.changed(written) };
    let tried: Tried | undefined;
    try {
      const began = this.begun ?? (await this.begin());
      this.begun = undefined;
      // Nothing is locked yet that reading the catalog could wait for.
      const catalog = await this.changed(written);
      tried = await this.upAndDown(input, began).catch(() => undefined);
      return { catalog, ...tried };
    } finally {
      if (tried === undefined || tried.up.failure) await this.rolledBack();
    }
  }

  private async changed(written: readonly string[] | undefined): Promise<CatalogChanges> {
    const { ahead } = this;
    if (!ahead) return this.changes.next(written);
    this.ahead = undefined;
    try {
      return await ahead;
    } catch {
      // A COMMIT may take longer than a session waits.
      this.changes.forget();
      return this.changes.next();
    }
  }

  private async begin(): Promise<Written> {
    const answers = await this.connection.begin(`${this.takeTurn()}; ${this.inside.execute(this.counted)}`);
    return readWritten(answers.at(-1));
  }

  private async count(): Promise<Written> {
    return readWritten((await this.connection.send(this.inside.execute(this.counted))).at(-1));
  }

  /** SQL, first of all in a transaction. */
  private takeTurn(): string {
    this.turn = 1 - this.turn;
    return this.inside.execute(
      `SELECT pg_catalog.pg_advisory_xact_lock(${TURNS}, ${this.turn})::text AS answer`,
    );
  }

  /**
   * Commits up() and begins the next trial. The session beside waits for the one on the server, and reads while we still hear of the other: one way
   * there and back less. In one message the session's writes are not counted anew: the server starts from zero between messages only, outside of a
   * transaction, and what a COMMIT writes besides may count for the next.
   *
   * @param counted what the session had written to before
   * @param written since the catalog was read; undefined where nobody knows
   */
  private async goOn(
    back: string,
    counted: Written | undefined,
    written: readonly string[] | undefined,
  ): Promise<void> {
    const ahead = this.changes.next(
      written,
      `SELECT pg_catalog.pg_advisory_xact_lock_shared(${TURNS}, ${this.turn})`,
    );
    ahead.catch(() => undefined);
    try {
      const isOne = await this.connection.commitAndBegin(back, this.takeTurn());
      this.begun = isOne ? counted : await this.count();
      this.ahead = ahead;
    } catch (error) {
      await this.rolledBack();
      await this.forget(ahead);
      throw error;
    }
  }

  /** What was read is told to nobody. */
  private async forget(ahead: Promise<CatalogChanges>): Promise<void> {
    this.ahead = undefined;
    await ahead.catch(() => undefined);
    this.changes.forget();
  }

  /** Undefined where it is not certain that nothing is left of it, or where down() fails, which it may only do because its up() is not committed yet. */
  private async upAndDown(
    { name, followed }: HostRequests['trial']['input'],
    began: Written,
  ): Promise<Tried | undefined> {
    const counted = this.inside.execute(this.counted);
    const afterUp = new Counting(began, `${counted}; SAVEPOINT ${AFTER_UP}`);
    const up = await this.connection.call(name, 'up', afterUp);
    if (up.failure) return { up };
    const expected = afterUp.names;
    if (!expected || !areComparable(expected)) return undefined;
    const rows = this.inside.execute(this.catalogs.rowsWritten(expected));
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
    const back = `ROLLBACK TO SAVEPOINT ${AFTER_UP}`;
    // What was sent elsewhere was counted by nobody.
    const isElsewhere = [...up.statements, ...down.statements].some(({ escaped }) => escaped);
    const known = isElsewhere ? undefined : expected;
    if (followed) await this.goOn(back, afterDown.written, known);
    else await this.connection.commit(back);
    this.written = known;
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
    const inside = asked
      ? answers
      : await this.connection.send(this.inside.execute(this.catalogs.rowsWritten(names)));
    const outside = asked && replaced ? replaced : await this.readReplaced(names, written.xid);
    return areUndone(readRows(inside.at(-1)), readRows(outside));
  }

  /** Undefined where it fails: asked again, it tells why. */
  private async readReplaced(names: readonly string[], xid = '0'): Promise<string | undefined> {
    const sql = this.outside.execute(this.catalogs.rowsReplaced(names, '$1'), 'xid', xid);
    const [row] = await this.beside.query<{ answer: string }>(sql).catch(() => []);
    return row?.answer;
  }

  /** The session may be gone; what failed says more than that it cannot be rolled back. What was prepared may be lost as well. */
  private async rolledBack(): Promise<void> {
    this.begun = undefined;
    this.inside = this.inside.anew();
    await this.connection.rollback().catch(() => undefined);
  }
}

/** What both methods of a migration have sent. */
interface Tried {
  readonly up: MigrationRun;
  readonly down?: MigrationRun;
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
    this.written = readWritten(answers[0]);
    if (this.began.counts && this.written.counts) this.names = writtenBetween(this.began, this.written);
    return this.names;
  }

  lost(): void {
    this.names = undefined;
  }
}

/** The count comes last of what a transaction begins with, and first of what a method ends with. */
const readWritten = (answer: string | undefined): Written => JSON.parse(answer ?? 'null') as Written;

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
