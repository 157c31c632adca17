import { setTimeout } from 'node:timers/promises';
import { SafeMigrateError } from '../errors';
import type { EscrowOrder } from '../escrow/deposit';
import type { Emit } from '../events';
import type { Rehearsal } from '../rehearsal/rehearse';
import { readAddedContent, type AddedContent } from '../rollback/added-content';
import type { ConnectionParameters } from '../target/connection';
import { isSessionLost } from '../target/server-error';
import type { Session } from '../target/session';
import type { Host } from '../typeorm/host';
import type { DeclaredChanges } from '../verify/declared-changes';
import type { PlannedTable } from '../verify/plan';
import type { Proof, ProofOptions } from '../verify/proof';
import { readDefinitions } from '../verify/definitions';
import { readStructure, type Structure } from '../verify/structure';
import type { UnitBefore } from '../journal/unfinished';
import type { UnitJournal } from '../journal/unit-journal';
import { describeSession, type OtherSession } from './blockers';
import { cancelling } from './cancelling';
import { dropInvalidIndexes, readInvalidIndexes } from './invalid-indexes';
import { LOCK_FAILURES, migrationError } from './migration-error';
import { MigrationFailed, migrateUnit, ProofFailed, type UnitInput, type UnitResult } from './migrate-unit';
import { proofError } from './proof-error';
import type { Unit } from './unit';
import { watchSession, type ClientWaits, type Watch } from './watch';

/** What it takes to change the live database. */
export interface ApplyInput {
  /** Connected to the live database and holding the lease. */
  readonly host: Host;
  readonly connection: ConnectionParameters;
  readonly units: readonly Unit[];
  readonly rehearsal: Rehearsal;
  readonly declared: DeclaredChanges;
  readonly bookkeeping: string;
  /** Milliseconds. */
  readonly lockTimeout: number;
  readonly lockRetries: number;
  /** Milliseconds that the proof may add to the locks of one transaction; see `ProofOptions`. */
  readonly lockBudget?: number;
  /** Under which name, and for how long, what is dropped is put aside; left out, nothing may be dropped. */
  readonly escrow?: Pick<EscrowOrder, 'run' | 'keepDays'>;
  /** Milliseconds that a client may wait for us before our statement is cancelled; 0 or undefined: no limit. */
  readonly blockingLimit?: number;
  /** Before another attempt, end blockers that have been idle in their transaction for longer than so many ms; 0 or undefined: never. */
  readonly endIdleBlockers?: number;
  /** Told at the end who had to wait for us. */
  readonly onWaits?: (waits: ClientWaits) => void;
  /** How the database looks now, where that was read just before. */
  readonly looked?: Pick<UnitBefore, 'structure' | 'definitions'>;
  readonly emit: Emit;
  /** Quoted name of TypeORM's list, to be locked against a raw `typeorm migration:run`. */
  readonly fence?: string;
  /** Where what is done is written down; undefined where the role may not have a journal. */
  readonly journalOf?: (unit: Unit, direction: 'up' | 'down') => UnitJournal;
  /** Units that an earlier process has begun outside a transaction, by their first migration: how the database looked before. */
  readonly begun?: ReadonlyMap<string, UnitBefore>;
  /** How long statements on the way up may take, by migration; going back is not cut short. */
  readonly limits?: UnitInput['limits'];
  readonly signal?: AbortSignal;
  readonly random?: () => number;
}

/** A unit that is committed, and how the database looked before it: what a way back needs. */
export interface AppliedUnit {
  readonly unit: Unit;
  readonly before: Structure;
  /** {@link readDefinitions} before it. */
  readonly definitions: readonly string[];
  readonly touchedDown: readonly PlannedTable[];
  readonly proof: Proof;
  /** What it put into what it added. */
  readonly added: AddedContent;
}

/** A unit failed after others were committed: they are still in the database. */
export class ApplyFailed extends Error {
  constructor(
    readonly failure: unknown,
    readonly committed: readonly AppliedUnit[],
    /** What the failing unit itself did is, at least in part, committed and was not proven. */
    readonly leftBehind: boolean,
    /** The failing unit, where one was begun. */
    readonly unit?: Unit,
  ) {
    super('apply failed');
  }
}

