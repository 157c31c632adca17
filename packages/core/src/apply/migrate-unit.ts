import { SafeMigrateError } from '../errors';
import { takeSealTicket } from '../seal/ticket';
import { giveBack } from '../escrow/give-back';
import type { GivenBack, Withheld } from '../escrow/given-back';
import type { Host } from '../typeorm/host';
import type { HostFailure, LoadedMigration, SentStatement, StatementLimits } from '../typeorm/protocol';
import type { DeclaredChanges } from '../verify/declared-changes';
import type { TableFingerprint } from '../verify/fingerprint';
import { finishProof, startProof, type Proof, type ProofEnd, type ProofOptions } from '../verify/proof';
import { readStructure, type Structure } from '../verify/structure';
import type { UnitBefore } from '../journal/unfinished';
import type { UnitJournal } from '../journal/unit-journal';
import { assertNobodyRecords, assertStillPending, lockBookkeeping } from './bookkeeping-fence';
import { dropInvalidIndexes, leftoverIndexes, readInvalidIndexes } from './invalid-indexes';
import type { Unit } from './unit';

/** How one unit is to be run. */
export interface UnitInput {
  readonly host: Host;
  readonly unit: Unit;
  readonly direction: 'up' | 'down';
  readonly proof: ProofOptions;
  readonly declared: DeclaredChanges;
  /** `schema.table` of TypeORM's list. */
  readonly bookkeeping: string;
  /** Under the locks of the proof and before the first statement; throwing rolls back. */
  readonly afterStart?: () => Promise<void>;
  /** A last look before COMMIT; throwing rolls back. */
  readonly beforeCommit?: (proof: Proof, after: Structure) => Promise<void>;
  /** Quoted name of TypeORM's list, to be locked against others; none on a scratch database, where nobody else is. */
  readonly fence?: string;
  readonly journal?: UnitJournal;
  /** On the way up, and on the live database only: how long statements may take, by migration. */
  readonly limits?: Readonly<Record<string, StatementLimits>>;
  /** Outside a transaction: an earlier process, or attempt, has begun the unit; how the database looked before that. */
  readonly begun?: UnitBefore;
  /** Ends the wait for what others build. */
  readonly signal?: AbortSignal;
}

/** What a unit sent, and the proof about the rows that existed before it. */
export interface UnitResult {
  readonly statements: ReadonlyMap<string, readonly SentStatement[]>;
  readonly proof: Proof;
  /** Fingerprints of before, by table OID, as far as they were read. */
  readonly prints: ReadonlyMap<string, TableFingerprint>;
  /** What a way back took out of escrow. */
  readonly givenBack?: GivenBack;
}

/** A migration's own failure: what it sent until then, and the server's or its own error. */
export class MigrationFailed extends Error {
  constructor(
    readonly migration: LoadedMigration,
    readonly direction: 'up' | 'down',
    readonly failure: HostFailure,
    readonly statements: ReadonlyMap<string, readonly SentStatement[]>,
  ) {
    super(failure.message);
  }
}

/** The proof did not hold; everything was rolled back. */
export class ProofFailed extends Error {
  constructor(
    readonly proof: Proof,
    readonly statements: ReadonlyMap<string, readonly SentStatement[]>,
  ) {
    super('rows that existed before are not provably still there');
  }
}

/** Outside a transaction nobody waits for us meanwhile. */
const BUILDER_PATIENCE_MS = 600_000;

const MARKER = 'safe_migrate.transaction';

/**
 * Runs the migrations of one unit on the host's session and proves, before COMMIT, that every row that existed is
 * still there. On any failure the transaction is rolled back and the failure thrown.
 *
 * @throws MigrationFailed, ProofFailed, SafeMigrateError TRANSACTION_ENDED
 */
export async function migrateUnit(input: UnitInput): Promise<UnitResult> {
  const { host, unit } = input;
  if (!unit.transactional) return withoutTransaction(input);
  const seal = await takeSealTicket(host, unit.migrations.map(({ name }) => name).join(', '));
  await host.begin();
  try {
    await seal.open();
    // Gone when the migration ends our transaction with a COMMIT of its own.
    await host.query(`SELECT set_config('${MARKER}', 'open', true)`);
    if (input.fence !== undefined) await lockBookkeeping(host, input.fence, unit, input.direction);
    const start = await startProof(host, input.proof);
    await input.afterStart?.();
    const isLong = input.direction === 'down' && unit.migrations.length > 1;
    const returns = new Returns(input, isLong ? await readStructure(host, { sizes: false }) : undefined);
    const statements = await runAll(input, async ({ name }) => {
      await assertTransactionOpen(host);
      await host.mark(name, input.direction);
      await returns.after(name);
    });
    const givenBack = returns.all;
    const { proof, after } = await finishProof(host, start, proofEnd(input, statements, givenBack?.sent));
    if (!proof.holds) throw new ProofFailed(proof, statements);
    await input.beforeCommit?.(proof, after);
    if (input.fence !== undefined) await assertNobodyRecords(host, input.fence);
    await host.commit();
    return { statements, proof, prints: start.prints, givenBack };
  } catch (error) {
    // Where the rollback fails, the transaction must end with its session: no later attempt may go on inside it.
    await host.rollback().catch(() => host.disconnect().catch(() => host.kill()));
    throw error;
  }
}

