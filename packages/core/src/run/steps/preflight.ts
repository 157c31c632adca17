import { groupIntoUnits, type Unit } from '../../apply/unit';
import { findClientTools, type ClientTools } from '../../backup/client-tools';
import { assertTargets } from '../../hooks/assert-targets';
import { readConditions } from '../../preflight/conditions';
import type { ServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { changedSinceApplied } from '../../typeorm/applied-files';
import { assertSchemaExists, listMigrations } from '../../typeorm/migration-list';
import type { LoadedDataSource, LoadedMigration } from '../../typeorm/protocol';
import { unloadedFiles } from '../../typeorm/unloaded-files';
import { declaredIn, type DeclaredChanges } from '../../verify/declared-changes';
import { takeSamples, type Checks, type Samples } from '../../verify/checks/check';
import { appliedBefore } from '../applied-before';
import type { RunContext } from '../context';
import { holdLease, openJournal } from '../hold-lease';
import { reach } from '../reach';
import { settleEarlier } from '../settle';
import type { Guarded } from './guard';

/** All that is known before anything is tried. */
export interface Preflight extends Guarded {
  readonly loaded: LoadedDataSource;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly pending: readonly LoadedMigration[];
  readonly units: readonly Unit[];
  readonly declared: DeclaredChanges;
  /** `schema.table` of TypeORM's list of executed migrations. */
  readonly bookkeeping: string;
  /** What each check returned before. */
  readonly samples: Samples;
}

/** Looks at the server, the client programs, the pending migrations and the API; takes the lease (not for a plan). */
export function preflight(context: RunContext, guarded: Guarded): Promise<Preflight> {
  const { settings, record, steps, emit } = context;
  return steps.run('preflight', async () => {
    const { host, loaded, facts, bookkeeping } = await reach(context, guarded);
    const { connection } = loaded;
    const finding = findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major });
    finding.catch(() => undefined);
    if (record.command === 'run') {
      await holdLease(context, host, connection, facts);
      await finding;
      await settleEarlier(context, { host, loaded, facts, bookkeeping });
    }
    const list = await withSession(connection, { readOnly: true }, async (session) => {
      const found = await listMigrations(session, loaded);
      if (found.pending.length > 0) await assertSchemaExists(session, loaded);
      return found;
    });
    const { projectRoot, recordDirectory } = settings;
    const changed = changedSinceApplied(
      appliedBefore(recordDirectory, record.target),
      list.executed,
      loaded.migrations,
      projectRoot,
    );
    // What stands on the server matters to those who are about to change something there.
    const conditions =
      list.pending.length === 0 ? [] : await withSession(connection, { readOnly: true }, readConditions);
    for (const message of [
      ...conditions,
      ...changed,
      ...list.warnings,
      ...unloadedFiles(loaded, projectRoot),
    ]) {
      emit({ kind: 'warning', message });
      record.warnings.push(message);
    }
    record.pending = list.pending.map(({ name }) => name);
    const samples = list.pending.length === 0 ? [] : await readyHooks(context, connection);
    if (record.command === 'run' && list.pending.length > 0) {
      const journal = await openJournal(context, host, connection);
      await journal?.begin({ id: record.id, command: record.command, project: record.project });
    }
    const tools = await finding;
    const count = list.pending.length === 1 ? '1 migration is' : `${list.pending.length} migrations are`;
    return {
      result: {
        ...{ host, loaded, facts, tools, samples, pending: list.pending },
        units: groupIntoUnits(loaded, list.pending),
        declared: list.pending.flatMap(({ file }) => declaredIn(file)),
        bookkeeping,
      },
      summary: `PostgreSQL ${facts.version}, ${megabytes(facts.bytes)}; pg_dump ${tools.version}; ${count} pending`,
    };
  });
}

/**
 * Everything that runs after the migrations, asked for beforehand: what is mistyped or does not answer now is told while nothing is changed.
 *
 * @throws SafeMigrateError HOOK_TARGET, and what {@link takeSamples} throws
 */
export async function readyHooks(
  { settings, emit, signal }: RunContext,
  connection: LoadedDataSource['connection'],
  checks: Checks = settings,
): Promise<Samples> {
  const place = { ...settings, connection, emit, signal };
  await assertTargets([...settings.sync, ...checks.verify], place);
  return takeSamples(checks, place);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