/** A migration outside a transaction waits for transactions to end without blocking anybody: it may take its time. */
const CONCURRENT_LOCK_TIMEOUT_MS = 600_000;

/**
 * Applies all units, one transaction each, with proof before every COMMIT.
 *
 * @throws ApplyFailed with what was committed before the failure; the failing unit itself was rolled back.
 */
export async function applyUnits(input: ApplyInput): Promise<readonly AppliedUnit[]> {
  const committed: AppliedUnit[] = [];
  const watch = await openWatch(input);
  let unit: Unit | undefined;
  try {
    for (const [index, next] of input.units.entries()) {
      unit = next;
      const rehearsed = input.rehearsal.units[index];
      const begun = begunBefore(input, unit);
      const looked = begun ?? (index === 0 ? input.looked : undefined);
      const before = looked?.structure ?? (await readStructure(input.host));
      const definitions = looked?.definitions ?? (await readDefinitions(input.host));
      const journal = input.journalOf?.(unit, 'up');
      let added: AddedContent = new Map();
      const { proof } = await migrateWithRetries(
        input,
        unit,
        'up',
        {
          ...{ toPrint: rehearsed?.touchedUp ?? [], lock: true, lockBudget: input.lockBudget },
          escrow: escrowOf(input, unit, 'up'),
        },
        {
          before: { structure: before, definitions },
          rehearsedMs: rehearsed?.durationMs,
          beforeCommit: async (proof, after) => {
            added = await readAddedContent(input.host, { before, after }, proof.written);
            await journal?.commitWith(input.host, { proof, added: Object.fromEntries(added) });
          },
        },
        watch,
      );
      committed.push({ unit, before, definitions, proof, added, touchedDown: rehearsed?.touchedDown ?? [] });
    }
    return committed;
  } catch (failure) {
    throw new ApplyFailed(failure, committed, leavesBehind(unit, failure), unit);
  } finally {
    await watch.stop();
    input.onWaits?.(watch.waits());
  }
}

/** For a unit that drops something, as it was rehearsed. */
export function escrowOf(
  { escrow }: Pick<ApplyInput, 'escrow'>,
  { migrations }: Unit,
  direction: 'up' | 'down',
): ProofOptions['escrow'] {
  return escrow && { ...escrow, direction, migrations: migrations.map(({ name }) => name) };
}

async function openWatch({
  host,
  connection,
  emit,
  blockingLimit,
  fence,
}: Pick<ApplyInput, 'host' | 'connection' | 'emit' | 'blockingLimit' | 'fence'>): Promise<Watch> {
  const [backend] = await host.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  return watchSession(connection, backend?.pid ?? 0, { emit, blockingLimit, fence });
}

function begunBefore({ begun }: Pick<ApplyInput, 'begun'>, unit: Unit): UnitBefore | undefined {
  return begun?.get(unit.migrations[0]?.name ?? '');
}

/** A migration that ended our transaction, or whose proof failed where there was none, cannot be rolled back. */
function leavesBehind(unit: Unit | undefined, failure: unknown): boolean {
  const code = failure instanceof SafeMigrateError ? failure.code : undefined;
  return code === 'TRANSACTION_ENDED' || (unit?.transactional === false && code === 'DATA_WOULD_CHANGE');
}

/**
 * Runs one unit on the live database; where a lock is not had in time (55P03) or the server breaks a deadlock (40P01),
 * the whole transaction is started again after a growing, jittered pause, and whoever is in the way is named.
 */
export async function migrateWithRetries(
  input: Omit<ApplyInput, 'units' | 'rehearsal'>,
  unit: Unit,
  direction: 'up' | 'down',
  proof: ProofOptions,
  hooks: Pick<UnitInput, 'afterStart' | 'beforeCommit'> & {
    readonly before?: Pick<UnitBefore, 'structure' | 'definitions'>;
    /** What the unit took on the restored backup, with the proof, in ms. */
    readonly rehearsedMs?: number;
  },
  watching?: Watch,
): Promise<UnitResult> {
  const watch = watching ?? (await openWatch(input));
  try {
    return await attempts(input, unit, direction, proof, hooks, watch);
  } finally {
    if (!watching) await watch.stop();
  }
}

