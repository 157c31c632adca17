import { finalParts, type FinalPart } from '@safe-migrate/hazards';
import { migrationError } from '../apply/migration-error';
import { MigrationFailed, migrateUnit, ProofFailed, type UnitResult } from '../apply/migrate-unit';
import { proofError } from '../apply/proof-error';
import type { Unit } from '../apply/unit';
import { fingerprintDatabase, type DatabaseContent } from '../backup/database-content';
import type { ClientTools } from '../backup/client-tools';
import { dumpSchema } from '../backup/dump';
import { contentDifferences, type ContentDifference } from '../backup/named-fingerprint';
import { refusal } from '../errors';
import type { Withheld } from '../escrow/given-back';
import { lineDifferences } from '../review/line-differences';
import { sameButForColumnOrder } from '../rollback/same-but-for-order';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import type { Host } from '../typeorm/host';
import type { SentStatement } from '../typeorm/protocol';
import { isDeclaredName, type DeclaredChanges } from '../verify/declared-changes';
import type { TableFingerprint } from '../verify/fingerprint';
import { planFrom, type PlannedTable } from '../verify/plan';
import type { Proof, ProofOptions } from '../verify/proof';
import { readStructure, type Structure } from '../verify/structure';
import { butForFinal } from '../review/but-for-final';
import { tookMs } from './took';
import { withEscrow } from './with-escrow';
import { besideRows, besideRowsDifferences, type BesideRows } from './beside-rows';

/** What a rehearsal needs. */
export interface RehearsalInput {
  readonly units: readonly Unit[];
  readonly host: Host;
  /** The restored backup. */
  readonly copy: ConnectionParameters;
  /** Its content, as its certificate read it. */
  readonly content: DatabaseContent;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly declared: DeclaredChanges;
  /** `schema.table` of TypeORM's list of executed migrations. */
  readonly bookkeeping: string;
  readonly signal?: AbortSignal;
  /** Whether somebody answers for what these migrations drop: it goes to escrow then. */
  readonly mayDrop?: (unit: Unit) => boolean;
}

/** What one unit did to the copy, in each direction. */
export interface RehearsedUnit {
  /** The tables to lock and compare when it is done for real. */
  readonly touchedUp: readonly PlannedTable[];
  readonly touchedDown: readonly PlannedTable[];
  /** What the statements of `up()` took by themselves, without what was measured and compared around them. */
  readonly durationMs: number;
  readonly proof: Proof;
}

/** What the steps that follow need to know. */
export interface Rehearsal {
  readonly units: readonly RehearsedUnit[];
  /** Every statement per migration, as sent against real rows. */
  readonly statements: ReadonlyMap<string, readonly SentStatement[]>;
}

/** And what its reader is to be told. */
export interface Rehearsed extends Rehearsal {
  /** In words: declared columns that `down()` does not bring back. */
  readonly leftChanged: readonly string[];
}

/**
 * Runs all pending migrations on the restored backup, with the same proof as the live run, then their `down()` in
 * reverse, and compares schema and content with what they were.
 *
 * @throws SafeMigrateError MIGRATION_FAILED, DATA_WOULD_CHANGE, NOT_REVERSIBLE
 */
