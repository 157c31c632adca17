import type { Unit } from '../../apply/unit';
import { rehearse, type Rehearsal } from '../../rehearsal/rehearse';
import { traceDifferences, type Compared } from '../../rehearsal/trace-differences';
import { readCatalogFacts, sizesOf, withLiveSizes } from '../../review/catalog-facts';
import { judgeUp, type ReviewedMigration } from '../../review/judge-trial';
import { withSession } from '../../target/session';
import type { RunContext } from '../context';
import { DROPS, UNANSWERABLE } from '../unanswerable';
import type { RehearsalSource } from './back-up';
import type { Preflight } from './preflight';
import { assertAllowed, type Trials } from './review';

/**
 * Runs up and down on the restored backup with real rows, then judges every statement once more: a migration that
 * selects and loops may send others here than on an empty copy.
 */
export function rehearseOnBackup(
  context: RunContext,
  ready: Preflight,
  trials: Trials,
  backup: RehearsalSource,
): Promise<Rehearsal> {
  const { settings, record, steps, emit, signal } = context;
  return steps.run('rehearse', async () => {
    const { units, facts, tools, declared, bookkeeping, pending, loaded } = ready;
    const { restored: copy, restoredContent: content } = backup;
    const catalogBefore = await withSession(copy, { readOnly: true }, readCatalogFacts);
    const rehearsal = await rehearse({
      units,
      host: trials.host,
      copy,
      content,
      facts,
      tools,
      declared,
      bookkeeping,
      signal,
      mayDrop: (unit) => mayDrop(unit, record.reviews),
    });
    const liveCatalog = await withSession(loaded.connection, { readOnly: true }, readCatalogFacts);
    const seen = new Map(record.reviews.map((review) => [review.migration, review]));
    const fresh = pending.flatMap((migration, at) => {
      const earlier = pending.slice(0, at).flatMap(({ name }) => rehearsal.statements.get(name) ?? []);
      const sent = rehearsal.statements.get(migration.name) ?? [];
      const before = seen
        .get(migration.name)
        ?.statements.filter(({ direction }) => direction === 'up')
        .map(({ sql }) => sql);
      const same = before?.length === sent.length && sent.every(({ sql }, index) => sql === before[index]);
      const conditions = {
        ...{
          catalog: withLiveSizes(catalogBefore, sizesOf(liveCatalog)),
          facts,
          unanswerable: UNANSWERABLE,
          enable: settings.enable,
          escrowed: DROPS,
        },
        today: record.startedAt.slice(0, 10),
        earlier,
      };
      return same ? [] : [judgeUp(migration, sent, conditions)];
    });
    record.reviews = [
      ...record.reviews.map((review) => {
        const { acknowledged = [] } = fresh.find(({ migration }) => migration === review.migration) ?? {};
        return acknowledged.length === 0 ? review : { ...review, acknowledged };
      }),
      ...fresh.filter(({ migration }) => !seen.has(migration)),
    ];
    assertAllowed(fresh, settings.refuse);
    const durationMs = rehearsal.units.reduce((sum, unit) => sum + unit.durationMs, 0);
    const traced = units.map((unit) => compareUnit(unit, rehearsal, [...fresh, ...record.reviews]));
    const mismatches = traced.flatMap((statements) => traceDifferences(statements));
    for (const mismatch of mismatches) {
      const message = `not as predicted: ${mismatch}`;
      emit({ kind: 'warning', message });
      record.warnings.push(message);
    }
    for (const words of rehearsal.leftChanged) {
      const message = `down() does not bring back what is declared to change: ${words}`;
      emit({ kind: 'warning', message });
      record.warnings.push(message);
    }
    const statements = traced.flat().map(({ migration, sql, trace }) => ({ migration, sql, ...trace }));
    record.rehearsal = {
      ...{ durationMs, statements, mismatches },
      ...(backup.withoutRows ? { withoutRows: true } : {}),
    };
    return {
      result: rehearsal,
      summary: backup.withoutRows
        ? `up() took ${durationMs} ms on an EMPTY copy of the schema, down() brought the schema back; rows were not tried`
        : `up() took ${durationMs} ms on the restored backup, down() brought schema and rows back`,
    };
  });
}

/** Somebody has answered, in the migration's file, for a table or column that it drops. */
function mayDrop({ migrations }: Unit, reviews: readonly ReviewedMigration[]): boolean {
  return reviews.some(
    ({ migration, acknowledged }) =>
      migrations.some(({ name }) => name === migration) && acknowledged.some(({ rule }) => DROPS.has(rule)),
  );
}

/** What every statement of a unit's `up()` was predicted to do, and did. */
function compareUnit(
  { migrations }: Unit,
  { statements }: Rehearsal,
  reviews: readonly ReviewedMigration[],
): (Compared & { readonly migration: string })[] {
  return migrations.flatMap(({ name }) => {
    const review = reviews.find(({ migration }) => migration === name);
    const predicted = review?.statements.filter(({ direction }) => direction === 'up') ?? [];
    return (statements.get(name) ?? []).flatMap(({ sql, trace }, index) => {
      const effect = predicted[index]?.effect;
      return effect ? [{ migration: name, sql, effect, trace }] : [];
    });
  });
}