async function attempts(
  input: Omit<ApplyInput, 'units' | 'rehearsal'>,
  unit: Unit,
  direction: 'up' | 'down',
  proof: ProofOptions,
  hooks: Parameters<typeof migrateWithRetries>[4],
  watch: Watch,
): Promise<UnitResult> {
  const { host, emit, signal, random = Math.random } = input;
  const { before: looked, rehearsedMs = 0, ...others } = hooks;
  const tooLong = (client: OtherSession) =>
    clientsBlocked(client, { limit: input.blockingLimit ?? 0, rehearsedMs, unit });
  const journal = input.journalOf?.(unit, direction);
  const beforeCommit: UnitInput['beforeCommit'] = async (proven, after) => {
    await hooks.beforeCommit?.(proven, after);
    if (direction === 'down') await journal?.commitWith(host, { proof: proven, added: {} });
    // Outside a transaction everything is done by now, and only its record is missing.
    if (unit.transactional) signal?.throwIfAborted();
  };
  const lockTimeout = unit.transactional ? input.lockTimeout : CONCURRENT_LOCK_TIMEOUT_MS;
  const earlier = unit.transactional ? undefined : begunBefore(input, unit);
  const invalidBefore = earlier ? new Set(earlier.invalidIndexes) : await readInvalidIndexes(host);
  const before: UnitBefore = earlier ?? {
    structure: looked?.structure ?? (await readStructure(host)),
    definitions: looked?.definitions ?? (unit.transactional ? [] : await readDefinitions(host)),
    invalidIndexes: [...invalidBefore],
  };
  await journal?.started(before);
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    watch.restart(unit.transactional);
    try {
      await setTimeouts(host, lockTimeout);
      return await cancelling(signal, watch.cancel, host, () =>
        migrateUnit({
          ...{ ...input, ...others, unit, direction, proof, beforeCommit, journal },
          limits: direction === 'up' ? input.limits : undefined,
          begun: journal && attempt > 0 ? before : earlier,
        }),
      );
    } catch (error) {
      // A lost session cannot clean up; the comparison after a failure names what is left.
      // Who stopped us does not wait for clients until an index can be dropped: what resumes does that.
      if (!unit.transactional && !(signal?.aborted && journal)) {
        await setTimeouts(host, input.lockTimeout).catch(() => undefined);
        await dropInvalidIndexes(host, invalidBefore, { patience: 0 }).catch(() => undefined);
      }
      const stopped = stoppedFor(watch, error);
      if (stopped?.queued === false) throw tooLong(stopped.client);
      const blockers = watch.take();
      for (const blocker of blockers)
        emit({ kind: 'warning', message: `in the way: ${describeSession(blocker)}` });
      if (
        signal?.aborted ||
        !(stopped || isLockFailure(error)) ||
        attempt >= input.lockRetries ||
        !(journal || isRepeatable(unit, error))
      )
        throw stopped && !signal?.aborted ? tooLong(stopped.client) : inWords(error, direction, attempt);
      if (input.endIdleBlockers)
        for (const ended of await watch.endIdle(blockers, input.endIdleBlockers))
          emit({ kind: 'warning', message: `ended, idle in its transaction for too long: ${ended}` });
      const isDeadlock = sqlState(error) === '40P01';
      const times = isDeadlock ? AFTER_A_DEADLOCK : Math.min(attempt + 1, MOST_LOCK_TIMEOUTS);
      const pause = Math.round(input.lockTimeout * times * (0.5 + random()));
      const reason = isDeadlock
        ? 'a deadlock with a client was resolved at our cost'
        : stopped
          ? `clients had to wait for ${input.blockingLimit} ms behind us`
          : `a lock was not free within ${lockTimeout} ms`;
      emit({
        kind: 'warning',
        message: `${reason}; nothing was changed; attempt ${attempt + 2} of ${input.lockRetries + 1} in ${pause} ms`,
      });
      await setTimeout(pause, undefined, { signal });
    }
  }
}