export async function rehearse(input: RehearsalInput): Promise<Rehearsed> {
  const { host, tools, copy, signal } = input;
  await host.connect('safe-migrate rehearsal', input.facts.sessionSettings, copy, { trace: true });
  try {
    await host.prepare();
    const before = { schema: await dumpSchema(tools, copy, signal), beside: await besideRows(copy) };
    const known = new Map(input.content.prints);
    const ups: (Omit<RehearsedUnit, 'touchedDown'> & {
      unit: Unit;
      scope: Structure;
      beforeUp: UnitResult['prints'];
    })[] = [];
    const statements = new Map<string, readonly SentStatement[]>();
    for (const unit of input.units) {
      const scope = await readStructure(host);
      const { proof, statements: sent, prints: beforeUp } = await runUnit(input, unit, 'up', known);
      for (const [name, list] of sent) statements.set(name, list);
      // On the way up nothing may be deleted, in escrow or not.
      ups.push({
        unit,
        scope,
        beforeUp,
        proof,
        durationMs: tookMs(sent),
        touchedUp: planFrom(scope, { ...proof, deleted: [] }, sent),
      });
    }
    const units: RehearsedUnit[] = [];
    const withheld: Withheld[] = [];
    for (const { unit, scope, beforeUp, ...up } of [...ups].reverse()) {
      const back = await runUnit(input, unit, 'down', known, { scope, beforeUp });
      const { proof, statements: sent, givenBack } = back;
      withheld.push(...(givenBack?.withheld ?? []));
      units.unshift({ ...up, touchedDown: planFrom(scope, proof, sent) });
    }
    const leftChanged = await assertAsBefore(input, before, {
      withheld,
      final: [...statements.values()].flat().flatMap(({ sql }) => finalParts(sql)),
      isGivenBack: ups.some(({ proof }) => proof.deposits.length > 0),
    });
    return { units, statements, leftChanged };
  } finally {
    await host.disconnect().catch(() => undefined);
  }
}

async function runUnit(
  input: RehearsalInput,
  unit: Unit,
  direction: 'up' | 'down',
  known: Map<string, TableFingerprint>,
  options: Pick<ProofOptions, 'scope' | 'beforeUp'> = {},
): Promise<UnitResult> {
  const { host, bookkeeping, declared, mayDrop } = input;
  try {
    const result = await withEscrow(
      { unit, direction },
      (escrow) =>
        migrateUnit({
          ...{ host, unit, direction, bookkeeping, declared },
          proof: { toPrint: 'all', lock: false, known, ...options, escrow },
        }),
      ({ dropped }) => (mayDrop?.(unit) === true ? dropped : []),
    );
    for (const oid of result.proof.written) known.delete(oid);
    return result;
  } catch (error) {
    if (error instanceof MigrationFailed) throw migrationError(error, 'on the restored backup');
    if (error instanceof ProofFailed) throw proofError(error.proof, direction, 'On the restored backup');
    throw error;
  }
}

/** What may be otherwise after up() and down(), because PostgreSQL cannot put it back. */
interface Allowed {
  /** Why values stay in escrow. */
  readonly withheld: readonly Withheld[];
  readonly final: readonly FinalPart[];
  /** Something was dropped and made again from escrow: its columns are the last ones. */
  readonly isGivenBack: boolean;
}

/** @returns what differs as declared, in words */
async function assertAsBefore(
  { copy, tools, content, declared, bookkeeping, signal }: RehearsalInput,
  before: { readonly schema: string; readonly beside: BesideRows },
  { final, isGivenBack, withheld }: Allowed,
): Promise<readonly string[]> {
  const schemas = butForFinal({ before: before.schema, after: await dumpSchema(tools, copy, signal) }, final);
  const isSame =
    schemas.before === schemas.after || (isGivenBack && sameButForColumnOrder(schemas.before, schemas.after));
  const { named } = await fingerprintDatabase(copy);
  const isAsDeclared = ({ table, columns }: ContentDifference) =>
    columns.length > 0 && columns.every((column) => isDeclaredName(declared, table, column));
  const all = contentDifferences(content.named, named).filter(({ table }) => table !== bookkeeping);
  const rows = all.filter((difference) => !isAsDeclared(difference));
  const differences = [
    ...(isSame ? [] : [lineDifferences(schemas.before, schemas.after)]),
    ...rows.map(({ words }) => words),
    ...besideRowsDifferences(before.beside, await besideRows(copy)),
  ];
  if (differences.length === 0) return all.map(({ words }) => words);
  throw refusal({
    code: 'NOT_REVERSIBLE',
    what: 'After up() and down() on the restored backup, the database is not what it was.',
    why: [...differences, ...withheld.map(({ what, why }) => `${what}: ${why}`)].join('\n'),
    next: 'Correct down() so that it undoes up() exactly, rows included.',
  });
}