/**
 * What a way back takes out of escrow: after each `down()` what that has made again, because the next one may refer to it (a foreign key),
 * and after the last one all that can be given back.
 */
class Returns {
  all: GivenBack | undefined;

  constructor(
    private readonly input: UnitInput,
    /** All that is there before the first `down()`, where there are several. */
    private readonly before: Structure | undefined,
  ) {}

  async after(name: string): Promise<void> {
    const { host, unit, direction, proof } = this.input;
    if (direction === 'up') return;
    const isLast = name === unit.migrations[0]?.name;
    const given = await giveBack(
      host,
      unit.migrations.map((migration) => migration.name),
      { leaveOrphans: proof.isAskedFor, madeSince: isLast ? undefined : this.before },
    );
    this.all = {
      sent: [...(this.all?.sent ?? []), ...given.sent],
      returned: [...(this.all?.returned ?? []), ...given.returned],
      withheld: unique([...(this.all?.withheld ?? []), ...given.withheld]),
    };
  }
}

/** What was looked at after one `down()` is looked at again after the last one. */
const unique = (withheld: readonly Withheld[]): readonly Withheld[] => [
  ...new Map(withheld.map((each) => [`${each.what}: ${each.why}`, each])).values(),
];

/**
 * A migration with `transaction = false`: the review has let pass only statements that change no row (CONCURRENTLY,
 * VALIDATE, ADD VALUE), so storage and shape before and after are the whole proof.
 */
async function withoutTransaction(input: UnitInput): Promise<UnitResult> {
  const { host, unit, direction, begun, fence, signal } = input;
  const patience = { patience: BUILDER_PATIENCE_MS, signal };
  if (fence !== undefined) await assertStillPending(host, fence, unit, direction);
  const invalid = begun ? new Set(begun.invalidIndexes) : await readInvalidIndexes(host);
  if (begun) await dropInvalidIndexes(host, invalid, patience);
  const now = await startProof(host, { ...input.proof, toPrint: [], lock: false, known: undefined });
  const start = begun && direction === 'up' ? { ...now, structure: begun.structure } : now;
  const statements = await runAll(input, () => Promise.resolve());
  const [left] = await leftoverIndexes(host, invalid, patience);
  if (left !== undefined) throw invalidIndex(left);
  const { proof, after } = await finishProof(host, start, { ...proofEnd(input, statements), goesBack: true });
  await record(input, proof, after);
  if (!proof.holds) throw new ProofFailed(proof, statements);
  return { statements, proof, prints: start.prints };
}

function proofEnd(
  { declared, bookkeeping, direction, proof: { beforeUp, isAskedFor } }: UnitInput,
  statements: UnitResult['statements'],
  more: readonly string[] = [],
): ProofEnd {
  const sent = [...[...statements.values()].flat().map(({ sql }) => sql), ...more];
  return { declared, bookkeeping, goesBack: direction === 'down', sent, beforeUp, isAskedFor };
}

/** TypeORM's record and ours, together: neither is ever there without the other. */
async function record(
  { host, unit, direction, beforeCommit }: UnitInput,
  proof: Proof,
  after: Structure,
): Promise<void> {
  await host.begin();
  try {
    for (const { name } of unit.migrations) await host.mark(name, direction);
    if (proof.holds) await beforeCommit?.(proof, after);
    await host.commit();
  } catch (error) {
    await host.rollback().catch(() => host.disconnect().catch(() => host.kill()));
    throw error;
  }
}

/** Its error was swallowed, or nobody waited for it: the index is there and is never used. */
function invalidIndex(name: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'INDEX_INVALID',
    what: `CREATE INDEX CONCURRENTLY left the index ${name} invalid.`,
    why: 'Its error did not reach safe-migrate: the migration caught it.',
    next: 'Let the error through; rows that are not unique are its usual cause.',
  });
}

async function runAll(
  { host, unit, direction, journal, limits }: UnitInput,
  afterEach: (migration: LoadedMigration) => Promise<void>,
): Promise<ReadonlyMap<string, readonly SentStatement[]>> {
  const statements = new Map<string, readonly SentStatement[]>();
  const order = direction === 'up' ? unit.migrations : [...unit.migrations].reverse();
  for (const migration of order) {
    const run = await host.migrate(migration.name, direction, {
      journal: unit.transactional ? undefined : journal?.statements,
      limits: limits?.[migration.name],
    });
    statements.set(migration.name, run.statements);
    if (run.failure) throw new MigrationFailed(migration, direction, run.failure, statements);
    await afterEach(migration);
  }
  return statements;
}

async function assertTransactionOpen(host: Host): Promise<void> {
  const [row] = await host.query<{ state: string | null }>(
    `SELECT current_setting('${MARKER}', true) AS state`,
  );
  if (row?.state === 'open') return;
  throw new SafeMigrateError({
    code: 'TRANSACTION_ENDED',
    what: 'The migration ended the transaction that it runs in.',
    why: 'It sent COMMIT, ROLLBACK or END itself; what it did until then can no longer be rolled back as a whole.',
    next: 'Remove the transaction control from the migration: safe-migrate opens and closes the transaction.',
  });
}
