import { SafeMigrateError } from '../errors';
import type { Emit } from '../events';
import type { Rehearsal } from '../rehearsal/rehearse';
import type { ConnectionParameters } from '../target/connection';
import type { Session } from '../target/session';
import type { Host } from '../typeorm/host';
import type { DeclaredChanges } from '../verify/declared-changes';
import type { Proof, ProofOptions } from '../verify/proof';
import { readStructure, type Structure } from '../verify/structure';
import { describeBlocker, watchBlockers } from './blockers';
import { dropInvalidIndexes, readInvalidIndexes } from './invalid-indexes';
import { LOCK_FAILURES, migrationError } from './migration-error';
import { MigrationFailed, migrateUnit, ProofFailed, type UnitResult } from './migrate-unit';
import { proofError } from './proof-error';
import type { Unit } from './unit';

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
  readonly emit: Emit;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
}

/** A unit that is committed, and how the database looked before it: what a way back needs. */
export interface AppliedUnit {
  readonly unit: Unit;
  readonly before: Structure;
  readonly touchedDown: readonly string[];
  readonly proof: Proof;
}

/** A unit failed after others were committed: they are still in the database. */
export class ApplyFailed extends Error {
  constructor(
    readonly failure: unknown,
    readonly committed: readonly AppliedUnit[],
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
  const [backend] = await input.host.query<{ pid: number }>('SELECT pg_catalog.pg_backend_pid() AS pid');
  const blockers = await watchBlockers(input.connection, backend?.pid ?? 0);
  // Ending our process would not end the server's statement: ask the server to.
  const cancel = () => void blockers.cancel();
  input.signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (const [index, unit] of input.units.entries()) {
      const rehearsed = input.rehearsal.units[index];
      const before = await readStructure(input.host);
      const { proof } = await migrateWithRetries(
        input,
        unit,
        'up',
        { toPrint: rehearsed?.touchedUp ?? [], lock: true },
        blockers.take,
      );
      committed.push({ unit, before, proof, touchedDown: rehearsed?.touchedDown ?? [] });
    }
    return committed;
  } catch (failure) {
    throw new ApplyFailed(failure, committed);
  } finally {
    input.signal?.removeEventListener('abort', cancel);
    await blockers.stop();
  }
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
  takeBlockers: () => ReturnType<Awaited<ReturnType<typeof watchBlockers>>['take']> = () => [],
): Promise<UnitResult> {
  const { host, emit, random = Math.random } = input;
  const lockTimeout = unit.transactional ? input.lockTimeout : CONCURRENT_LOCK_TIMEOUT_MS;
  const invalidBefore = await readInvalidIndexes(host);
  for (let attempt = 0; ; attempt++) {
    input.signal?.throwIfAborted();
    try {
      await setTimeouts(host, lockTimeout);
      return await migrateUnit({ ...input, unit, direction, proof });
    } catch (error) {
      if (!unit.transactional) await dropInvalidIndexes(host, invalidBefore);
      const who = takeBlockers();
      for (const blocker of who)
        emit({ kind: 'warning', message: `in the way: ${describeBlocker(blocker)}` });
      if (!isLockFailure(error) || attempt >= input.lockRetries) throw inWords(error, direction, attempt);
      const pause = Math.round(lockTimeout * (attempt + 1) * (0.5 + random()));
      emit({
        kind: 'warning',
        message: `a lock was not free within ${lockTimeout} ms; nothing was changed; attempt ${attempt + 2} of ${input.lockRetries + 1} in ${pause} ms`,
      });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** For the session: the driver's own timeouts are off, since they report a failure while the server goes on. */
async function setTimeouts(session: Session, lockTimeout: number): Promise<void> {
  await session.query(
    `SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '0', false)`,
    [`${lockTimeout}ms`],
  );
}

function isLockFailure(error: unknown): boolean {
  const code = error instanceof MigrationFailed ? error.failure.code : (error as { code?: string }).code;
  return code !== undefined && LOCK_FAILURES.has(code);
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