/** Outside a transaction, statements before the one that failed are committed: sent again, without a journal of them, they would fail. */
function isRepeatable(unit: Unit, error: unknown): boolean {
  if (unit.transactional) return true;
  const sent = error instanceof MigrationFailed ? [...error.statements.values()].flat().length : 0;
  return sent <= 1;
}

/** A pause before another attempt grows with every attempt, up to so many lock timeouts. */
const MOST_LOCK_TIMEOUTS = 5;
/** Nobody had to wait for long, and whoever was in the way is gone soon. */
const AFTER_A_DEADLOCK = 0.25;

/** Who looks for a deadlock first is the one who gives way: clients look after a second by default. */
const DEADLOCK_TIMEOUT_MS = 100;

/**
 * For the session: the driver's own timeouts are off, since they report a failure while the server goes on. Where the role may set it, a
 * deadlock with clients ends our transaction, which is tried again, and not theirs.
 */
async function setTimeouts(session: Session, lockTimeout: number): Promise<void> {
  await session.query(
    `SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false),
            CASE WHEN current_setting('transaction_timeout', true) <> '0' THEN set_config('transaction_timeout', '0', false) END`,
    [`${lockTimeout}ms`],
  );
  await session
    .query(`SELECT pg_catalog.set_config('deadlock_timeout', $1, false)`, [`${DEADLOCK_TIMEOUT_MS}ms`])
    .catch(() => undefined);
}

function sqlState(error: unknown): string | undefined {
  return error instanceof MigrationFailed ? error.failure.code : (error as { code?: string }).code;
}

function isLockFailure(error: unknown): boolean {
  return LOCK_FAILURES.has(sqlState(error) ?? '');
}

/** For whose sake what failed was stopped: its statement was cancelled (57014), or its session ended (57P01) where it had none. */
function stoppedFor(watch: Watch, error: unknown): ReturnType<Watch['exceeded']> {
  // Its own limit stopped it, whoever waited meanwhile.
  if (error instanceof MigrationFailed && error.failure.timeoutMs !== undefined) return undefined;
  const state = sqlState(error) ?? '';
  const isOurs = state === '57014' || state === '57P01' || isSessionLost(state);
  return isOurs ? watch.exceeded() : undefined;
}

/** Options to type, in the order in which they should be tried. */
function clientsBlocked(
  client: OtherSession,
  { limit, rehearsedMs, unit }: { readonly limit: number; readonly rehearsedMs: number; readonly unit: Unit },
): SafeMigrateError {
  const names = unit.migrations.map(({ name }) => name).join(', ');
  const took =
    rehearsedMs > 0 ? ` On the restored backup ${names} took ${rehearsedMs} ms, with its proof.` : '';
  // Twice what it took where nobody else was, in whole seconds.
  const enough = Math.ceil(Math.max(2 * limit, 2 * rehearsedMs) / 1_000) * 1_000;
  return new SafeMigrateError({
    code: 'CLIENTS_BLOCKED',
    what: `A client had to wait for the migration for longer than ${limit} ms; what was open is rolled back.`,
    why: `${describeSession(client)}.${took}`,
    next: [
      'One of these, the first that you can do:',
      `1. Have it hold its locks for less time: move changes of rows out of ${names} into a migration of their own.`,
      `2. Run when fewer clients use its tables: safe-migrate run --wait-for-quiet '{"active": 0, "window": "02:00-05:00"}'`,
      `3. Let clients wait that long: safe-migrate run --blocking-limit ${enough}`,
    ].join('\n'),
  });
}

function inWords(error: unknown, direction: 'up' | 'down', attempt: number): unknown {
  if (error instanceof MigrationFailed) return migrationError(error, 'on the live database');
  if (error instanceof ProofFailed) return proofError(error.proof, direction, 'On the live database');
  if (isLockFailure(error)) {
    return new SafeMigrateError({
      code: 'LOCK_NOT_AVAILABLE',
      what: `The tables could not be locked in ${attempt + 1} attempts.`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Run again in a quieter moment, or end the sessions named above.',
    });
  }
  return error;
}
