import { readOnlyOrRowSafe } from '@safe-migrate/hazards';
import { migrationError } from '../apply/migration-error';
import { MigrationFailed, migrateUnit, ProofFailed, type UnitResult } from '../apply/migrate-unit';
import { proofError } from '../apply/proof-error';
import type { Unit } from '../apply/unit';
import { refusal } from '../errors';
import type { GivenBack, Withheld } from '../escrow/given-back';
import type { ConnectionParameters } from '../target/connection';
import type { Host } from '../typeorm/host';
import type { SentStatement } from '../typeorm/protocol';
import type { DeclaredChanges } from '../verify/declared-changes';
import { deletedParts, planFrom, type PlannedTable } from '../verify/plan';
import { tookMs } from '../rehearsal/took';
import { withEscrow } from '../rehearsal/with-escrow';
import type { Proof } from '../verify/proof';
import { readStructure } from '../verify/structure';

/** One unit as it was taken back on the copy. */
export interface RehearsedBack {
  readonly unit: Unit;
  readonly planned: readonly PlannedTable[];
  readonly proof: Proof;
  readonly givenBack: GivenBack;
  readonly statements: ReadonlyMap<string, readonly SentStatement[]>;
  /** What the statements of `down()` took by themselves. */
  readonly durationMs: number;
}

/** What {@link rehearseBack} needs. */
export interface RehearseBackInput {
  readonly host: Host;
  /** A restored backup, of now. */
  readonly copy: ConnectionParameters;
  readonly sessionSettings: Record<string, string>;
  /** In the order in which they were executed. */
  readonly units: readonly Unit[];
  readonly declared: DeclaredChanges;
  readonly bookkeeping: string;
}

const NOTHING: GivenBack = { sent: [], returned: [], withheld: [] };

/**
 * Runs `down()` of every unit on a copy with all rows, last first, with the same proof as the live one. What `down()` drops (what `up()`
 * had added, and what was written to it since) goes to escrow first.
 *
 * @returns in the order in which they are taken back
 * @throws SafeMigrateError MIGRATION_FAILED, DATA_WOULD_CHANGE, OUTSIDE_TRANSACTION, ESCROW_NOT_GIVEN_BACK
 */
export async function rehearseBack(input: RehearseBackInput): Promise<readonly RehearsedBack[]> {
  const { host, copy, sessionSettings, units } = input;
  await host.connect('safe-migrate rehearsal of a rollback', sessionSettings, copy, { trace: true });
  try {
    const done: RehearsedBack[] = [];
    for (const unit of [...units].reverse()) {
      const before = await readStructure(host);
      const { proof, statements, givenBack: given = NOTHING } = await takeBack(input, unit);
      const givenBack = {
        ...given,
        withheld: [...given.withheld, ...rowsToLose(proof), ...standsToLose(proof)],
      };
      if (!unit.transactional) assertRowSafe(unit, statements);
      done.push({
        ...{ unit, proof, statements, givenBack, durationMs: tookMs(statements) },
        planned: planFrom(before, proof, statements),
      });
    }
    return done;
  } finally {
    await host.disconnect().catch(() => undefined);
  }
}

async function takeBack(
  { host, declared, bookkeeping }: Pick<RehearseBackInput, 'host' | 'declared' | 'bookkeeping'>,
  unit: Unit,
): Promise<UnitResult> {
  try {
    return await withEscrow(
      { unit, direction: 'down' },
      (escrow) =>
        migrateUnit({
          ...{ host, unit, declared, bookkeeping, direction: 'down' },
          proof: { toPrint: 'all', lock: false, escrow, isAskedFor: true },
        }),
      (proof) => (unit.transactional ? [...proof.dropped, ...deletedParts(proof)] : []),
    );
  } catch (error) {
    if (error instanceof MigrationFailed) throw migrationError(error, 'on the restored backup');
    if (error instanceof ProofFailed) throw proofError(error.proof, 'down', 'On the restored backup');
    throw error;
  }
}

/** Rows that `down()` deletes may be others than `up()` inserted, or have been changed since: somebody must say that they may go. */
const rowsToLose = ({ deposits, deleted }: Proof): readonly Withheld[] =>
  deposits
    .filter(({ deletes }) => deletes)
    .map(({ table }) => {
      const count = deleted.find((each) => each.table === table)?.rows ?? 0;
      return { what: table, why: `down() deletes rows of it (${count}); they would be in escrow only` };
    });

/** Numbers that a sequence without a column gave may stand anywhere: made again, it would give them a second time. */
const standsToLose = ({ goneSequences }: Proof): readonly Withheld[] =>
  goneSequences.flatMap(({ schema, name, lastValue }) =>
    lastValue === null
      ? []
      : [{ what: `${schema}.${name}`, why: `down() drops the sequence, which has come to ${lastValue}` }],
  );

/** Nothing outside a transaction can be rolled back, so nothing there may write rows. */
function assertRowSafe({ migrations }: Unit, statements: RehearsedBack['statements']): void {
  const unsafe = [...statements.values()].flat().find(({ sql }) => !readOnlyOrRowSafe(sql));
  if (!unsafe) return;
  throw refusal({
    code: 'OUTSIDE_TRANSACTION',
    what: `down() of ${migrations.map(({ name }) => name).join(', ')} would change rows or tables outside a transaction.`,
    why: `It runs without one (transaction = false), so nothing of it could be rolled back: ${unsafe.sql.slice(0, 160)}`,
    next: 'Keep in it only what cannot run inside a transaction: DROP INDEX CONCURRENTLY and the like.',
  });
}
